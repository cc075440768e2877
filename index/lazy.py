"""The names that a package or a room gives, each loaded at its first use: importing the door costs nothing."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def lazy(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """A package's ``__getattr__`` and ``__dir__``.

    Args:
        homes: for each name the module that defines it, relative to the package.
    """

    def load(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(homes[name], package), name)

    def listed() -> list[str]:
        module = sys.modules[package]
        return [*module.__all__, *(["__version__"] if hasattr(module, "__version__") else [])]

    return load, listed
