"""Tags of web pages with more attributes than any needs. Pure.

A parser looks for each attribute among those before it, which takes the square of their number.
"""

import re

# A tag of which so much comes without an angle bracket that somebody should count.
_TAG = re.compile(r"<([a-zA-Z][^\s/<>]{0,40}+)([^<>]{20000,}+)>?")
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
#: Characters that all names and signs of a tag's attributes may have together.
_MOST = 20_000


def plain(page: str) -> str:
    """``page`` with the attributes left out where a tag has thousands of them."""
    return _TAG.sub(lambda tag: f"<{tag[1]}>" if _long(tag[2]) else tag[0], page)


def _long(attributes: str) -> bool:
    # A picture may stand in one, as a very long value in quotation marks.
    return len(_QUOTED.sub("", attributes)) > _MOST
