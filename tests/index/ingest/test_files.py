import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import QuothError, UnreadableDocument
from index.index import Index
from index.ingest import files as module
from index.ingest.files import Skipped, find_files, printable, read_bytes


def names(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in find_files([root])]


def write(root: Path, *paths: str, **texts: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)
    for path, text in texts.items():
        (root / path).write_text(text)


def refusal(path: Path, root: Path) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(path, [root])
    return str(caught.value)


def test_files_come_sorted_and_hidden_ones_not_at_all(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/z.txt", "a/.hidden.txt", ".git/x.txt", "a.txt")
    assert names(tmp_path) == ["a.txt", "b.txt", "a/z.txt"]
    assert list(find_files([tmp_path / "a/.hidden.txt"])) == [tmp_path / "a/.hidden.txt"]


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QuothError, match="there is no file or folder"):
        list(find_files([tmp_path / "no\nwhere"]))


def test_the_innermost_rule_decides_what_is_ignored(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "a.log", "docs/b.log", "docs/c.tmp", "build/d.txt", "docs/build/e.txt", "docs/f.txt")
    (tmp_path / ".quothignore").write_text("# comment\n*.log\n/build/\n\\#odd.txt\n")
    (tmp_path / "docs/.quothignore").write_text("!b.log\n*.tmp\n")
    write(tmp_path, "#odd.txt")
    assert names(tmp_path) == ["a.txt", "docs/b.log", "docs/f.txt", "docs/build/e.txt"]


def test_a_file_that_is_named_is_not_ignored(tmp_path: Path) -> None:
    write(tmp_path, "a.log")
    (tmp_path / ".quothignore").write_text("*.log")
    assert list(find_files([tmp_path / "a.log"])) == [tmp_path / "a.log"]


@pytest.mark.parametrize("line", ["!", "a\\", "[z-a]", "**/" * 9])
def test_a_line_that_is_no_pattern_is_named_and_the_others_hold(tmp_path: Path, line: str) -> None:
    write(tmp_path, "a.log", "b.txt")
    (tmp_path / ".quothignore").write_text(f"*.log\n{line}\n")
    said: list[Skipped] = []
    assert list(find_files([tmp_path], said.append)) == [tmp_path / "b.txt"]
    (bad,) = said
    assert bad.source.endswith(".quothignore, line 2")
    assert "no pattern" in bad.reason


@pytest.mark.parametrize(
    "pattern", ["*a" * 60 + "b", "*[a-z]" * 60 + "1", "*?" * 60 + "b", "**/" * 6 + "b", "*a*" * 40]
)
def test_a_line_of_many_stars_takes_no_time_to_speak_of(tmp_path: Path, pattern: str) -> None:
    deep = tmp_path.joinpath(*["a" * 20] * 8)
    deep.mkdir(parents=True)
    write(deep, "a" * 240)
    (tmp_path / ".quothignore").write_text(pattern)
    assert len(names(tmp_path)) in (0, 1)


_PATTERNS = st.lists(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", "", "!"]),
        st.sampled_from(["", "/", "**/", "a/", "*/"]),
        st.sampled_from(
            [
                "a",
                "b",
                "*",
                "a*",
                "?",
                "[ab]",
                "a.txt",
                "*.txt",
                "b.*",
                "**",
                "\\a",
                "a b",
                "*.txt ",
                "*a*b",
                "a*x*",
                "*.*?t",
                "*[ab]*t",
            ]
        ),
        st.sampled_from(["", "", "/", "/*", "/**"]),
    ),
    max_size=5,
).map("\n".join)
_TREE = [f"{folder}{name}" for folder in ("", "a/", "b/", "a/b/", "a/a/a/") for name in ("a.txt", "b.txt", "a b")]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is the oracle, and is not installed")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(top=_PATTERNS, inner=_PATTERNS)
def test_ignoring_agrees_with_git(tmp_path: Path, top: str, inner: str) -> None:
    if not (tmp_path / ".git").exists():
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
        write(tmp_path, *_TREE)
    (tmp_path / ".quothignore").write_text(top)
    (tmp_path / "a/.quothignore").write_text(inner)
    command = [
        "git",
        "-c",
        "core.quotePath=false",
        "ls-files",
        "--others",
        "-z",
        "--exclude-per-directory=.quothignore",
    ]
    listed = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    expected = {name for name in listed.split("\0") if name and not name.endswith(".quothignore")}
    assert set(names(tmp_path)) == expected


