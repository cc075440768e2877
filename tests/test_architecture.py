"""The house: ui -> assistant -> index, never back; floors and doors within each; each foreign library in one file."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from graphlib import TopologicalSorter
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


@cache
def tree(path: Path) -> ast.Module:
    """What a file says, read once."""
    return ast.parse(path.read_text())


def imports(path: Path) -> set[str]:
    """The top-level names a file imports, wherever in it."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def files(package: str) -> list[Path]:
    return sorted(root(package).rglob("*.py"))


def root(package: str) -> Path:
    return ROOT.joinpath(*package.split("."))


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


#: The rooms of each package, highest floor first: a room imports from lower floors alone.
_FLOORS = {
    "index": [
        ["index"],
        ["ingest", "search", "making"],
        ["storage", "dating"],
        ["embedding", "readers", "dates", "spelling"],
        ["words"],
        ["reading"],
        ["documents"],
        ["errors", "extras", "paths", "processors", "shapes", "lazy"],
    ],
    "assistant": [
        ["evaluation", "langchain", "llama_index", "haystack"],
        ["further"],
        ["disagreement"],
        ["finding"],
        ["evidence"],
        ["assistant"],
        ["support", "replies"],
        ["reader", "quotes", "verification"],
        ["rules"],
        ["questions"],
        ["language", "shapes"],
    ],
    "ui": [
        ["cli"],
        ["web"],
        ["further", "printing"],
        ["tables", "findings", "sheets", "paper"],
        ["terminal", "citations"],
    ],
    "ui.web": [
        ["server"],
        ["scoped_app"],
        ["page", "settings"],
        ["api", "gate"],
        ["problems", "verdicts"],
        ["plain_page", "conversations", "queue", "connections", "library_editor"],
        ["language", "logs", "metrics"],
        ["markup"],
    ],
}


def rooms(package: str) -> dict[str, set[str]]:
    """Each room, a file or folder at the package's root, with those of the same package that it imports."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in files(package):
        room = path.relative_to(root(package)).with_suffix("").parts[0]
        if room == "__init__":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{package}."):
                inner = (node.module or "").removeprefix(package).split(".")[1:]
                found[room] |= {inner[0]} if inner else {alias.name for alias in node.names} & _names(package)
    return {room: others - {room} for room, others in found.items()}


def _names(package: str) -> set[str]:
    return {path.relative_to(root(package)).with_suffix("").parts[0] for path in files(package)} - {"__init__"}


@pytest.mark.parametrize("package", _FLOORS)
def test_every_room_has_one_floor(package: str) -> None:
    assert sorted(room for level in _FLOORS[package] for room in level) == sorted(_names(package))


@pytest.mark.parametrize("package", _FLOORS)
def test_within_a_package_imports_run_down_the_floors_and_never_in_a_circle(package: str) -> None:
    floor = {room: number for number, level in enumerate(_FLOORS[package]) for room in level}
    known = rooms(package)
    upwards = {
        f"{room} -> {other}"
        for room, others in known.items()
        for other in others
        if room in floor and other in floor and floor[other] <= floor[room]
    }
    assert upwards == set()
    list(TopologicalSorter(known).static_order())  # raises where there is a circle


def modules(package: str) -> dict[str, Path]:
    """Each module's file by its name, a folder's door under the folder's."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in files(package)
    }


_MODULES = {name: path for package in _ORDER for name, path in modules(package).items()}


def of_ours(nodes: Iterable[ast.AST]) -> set[str]:
    """The modules of the three packages that are imported by name in these lines."""
    named = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level]
    full = {(node.module, f"{node.module}.{alias.name}") for node in named for alias in node.names}
    return {name if name in _MODULES else module for module, name in full if module.split(".")[0] in _ORDER}


def test_no_module_is_in_a_circle() -> None:
    """Counting what is imported at once; what a function imports when it is called comes later."""
    at_once = {name: of_ours(tree(path).body) - {name} for name, path in _MODULES.items()}
    list(TopologicalSorter(at_once).static_order())


#: Modules that are imported past the door of their folder, because what they load is heavy or seldom needed.
_SIDE_DOORS = {
    "index.embedding.sentence_transformers",
    # What draws pages; only the process that reads may load it.
    "index.readers.pdf",
    "index.readers.pictures",
    "index.storage.postgres.connection",
    "index.storage.postgres.doctor",
    "index.storage.sqlite.doctor",
    "index.storage.sqlite.repair",
}


#: Folders without a door, each of whose files is a room of its own.
_CORRIDORS = {"ui.web"}


def test_every_folder_has_a_door() -> None:
    """Below the packages themselves, whose rooms have floors."""
    folders = {name: path for name, path in _MODULES.items() if "." in name and path.stem == "__init__"}
    assert {name for name, path in folders.items() if "__all__ =" not in path.read_text()} == _CORRIDORS


def test_a_folder_is_entered_through_its_door() -> None:
    """Its ``__init__`` says in ``__all__`` what it gives; within it everything may know everything."""
    doors = {name for name, path in _MODULES.items() if "." in name and path.stem == "__init__"} - _CORRIDORS
    past = {
        f"{name} -> {other}"
        for name, path in _MODULES.items()
        for other in of_ours(ast.walk(tree(path))) - doors - _SIDE_DOORS
        for door in doors
        if other.startswith(f"{door}.") and name != door and not name.startswith(f"{door}.")
    }
    assert past == set()


def test_what_json_looks_like_is_described_in_one_file_of_each_package() -> None:
    """So that a shape has one definition, which REST, MCP, commands and ``to_json`` share."""
    described = {path.name for path in _MODULES.values() if "TypedDict" in path.read_text()}
    assert described == {"shapes.py"}


def test_no_file_is_long() -> None:
    lengths = {
        path: len(path.read_text().splitlines())
        for package in [*_ORDER, "benchmarks", "quoth", "tests", "training"]
        for path in files(package)
    }
    assert {str(path): length for path, length in lengths.items() if length > 350} == {}


def test_no_file_is_a_drawer() -> None:
    drawers = {"common", "helpers", "manager", "misc", "shared", "utils"}
    assert [str(path) for package in _ORDER for path in files(package) if path.stem in drawers] == []


#: Words of our own for what the field has a term for.
_PRIVATE = {"among", "apart", "desk", "keeping", "led", "shelf", "shelves", "talk", "told"}


def test_nothing_is_called_by_a_word_of_our_own() -> None:
    """Functions, classes, and what they take."""
    found = set()
    for name, path in _MODULES.items():
        for node in ast.walk(tree(path)):
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    named = node.name
                case ast.arg():
                    named = node.arg
                case _:
                    continue
            if _PRIVATE & set(named.lower().split("_")):
                found.add(f"{name}.{named}")
    assert found == set()


def test_modules_are_not_named_in_strings() -> None:
    """In a wheel they have other names; ``__name__`` and ``__package__`` say which."""
    named = re.compile(rf"(?:{'|'.join(_ORDER)})(?:\.\w+)+\.?")
    for package in _ORDER:
        for path in files(package):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and named.fullmatch(node.value):
                    module = ROOT.joinpath(*node.value.rstrip(".").split("."))
                    assert not module.exists(), f"{path}:{node.lineno} {node.value}"
                    assert not module.with_suffix(".py").exists(), f"{path}:{node.lineno} {node.value}"
