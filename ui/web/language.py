"""The page's words: one catalogue for each language, and the language that a request is answered in.

Quotes, titles and documents are never translated. Neither is what the server says of a file or a request that is at
fault: REST, MCP and the command line say the same, and a search for the words finds what is written about them.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape
from string import Formatter

from index.errors import QuothError
from ui import LANGUAGES as FILES
from ui.web.markup import text

#: A phrase, or its forms for one and for others.
Phrase = str | Mapping[str, str]
_FORMS = {"one", "other"}
#: The sections that the page's script is given.
_SCRIPT = ("both.", "script.")
_UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))


@dataclass(frozen=True)
class Language:
    """A catalogue.

    Attributes:
        code: as in ``lang``. phrases: by section and name, as ``refusal.head``.
        direction: as in ``dir``. thousands, decimal: signs in numbers.

    Raises:
        QuothError: a phrase has neither words nor both forms.
    """

    code: str
    phrases: Mapping[str, Phrase]
    direction: str
    thousands: str
    decimal: str

    def __post_init__(self) -> None:
        for key, phrase in self.phrases.items():
            if not isinstance(phrase, str) and set(phrase) != _FORMS:
                raise QuothError(f"{self.code}.toml: {key} needs the forms one and other")
        if self.direction not in {"ltr", "rtl"}:
            raise QuothError(f"{self.code}.toml: the direction is ltr or rtl, not {self.direction}")

    def plain(self, key: str, **values: str | int) -> str:
        """A phrase as text; where it has two forms, the one for ``n``."""
        return self._form(key, values).format(**self._shown(values))

    def markup(self, key: str, **values: str | int) -> str:
        """A phrase as markup, with values that are markup."""
        return text(self._form(key, values)).format(**self._shown(values))

    def number(self, value: float, form: str = ",") -> str:
        """A number as it is written in this language; ``form`` as in a format string."""
        return format(value, form).translate({ord(","): self.thousands, ord("."): self.decimal})

    def size(self, count: int) -> str:
        """A number of bytes in units that people use, rounded down."""
        unit, name = next((each for each in _UNITS if count >= each[0]), (1, "bytes"))
        tenths = count * 10 // unit
        return f"{self.number(tenths // 10) if tenths >= 100 or not tenths % 10 else self.number(tenths / 10)} {name}"

    def for_script(self) -> str:
        """The phrases of the page's script as a block of JSON that nothing within can end."""
        own = {key: phrase for key, phrase in self.phrases.items() if key.startswith(_SCRIPT)}
        return json.dumps(own, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")

    def _form(self, key: str, values: Mapping[str, str | int]) -> str:
        phrase = self.phrases[key]
        return phrase if isinstance(phrase, str) else phrase["one" if values["n"] == 1 else "other"]

    def _shown(self, values: Mapping[str, str | int]) -> dict[str, str]:
        return {name: each if isinstance(each, str) else self.number(each) for name, each in values.items()}


def read_language(code: str, words: str, model: Language | None = None) -> Language:
    """A catalogue from its TOML.

    Args:
        model: what it must agree with, key by key and placeholder by placeholder.

    Raises:
        QuothError: it does not, or is no catalogue.
    """
    try:
        given = tomllib.loads(words)
        about = given.pop("language")
        made = Language(code, dict(_flat(given)), about["direction"], about["thousands"], about["decimal"])
    except (tomllib.TOMLDecodeError, KeyError) as cause:
        raise QuothError(f"{code}.toml is no catalogue: {cause}") from cause
    if model:
        _check(made, model)
    return made


def _flat(given: Mapping[str, object], above: str = "") -> Iterator[tuple[str, Phrase]]:
    for name, each in given.items():
        if isinstance(each, dict) and set(each) - _FORMS:
            yield from _flat(each, f"{above}{name}.")
        else:
            yield f"{above}{name}", each  # type: ignore[misc]


def _check(made: Language, model: Language) -> None:
    if wrong := made.phrases.keys() ^ model.phrases.keys():
        raise QuothError(f"{made.code}.toml and {model.code}.toml differ in the keys {', '.join(sorted(wrong))}")
    for key, phrase in made.phrases.items():
        if placeholders(phrase) != placeholders(model.phrases[key]):
            raise QuothError(f"{made.code}.toml: {key} has other forms or placeholders than in {model.code}.toml")


def placeholders(phrase: Phrase) -> Mapping[str, set[str]]:
    """The placeholders of each form of a phrase."""
    forms = {"": phrase} if isinstance(phrase, str) else phrase
    return {name: {field for _, field, _, _ in Formatter().parse(each) if field} for name, each in forms.items()}


def _read_all() -> dict[str, Language]:
    files = {each.name.removesuffix(".toml"): each for each in FILES.iterdir() if each.name.endswith(".toml")}
    english = read_language("en", files.pop("en").read_text("utf-8"))
    others = {code: read_language(code, file.read_text("utf-8"), english) for code, file in sorted(files.items())}
    return {"en": english, **others}


#: Every language there is, by its code; English first.
LANGUAGES: Mapping[str, Language] = _read_all()
#: The language of the request at work.
LANGUAGE: ContextVar[Language] = ContextVar("language", default=LANGUAGES["en"])

_WANTED = re.compile(r"\s*([a-z]{1,8})(?:-[a-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.IGNORECASE)


def preferred(accepted: str) -> Language:
    """The language that an Accept-Language header wants most, of those there are; else English."""
    wanted = [found for each in accepted.split(",") if (found := _WANTED.fullmatch(each))]
    ranked = sorted(wanted, key=lambda found: -float(found[2] or 1))
    there = (LANGUAGES.get(found[1].lower()) for found in ranked if float(found[2] or 1))
    return next(filter(None, there), LANGUAGES["en"])


def phrase(key: str, **values: str | int) -> str:
    """A phrase in the language of the request at work, as markup; so are its values."""
    return LANGUAGE.get().markup(key, **values)


def counted(number: int, thing: str) -> str:
    """A number of documents or passages in words."""
    return phrase(f"both.count.{thing}", n=number)


def number(value: float, form: str = ",") -> str:
    """A number as the language of the request at work writes it."""
    return LANGUAGE.get().number(value, form)


def opening() -> str:
    """How a page of its own begins, in the language of the request at work."""
    language = LANGUAGE.get()
    return f'<!doctype html><html lang="{escape(language.code)}" dir="{language.direction}">'
