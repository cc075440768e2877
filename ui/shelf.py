"""The library as a list in the page. Pure."""

from collections.abc import Sequence

from index.storage import Entry
from ui.markup import address, isolated, text

#: Documents listed at once; what lies beyond is found by its words.
LISTED = 200


def shelf(entries: Sequence[Entry], passages: int, *, editable: bool) -> str:
    """All documents, with a way to find, add and remove them."""
    add = (
        '<p class="add"><label>Add documents<input type="file" id="q-files" multiple></label>'
        '<span id="q-added" role="status"></span></p>'
        if editable
        else ""
    )
    find = (
        '<p class="find"><input type="search" id="q-find" placeholder="Find a document" aria-label="Find a document"></p>'
        if len(entries) > 5
        else ""
    )
    return (
        '<header><h2 id="source-title" tabindex="-1">Library</h2>'
        f'<p class="path">{counted(len(entries), "document")}, {counted(passages, "passage")}</p></header>'
        f'{add}{find}<div id="q-shelf">{rows(entries, editable=editable)}</div>'
    )


def rows(entries: Sequence[Entry], *, editable: bool) -> str:
    """Documents as a list, the first of them where there are many."""
    if not entries:
        return '<p class="note">No document here.</p>'
    more = len(entries) - LISTED
    rest = f'<p class="note">and {counted(more, "more document")}; find them by their words</p>' if more > 0 else ""
    return f'<ul class="shelf">{"".join(_row(entry, editable) for entry in entries[:LISTED])}</ul>{rest}'


def counted(number: int, thing: str) -> str:
    """A number of things in words."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _row(entry: Entry, editable: bool) -> str:
    # A document in use is not lost by a slip: the script asks once more.
    remove = (
        f'<button type="button" class="remove" value="{text(entry.id)}" title="Remove from the library">Remove</button>'
        if editable
        else ""
    )
    return (
        f'<li><a class="open" href="{address(f"source/{entry.id}", start=0)}">{isolated(entry.title)}</a>{remove}'
        f'<p class="path">{isolated(entry.source)} · {counted(entry.passages, "passage")}</p></li>'
    )
