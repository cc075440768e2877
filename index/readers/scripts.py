"""Raised and lowered text on one line, so that a number and its note's mark, or its power, stay two. Pure.

A note's mark goes in brackets: ``1877[4]``. A power goes behind a caret, ``10^6``, but for units, which have signs of
their own: ``m²``. A lowered number stays behind letters as it is, ``CO2``, and goes behind ``_`` elsewhere. Letters
that end a word, ``1st`` or ``Mme``, and signs such as ``™`` stay as they are.
"""

import re

_UNIT = re.compile(r"(?<![^\W\d_])(?:[a-zµμ]?m|[a-z]|ft|in|yd|mi|min|sec)$")
_VARIABLE = re.compile(r"(?:(?<![^\W\d_])[^\W\d_]|[)\]])$")
_TEN = re.compile(r"(?:^|[^\w.,])(?:10|2)$")
_POWER = re.compile(r"[-\u2212\u2013+]?[0-9]{1,3}")
_SAYS = re.compile(r"[-\u2212\u2013+]?[^\W_]")
_SIGNS = str.maketrans("0123456789-+\u2212\u2013", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁻⁻")


def raised(text: str, before: str, *, note: bool = False) -> str:
    """What stands for ``text`` in superscript.

    Args:
        before: what it stands behind.
        note: whether it is known to be a note's mark.
    """
    bare = text.strip()
    if not before.strip() or not _SAYS.match(bare):
        return text
    if note:
        return _around(text, f"[{bare}]")
    if _POWER.fullmatch(bare):
        if _UNIT.search(before) and bare[-1] in "123":
            return _around(text, bare.translate(_SIGNS))
        if not bare[0].isdigit() or _TEN.search(before) or _VARIABLE.search(before):
            return _around(text, f"^{bare}")
        return _around(text, f"[{bare}]")
    if bare.isalpha():
        if len(bare) > 1:
            return text
        return _around(text, f"^{bare}" if _VARIABLE.search(before) else f"[{bare}]")
    # Several marks at once, or a term.
    return _around(text, f"[{bare}]" if re.fullmatch(r"[\w*†‡§, ]+", bare) and bare[0].isdigit() else f"^({bare})")


def lowered(text: str, before: str) -> str:
    """What stands for ``text`` in subscript behind ``before``."""
    bare = text.strip()
    if not bare or not before.strip():
        return text
    if before[-1:].isdigit() and bare[0].isdigit():
        return _around(text, f"_{bare}")
    if bare.isalpha() and _VARIABLE.search(before):
        return _around(text, f"_{bare}")
    return text


def _around(text: str, made: str) -> str:
    """``made`` with the white space that ``text`` has at its end."""
    return made + text[len(text.rstrip()) :]