def test_links_are_followed_only_to_files_inside(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(tmp_path, "root/a.txt", "root/sub/b.txt", "outside.txt", "elsewhere/c.txt")
    (root / "inside.txt").symlink_to(root / "sub/b.txt")
    (root / "out.txt").symlink_to(tmp_path / "outside.txt")
    (root / "loop.txt").symlink_to(root / "loop.txt")
    (root / "gone.txt").symlink_to(root / "nothing.txt")
    (root / "circle").symlink_to(root)
    (root / "away").symlink_to(tmp_path / "elsewhere")
    assert names(root) == ["a.txt", "gone.txt", "inside.txt", "loop.txt", "out.txt", "away", "circle", "sub/b.txt"]
    assert read_bytes(root / "inside.txt", [root]) == b"root/sub/b.txt"
    assert refusal(root / "out.txt", root) == refusal(root / "away", root) == "a symbolic link out of the folder"
    assert refusal(root / "circle", root) == "a symbolic link to a folder: not followed"
    assert refusal(root / "loop.txt", root).startswith("cannot be read: ")
    assert refusal(root / "gone.txt", root) == "cannot be read: No such file or directory"


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert refusal(tmp_path / "pipe.txt", tmp_path) == "not a regular file"


def test_a_file_beyond_the_limit_is_not_even_read(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(module.LARGEST + 1)  # a hole: it takes no space
    assert refusal(tmp_path / "large.txt", tmp_path).startswith("has 268,435,457 bytes")


class Busy:
    """Changes a file between the looks that are taken at it, so many times."""

    def __init__(self, path: Path, times: int, how: str) -> None:
        self.path, self.times, self.how = path, times, how
        self.fstat = os.fstat

    def __call__(self, number: int) -> os.stat_result:
        before = self.fstat(number)
        if self.times:
            self.times -= 1
            if self.how == "replaced":
                fresh = self.path.with_suffix(".new")
                fresh.write_text("fresh")
                fresh.replace(self.path)
            else:
                with self.path.open("a") as file:
                    file.write("more")
        return before


@pytest.mark.parametrize("how", ["appended", "replaced"])
def test_a_file_that_changes_while_it_is_read_is_read_again_or_refused(
    tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("start")
    monkeypatch.setattr(module.os, "fstat", Busy(path, 2, how))
    assert read_bytes(path, [tmp_path]).decode() == {"appended": "startmoremore", "replaced": "fresh"}[how]
    monkeypatch.setattr(module.os, "fstat", Busy(path, 99, how))
    assert refusal(path, tmp_path) == "changes while it is read"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "closed/b.txt")
    (tmp_path / "closed").chmod(0)
    try:
        assert names(tmp_path) == ["a.txt", "closed"]
        assert refusal(tmp_path / "closed", tmp_path) == "cannot be read: Permission denied"
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_printable_names_fit_one_line() -> None:
    assert printable("a\nb\x1b[31m\u202e\udcff é\u00a0ö") == "a\\nb\\x1b[31m\\u202e\ufffd é\u00a0ö"


def test_one_bad_file_stops_no_other_and_each_is_named(tmp_path: Path, index: Index) -> None:
    folder = tmp_path / "docs"
    write(folder, "good.txt", "sub/also good.md")
    (folder / "new\nline \x1b[31m.txt").write_text("words")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 and no more")
    (folder / "empty.docx").touch()
    (folder / "out.txt").symlink_to("/etc/passwd")
    undecodable = Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt"))
    try:
        undecodable.write_text("words")
    except OSError:
        pytest.skip("the file system takes no such names")
    summary = index.sync([folder])
    assert summary.added == ["docs/good.txt", "docs/new\nline \x1b[31m.txt", "docs/sub/also good.md"]
    assert {each.source: each.reason.split(":")[0] for each in summary.skipped} == {
        "docs/bad.pdf": "damaged or cut short",
        "docs/empty.docx": "the file is empty (zero bytes)",
        "docs/out.txt": "a symbolic link out of the folder",
        "docs/\ufffd.txt": "its name is no valid text",
    }
