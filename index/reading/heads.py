"""What the columns of tables in other languages are called in English."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+")


@lru_cache  # each row of a table asks for the same
def glossed(name: str) -> str:
    """A column's name as models read it: "Preis/100" with its English behind it, "Preis/100 (price)"."""
    known = (_english().get(word.lower(), "") for word in _WORD.findall(name))
    english = " ".join(dict.fromkeys(filter(None, known)))
    return f"{name} ({english})" if english else name


@cache
def _english() -> dict[str, str]:
    table = tomllib.loads(files(__package__).joinpath("heads.toml").read_text(encoding="utf-8"))
    return {word: english for english, words in table.items() for word in words.split()}
