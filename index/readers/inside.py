"""Files inside of others: what a message brings along, what an archive holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from index.errors import UnreadableDocument
from index.readers.archive import MOST_INFLATED
from index.readers.draft import Draft

#: How deep files may lie within each other: an archive in a message in an archive.
DEEPEST = 3
#: Files inside of one that are read, however deep they lie.
MOST_FILES = 5_000


@dataclass
class _Budget:
    """What one outermost file may still bring."""

    depth: int = 0
    files: int = MOST_FILES
    size: int = MOST_INFLATED


_BUDGET: ContextVar[_Budget | None] = ContextVar("_BUDGET", default=None)


@contextmanager
def opened() -> Iterator[None]:
    """While a file is open whose files are written: those of all that are open within each other are counted as one."""
    budget = _BUDGET.get() or _Budget()
    token = _BUDGET.set(budget)
    budget.depth += 1
    try:
        yield
    finally:
        budget.depth -= 1
        _BUDGET.reset(token)


def write(name: str, data: bytes, draft: Draft) -> str | None:
    """Writes a file inside of one that is :func:`opened` into ``draft``, under its name.

    Returns:
        Why it is not read; None where it is.
    """
    from index.readers import read  # here: that module knows this one's users

    budget = _BUDGET.get()
    if budget is None:
        raise RuntimeError("a file inside of none that is open")
    budget.files -= 1
    budget.size -= len(data)
    if budget.depth > DEEPEST:
        return f"lies more than {DEEPEST} files deep"
    if budget.files < 0 or budget.size < 0:
        return "one of too many files, or of too large ones"
    try:
        content = read(name, data)
    except UnreadableDocument as cause:
        return str(cause)
    draft.include(name, content)
    return None


def unread(named: dict[str, str]) -> str:
    """Names of files that are not read, each with the reason, as metadata."""
    return "; ".join(f"{name} ({why})" for name, why in named.items())
