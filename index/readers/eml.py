"""Mail."""

from contextlib import suppress
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parsedate_to_datetime
from typing import Any, cast

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers import html
from index.readers.draft import Draft
from index.readers.encoding import decode

#: Code points of a header that are parsed.
_LONGEST = 2_000
_SHOWN = ("From", "To", "Cc", "Subject", "Date")


class _Policy(EmailPolicy):
    """The standard library's, but for its patience: its parser takes the square of a hostile header's length."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:_LONGEST])


def read(data: bytes) -> Content:
    """The content of a message: its headers, then its text. Attachments are named, not read.

    Raises:
        UnreadableDocument: it has no headers of a message.
    """
    message = cast("EmailMessage", message_from_bytes(data, policy=_Policy()))
    sent = {name.lower(): value for name, value in reversed(list(message.raw_items()))}
    said = {name: words for name in _SHOWN if (words := _header(sent.get(name.lower(), "")))}
    if not said:
        raise UnreadableDocument("no mail: it says neither from whom nor to whom nor when")
    draft = Draft()
    draft.paragraph("\n".join(f"{name}: {words}" for name, words in said.items()))
    told = {"author": said.get("From"), "to": said.get("To"), "date": _date(said.get("Date", ""))}
    names = [_header(part.get_filename() or "") for part in message.walk() if part.get_filename()]
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        payload = part.get_payload(decode=True) if part is not None else None
        if part is None or not isinstance(payload, bytes) or not payload.strip():
            continue
        if kind == "html":
            text, told["encoding"] = html.decoded(payload, part.get_content_charset())
            html.write(text, draft)
        else:
            text, told["encoding"] = decode(payload, part.get_content_charset())
            draft.enter(1, "Message")
            draft.paragraph(text)
        break
    return draft.content(said.get("Subject"), {**told, "attachments": ", ".join(names)})


def _header(raw: str) -> str:
    """A header's words in one line. (The parser of the standard library takes for ever over some hostile ones.)"""
    raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    # What cannot be decoded stays as it stands.
    with suppress(HeaderParseError, LookupError, ValueError):
        raw = str(make_header(decode_header(raw)))
    return " ".join(raw.split())


def _date(words: str) -> str:
    try:
        return parsedate_to_datetime(words).date().isoformat()
    except (ValueError, IndexError):
        return ""
