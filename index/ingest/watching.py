"""Waits for changes below folders. The only file that knows watchfiles."""

from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch


def wait_for_changes(paths: list[Path], sweep: float) -> Iterator[None]:
    """Yields whenever something below ``paths`` changed, and every ``sweep`` seconds in any case.

    The sweep finds what the system did not report: changes on network drives, or made while it was not watching.
    Ends on Ctrl-C.
    """
    for _ in watch(*paths, rust_timeout=int(sweep * 1000), yield_on_timeout=True, raise_interrupt=False):
        yield
