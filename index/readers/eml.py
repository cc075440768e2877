"""Mail."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr, parsedate_to_datetime
from itertools import pairwise
from typing import Any, cast

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers import html, inside
from index.readers.aligned import tabled
from index.readers.draft import Draft
from index.readers.encoding import decode
from index.readers.threads import older
from index.reading import spelled

#: Code points of a header that are parsed.
_LONGEST = 2_000
#: Code points of a header that are shown: ever so many receivers.
_LONGEST_SHOWN = 20_000
#: Plain text is what the page beside it says if it has this share of its length, and shares these of its words.
_LENGTH, _WORDS = 0.3, 0.5
_SHOWN = ("From", "To", "Cc", "Subject", "Date")


class _Policy(EmailPolicy):
    """The standard library's, but for its patience: its parser takes the square of a hostile header's length."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:_LONGEST])


def read(data: bytes) -> Content:
    """The content of a message: its headers, its text, then the messages and files it brings along.

    Raises:
        UnreadableDocument: it has no headers of a message.
    """
    message = cast("EmailMessage", message_from_bytes(data, policy=_Policy()))
    draft = Draft()
    metadata = _write(message, draft)
    if not metadata:
        raise UnreadableDocument("no mail: it says neither from whom nor to whom nor when")
    names: list[str] = []
    unread: dict[str, str] = {}
    with inside.opened():
        _write_attached(message, draft, names, unread)
    more = {"attachments": ", ".join(names), "not read": inside.unread(unread)}
    content = draft.content(metadata.pop("title"), {**metadata, **more})
    return replace(content, sections=tuple(tabled(content.text, content.sections)))


def _write(message: EmailMessage, draft: Draft) -> dict[str, str]:
    """Writes a message's headers and text, and gives what it says of itself; nothing if it is none."""
    sent = {name.lower(): value for name, value in reversed(list(message.raw_items()))}
    said = {name: words for name in _SHOWN if (words := _header(sent.get(name.lower(), "")))}
    if not said:
        return {}
    draft.paragraph("\n".join(f"{name}: {words}" for name, words in said.items()))
    metadata = {"title": said.get("Subject", ""), "author": said.get("From", ""), "to": said.get("To", "")}
    metadata["date"] = _date(said.get("Date", ""))
    plain, page = _body(message, "plain"), _body(message, "html")
    if page is not None:
        try:
            text, encoding = html.decoded(*page)
            shown = Draft()
            html.write(text, shown)
        except UnreadableDocument:
            if plain is None:
                raise
            return {**metadata, "encoding": _write_plain(plain, draft, metadata)}
        content = shown.content(None, {})
        # What is said twice is read as plain text; a few words that point to the page say something else.
        if content.text and not (plain and _alike(decode(*plain)[0], content.text)):
            draft.enter(1, _writer(metadata))
            draft.include("", content)
            return {**metadata, "encoding": encoding}
    return {**metadata, "encoding": _write_plain(plain, draft, metadata)} if plain else metadata


def _write_plain(plain: tuple[bytes, str | None], draft: Draft, metadata: dict[str, str]) -> str:
    """Writes a message's plain text, older messages in it under their writers, and gives its encoding."""
    text, encoding = decode(*plain)
    found = [(0, _writer(metadata)), *older(text)]
    for (start, who), (end, _) in pairwise([*found, (len(text), "")]):
        draft.enter(1, who or _writer(metadata))
        draft.paragraph(text[start:end])
    return encoding


def _writer(metadata: dict[str, str]) -> str:
    """Who wrote a message and when, as what stands above it."""
    name, address = parseaddr(metadata["author"])
    day = spelled(date.fromisoformat(metadata["date"])) if metadata["date"] else ""
    return ", ".join(filter(None, (name or address, day))) or "Message"


def _alike(plain: str, page: str) -> bool:
    """Whether a message's plain text says what its page says, or as much at least."""
    words, shown = plain.casefold().split(), page.casefold().split()
    if len(words) >= len(shown):
        return True
    return len(words) >= _LENGTH * len(shown) and len({*words} & {*shown}) >= _WORDS * len({*words})


def _body(message: EmailMessage, kind: str) -> tuple[bytes, str | None] | None:
    """The bytes of a message's text of this kind, and the encoding they are said to be in."""
    part = message.get_body((kind,))
    payload = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(payload, bytes) or not payload.strip():
        return None
    return payload, part.get_content_charset()


def _write_attached(message: EmailMessage, draft: Draft, names: list[str], unread: dict[str, str]) -> None:
    """Writes what a message brings along: messages and files, each under its name; no recursion into either."""
    waiting: list[tuple[Any, int]] = [(part, 1) for part in reversed(_parts(message))]
    while waiting:
        part, depth = waiting.pop()
        name = _header(part.get_filename() or "")
        if part.get_content_type() == "message/rfc822":
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else EmailMessage()
            title = _header(str(inner.get("Subject", ""))) or "Forwarded message"
            names.append(name or title)
            if depth > inside.DEEPEST:
                unread[title] = f"lies more than {inside.DEEPEST} messages deep"
                continue
            draft.enter(0, title)
            _write(inner, draft)
            waiting += [(each, depth + 1) for each in reversed(_parts(inner))]
        elif name:
            names.append(name)
            payload = part.get_payload(decode=True)
            if why := inside.write(name, payload if isinstance(payload, bytes) else b"", draft):
                unread[name] = why


def _parts(message: EmailMessage) -> list[Any]:
    """The parts of a message that are no containers, and the messages in it, but not what is in those."""
    found: list[Any] = []
    waiting: list[Any] = [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        if part.is_multipart() and part.get_content_type() != "message/rfc822" and isinstance(payload, list):
            waiting += reversed(payload)
        elif part is not message:
            found.append(part)
    return found


def _header(raw: str) -> str:
    """A header's words in one line. (The parser of the standard library takes for ever over some hostile ones.)"""
    raw = raw[:_LONGEST_SHOWN].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    # What cannot be decoded stays as it stands.
    with suppress(HeaderParseError, LookupError, ValueError):
        raw = str(make_header(decode_header(raw)))
    return " ".join(raw.split())


def _date(words: str) -> str:
    try:
        return parsedate_to_datetime(words).date().isoformat()
    except (ValueError, IndexError):
        return ""
