"""Subtitles (SubRip, WebVTT): what is said, without its times, which are the places."""

import re

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers.draft import Draft
from index.readers.encoding import decode

_TIME = re.compile(r"(?:(\d{1,3}):)?(\d\d):(\d\d)[.,]\d{3}[ \t]+-->")
_VOICE = re.compile(r"<v(?:\.[\w.]*)?[ \t]+([^<>\n]{1,100})>")
_TAG = re.compile(r"</?[a-z][^<>\n]{0,100}>|<\d[\d:.]*>|\{\\[^{}\n]{1,40}\}", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…。！？]['\"”’)\]]*$")
#: Code points of what is said in one go, across as many subtitles as that takes.
_LONGEST = 400


def read(data: bytes) -> Content:
    """The content of subtitles: each section goes on to the end of a sentence, and its place is when that begins.

    Raises:
        UnreadableDocument: there is no time in it.
    """
    text, encoding = decode(data)
    draft = Draft()
    said, begun, found = "", "", False
    for block in re.split(r"\n[ \t]*\n", text):
        time = _TIME.search(block)
        if time is None:  # a title, a style, a note
            continue
        found = True
        words = " ".join(_TAG.sub("", _VOICE.sub(r"\1: ", block[block.find("\n", time.end()) + 1 :])).split())
        if block.find("\n", time.end()) < 0 or not words:
            continue
        begun = begun if said else f"{int(time[1] or 0):02d}:{time[2]}:{time[3]}"
        said = f"{said} {words}".strip()
        if _ENDS.search(said) or len(said) > _LONGEST:
            draft.record(said, begun)
            said = ""
    if said:
        draft.record(said, begun)
    if not found:
        raise UnreadableDocument("no subtitles: there is no time in it")
    return draft.content(None, {"encoding": encoding})
