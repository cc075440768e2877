"""ui -> assistant -> index, never back; each foreign library in one file."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from tests.conftest import ROOT

_ORDER = ["index", "assistant", "ui"]

#: Libraries that more than one file may import, and why.
_COMMON = {
    "numpy": "arrays are the language vectors and scores are passed around in",
    "torch": "named models run on it, and the training",
    "safetensors": "weights and checkpoints",
    "transformers": "a named reader and the training each build a model",
    "tokenizers": "reading and training cut the same windows",
    "sklearn": "training mines negatives with it, and fits the support",
    "typing_extensions": "shapes of JSON, which pydantic below Python 3.12 reads from there alone",
    "typer": "each file of commands declares its own",
    "fastapi": "each file of routes declares its own; ui/web/server.py puts them together",
    "pydantic": "what REST and the agents' tools give is described in the same types",
}


def imports(path: Path) -> set[str]:
    """The top-level names a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", _ORDER)
def test_imports_run_one_way(package: str) -> None:
    later = set(_ORDER[_ORDER.index(package) + 1 :])
    for path in files(package):
        assert not imports(path) & later, f"{path} imports backwards"


def test_each_foreign_library_is_known_to_one_file() -> None:
    import sys

    known = defaultdict(list)
    for package in _ORDER:
        for path in files(package):
            for name in imports(path) - set(_ORDER) - set(sys.stdlib_module_names) - set(_COMMON):
                known[name].append(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in known.items() if len(paths) > 1} == {}
