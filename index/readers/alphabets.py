"""Latin letters in the encodings of before Unicode: told apart by which language has all of them. Pure.

Statistics of whole texts take őű for õû and ğış for ðýþ, for nearly all other letters stand in the same places. But no
language has them beside the others: each writes with an alphabet of its own.
"""

import re
from itertools import islice

#: Small letters beyond a to z that a language's everyday texts have.
_ALPHABETS = {
    "Albanian": "çëâ",
    "Croatian, Slovene": "čćđšž",
    "Czech": "áčďéěíňóřšťúůýž",
    "Danish, Norwegian": "åæøéèêóòôü",
    "Dutch": "éëïöüèêç",
    "Estonian": "äõöüšž",
    "Finnish, Swedish": "åäöéüà",
    "French": "àâæçéèêëîïôœùûüÿ",
    "German": "äöüßéèàâçñ",
    "Hungarian": "áéíóöőúüű",
    "Icelandic": "áéíóúýðþæö",
    "Italian": "àèéìíîòóùúç",
    "Latvian": "āčēģīķļņšūžō",
    "Lithuanian": "ąčęėįšųūž",
    "Polish": "ąćęłńóśźżé",
    "Portuguese": "áâãàçéêíóôõúüñèò",
    "Romanian": "ăâîşţșț",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Spanish": "áéíóúñüçªº",
    "Turkish": "çğıöşüâîûi̇",
}
#: By how common they are; the first of those that read equally well is taken.
_ENCODINGS = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "cp850", "cp852")
#: What stands around words in any of them; between two letters only the last few may.
_AROUND = frozenset("«»‹›“”„‚‘…•§°©®™€£¥¢¿¡¶†‡·¹²³¼½¾±×÷´¨¸ª–—’\u00a0\u00ad")
_WITHIN = frozenset("–—’\u00a0\u00ad·")
_BEYOND = re.compile(r"[^\x00-\x7f]")
#: Characters that are looked at, and the share of them that a language must have.
_MOST, _ENOUGH = 20_000, 0.98


def read_by_alphabet(data: bytes) -> tuple[str, str] | None:
    """The text and its encoding, where some language's alphabet has nearly all of its letters.

    Args:
        data: bytes of which some are not ASCII.
    """
    found: list[tuple[float, str, str]] = []
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        found.append((_held(text), encoding, text))
    share, encoding, text = max(found, key=lambda each: each[0], default=(0.0, "", ""))
    return (text, encoding) if share >= _ENOUGH else None


def _held(text: str) -> float:
    """The share of the signs beyond ASCII that the alphabet which has most of them has."""
    signs, odd = list[str](), 0
    for found in islice(_BEYOND.finditer(text), _MOST):
        at, sign = found.start(), found[0]
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if sign in _AROUND:
            odd += before.isalpha() and after.isalpha() and sign not in _WITHIN
        elif not sign.isalpha() or (sign.isupper() and before.islower()):
            odd += 1
        else:
            signs.append(sign.lower())
    if not signs:
        return 0.0 if odd else 1.0
    most = max(sum(sign in letters for sign in signs) for letters in _ALPHABETS.values())
    return most / (len(signs) + odd)
