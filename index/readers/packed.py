"""Zip archives: the files in them, each as a document inside."""

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers import inside
from index.readers.archive import open_archive
from index.readers.draft import Draft

#: Files that are named where they are not read.
_NAMED = 50


def read(data: bytes) -> Content:
    """The content of an archive: its files in their order under their names, hidden ones left out.

    Raises:
        UnreadableDocument: it is damaged, would inflate beyond bounds, or holds nothing that can be read.
    """
    archive = open_archive(data)
    draft = Draft()
    unread: dict[str, str] = {}
    members = [member.filename for member in archive.infolist() if not member.is_dir()]
    with inside.opened():
        for name in members:
            if any(part.startswith((".", "__MACOSX")) for part in name.split("/")):
                continue
            draft.enter(0, "")
            if why := inside.write(name, archive.read(name), draft):
                unread[name] = why
    content = draft.content(
        None, {"not read": inside.unread(dict(list(unread.items())[:_NAMED])), "files": str(len(members))}
    )
    if not content.text:
        raise UnreadableDocument(f"a zip archive in which no file can be read ({len(members):,} files)")
    return content
