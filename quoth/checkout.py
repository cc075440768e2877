"""In a checkout ``quoth.index`` and its like are the packages beside this one, the same modules under another name."""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

_ROOT = Path(__file__).parents[1]
_PACKAGES = ("assistant", "index", "ui")


class _Joined(MetaPathFinder, Loader):
    """Finds ``quoth.NAME`` where ``NAME`` is."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, _: ModuleType | None = None) -> ModuleSpec | None:
        space, _dot, name = fullname.partition(".")
        if space == "quoth" and name.partition(".")[0] in _PACKAGES:
            return ModuleSpec(fullname, self, is_package=path is None)
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        """Leaves it to the import system: what it makes is replaced at once."""

    def exec_module(self, module: ModuleType) -> None:
        """Puts the module that goes by the plain name in the place of the one just made."""
        _check()
        sys.modules[module.__name__] = import_module(module.__name__.removeprefix("quoth."))


def join() -> None:
    """Makes ``quoth.assistant``, ``quoth.index`` and ``quoth.ui`` importable."""
    sys.meta_path.insert(0, _Joined())


def _check() -> None:
    """Sees that the plain names are this checkout's.

    Raises:
        ImportError: a file or folder of the user's own comes before one of them.
    """
    for name in _PACKAGES:
        file = getattr(sys.modules.get(name), "__file__", None)
        if file is None and (found := _found(name)) is not None:
            file = found.origin
        if file is not None and not Path(file).resolve().is_relative_to(_ROOT.resolve()):
            raise ImportError(
                f"this is quoth's checkout in {_ROOT}, whose packages go by plain names here, and {file} comes before its "
                f"{name}; rename that file, or install quoth as a package with: pip install {_ROOT}"
            )


def _found(name: str) -> ModuleSpec | None:
    for finder in sys.meta_path:
        if not isinstance(finder, _Joined) and (spec := finder.find_spec(name, None)):
            return spec
    return None
