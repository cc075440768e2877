"""A bar with a rate and the time left, on a terminal. The only file that knows rich."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Show(Protocol):
    """Shows how far something is."""

    def __call__(self, what: str, done: int, total: int, note: str = "", /) -> None:
        """Takes what is going on, how many are done and of how many, and what else to say of it."""
        ...


@contextmanager
def bars() -> Iterator[Show]:
    """A bar for each thing that goes on; nothing where the output is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total, _note="": None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
    from rich.progress import TimeRemainingColumn as Left
    from rich.text import Text

    class Rate(ProgressColumn):
        """Steps in a second; of what was there before, none were made now."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed else "")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), Left())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int, note: str = "") -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total, completed=done - 1)
            progress.update(tasks[what], completed=done, total=total, description=f"{what} {note}".rstrip())

        yield show
