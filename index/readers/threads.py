"""Older messages inside a mail, each under the lines that say who wrote it and when. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterator

#: Where an older message begins, and who wrote it and when, in the mail's own words; without, where the mail goes on.
Older = tuple[int, str]

# "From: Bo Lund <bo@example.org>", then "Sent: Monday, March 3, 2025 4:02 PM" and its kin, quoted or not.
_WHEN = "Sent|Date|Gesendet|Datum|Envoyé|Enviado"
_FIELD = rf"[> \t*]*(?:{_WHEN}|To|Cc|Subject|An|Betreff|À|Objet|Para|Asunto)\*?[ \t]?:[^\n]*(?:\n|\Z)"
_HEADERS = re.compile(rf"^[> \t*]*(?:From|Von|De)\*?[ \t]?:([^\n]{{2,200}})\n((?:{_FIELD}){{1,6}})", re.MULTILINE)
_SENT = re.compile(rf"^[> \t*]*(?:{_WHEN})\*?[ \t]?:([^\n]{{4,100}})$", re.MULTILINE)
# "On 1 March 2025 at 9:00, Lea Krantz wrote:", which may go on in a second line.
_WROTE = re.compile(
    r"^[> \t]*(?:On|Am|Le|El) ([^\n]{4,120}(?:\n[^\n]{1,120}?)?)[ \n]?[> ]*(?:wrote|schrieb|a écrit|escribió)([^\n]{0,100}):[ \t]*$",
    re.MULTILINE,
)
# Own words below a quoted line; not those of a signature.
_OWN = re.compile(r"^>[^\n]*\n(?:[ \t]*\n)+(?!--)(?=[^>\s])", re.MULTILINE)
_ADDRESS = re.compile(r"<[^>\n]*>|\[mailto:[^\]\n]*\]|\(via [^)\n]*\)")


def older(text: str) -> list[Older]:
    """The older messages in a mail's text, in order.

    Where a mail answers another line by line, it is one message: each answer stands under the question it quotes.
    """
    found: list[Older] = []
    all_ = sorted(_found(text))
    outer = [start for start, _ in all_ if text[start] != ">"]
    ends = [*outer, len(text)]
    answered = 0
    for start, who in all_:
        if start < answered:
            continue
        found.append((start, who))
        end = ends[bisect_right(outer, start)]
        if text[start] != ">" and (own := _OWN.search(text, start, end)):
            if "\n>" in text[own.end() : end]:
                found.pop()
                answered = end
            else:
                found.append((own.end(), ""))
    return found


def _found(text: str) -> Iterator[Older]:
    for each in _HEADERS.finditer(text):
        if sent := _SENT.search(each[2]):
            yield each.start(), _bare(f"{each[1]}, {sent[1]}")
    for each in _WROTE.finditer(text):
        yield each.start(), _bare(f"{each[1]} {each[2]}")


def _bare(words: str) -> str:
    words = _ADDRESS.sub(" ", words).replace(">", " ").replace("*", " ").replace('"', " ")
    return re.sub(r"\s+(?=,)", "", " ".join(words.split())).strip(" ,:")
