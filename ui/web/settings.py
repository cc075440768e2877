"""How a server is to be run; validated before anything listens."""

import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.errors import QuothError
from ui.web.gate import SHORTEST_TOKEN, Grant, Scope
from ui.web.language import LANGUAGES

if TYPE_CHECKING:
    from assistant.evidence import Ledger


@dataclass(frozen=True)
class Settings:
    """Where a server listens and what it lets others do.

    Attributes:
        token: what everyone must know who asks; None lets in whoever reaches the server, on loopback only.
        tokens: in its stead, tokens that let each bearer do what they are granted.
        editable: whether documents may be uploaded and removed over the network.
        rate: requests that cost work, per client and minute; 0 for no limit.
        abreast: questions worked on at the same time. waiting: questions that may wait beside them.
        upload: bytes an uploaded document may have.
        log_questions: whether questions appear in the logs.
        origins: sites whose pages may use REST and MCP, as ``https://app.example.org``.
        keep: whether conversations are kept on disk, beside the library.
        language: what the pages are in; None for what each browser wants.
        ledger: where every reply is written down; None for nowhere.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    token: str | None = None
    tokens: tuple[Grant, ...] = ()
    editable: bool = True
    rate: int = 0
    abreast: int = 2
    waiting: int = 16
    upload: int = 50_000_000
    log_questions: bool = False
    origins: tuple[str, ...] = ()
    keep: bool = True
    language: str | None = None
    ledger: "Ledger | None" = None

    @classmethod
    def of(
        cls,
        host: str,
        port: int,
        token: str | None,
        tokens: Sequence[Grant] = (),
        *,
        editable: bool | None,
        rate: int | None,
        log_questions: bool,
        origins: Sequence[str] = (),
        keep: bool = True,
        language: str | None = None,
        ledger: "Ledger | None" = None,
    ) -> "Settings":
        """Settings as a user gave them; what was left open is freer where only this machine can ask.

        A token says that others ask, too, be it through a proxy on this machine.
        """
        if tokens and (token is not None or editable is not None):
            raise QuothError(
                "the file of tokens says who may come in and edit; leave out --token, --edit and --no-edit"
            )
        alone = loopback(host) and token is None and not tokens
        return cls(
            host,
            port,
            token,
            tuple(tokens),
            editable=any(grant.editor for grant in tokens) or (alone if editable is None else editable),
            rate=(0 if alone else 120) if rate is None else rate,
            log_questions=log_questions,
            origins=tuple(origins),
            keep=keep,
            language=language,
            ledger=ledger,
        )

    def __post_init__(self) -> None:
        if not self.guarded and not loopback(self.host):
            raise QuothError(f"{self.host} can be reached from other machines: set a token with --token or QUOTH_TOKEN")
        if self.token is not None and (len(self.token) < SHORTEST_TOKEN or not self.token.isascii()):
            raise QuothError(f"a token needs at least {SHORTEST_TOKEN} plain characters; this makes one: {new_token()}")
        if self.language is not None and self.language not in LANGUAGES:
            raise QuothError(f"no page is in {self.language!r}; there are {', '.join(LANGUAGES)}")
        for origin in self.origins:
            parts = urlsplit(origin)
            if (
                parts.scheme not in {"http", "https"}
                or origin != f"{parts.scheme}://{parts.netloc}"
                or not parts.netloc
            ):
                raise QuothError(f"{origin!r} is no origin; write it as browsers send it: https://app.example.org")

    @property
    def guarded(self) -> bool:
        """Whether a token is asked for."""
        return self.token is not None or bool(self.tokens)

    @property
    def grants(self) -> tuple[Grant, ...]:
        """Who may come in: at least one."""
        if self.tokens:
            return self.tokens
        scopes = {Scope.READ, Scope.METRICS} | ({Scope.EDIT} if self.editable else set())
        return (Grant("all", self.token, frozenset(scopes)),)


def loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(24)
