"""Grants: a file of tokens, and where documents lie that somebody is shown."""

import os
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuothError
from tests.ui.web.gate.hidden import EDITOR, FEW
from ui.web.gate.grants import Places, read_grants
from ui.web.settings import Settings


@given(st.lists(st.sampled_from(["a", "b", "..", "", "upload:"]), max_size=5).map("/".join))
def test_no_source_outside_a_folder_is_held_to_be_in_it(source: str) -> None:
    if Places(folders=("a/",)).holds(source):
        assert PurePosixPath(os.path.normpath(source)).is_relative_to("a")


GOOD = f"""[few]
token = "{FEW.token}"
folders = ["open/"]
[editor]
token = "{EDITOR.token}"
scopes = ["read", "edit"]
folders = ["open/"]
"""


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "tokens.toml"
    file.write_text(text)
    file.chmod(mode)
    return file


def test_a_file_of_tokens_is_read(tmp_path: Path) -> None:
    assert read_grants(written(tmp_path, GOOD)) == (FEW, EDITOR)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "at least one table"),
        ("[a", "no TOML"),
        ("a = 1", "must be a table"),
        ("[a]", "must be a table"),
        ('[a]\ntoken = "short"', "16 plain characters"),
        (GOOD + "folder = ['a/']", "must be a table"),
        (GOOD + "libraries = []", "leave it out for all"),
        (GOOD + "libraries = 'a'", "list of words"),
        (GOOD.replace("open/", "open"), "is no folder"),
        (GOOD.replace("open/", "open/../"), "is no folder"),
        (GOOD.replace('"edit"', '"write"'), "unknown scope 'write'"),
        (GOOD + f"[again]\ntoken = '{FEW.token}'", "a token of its own"),
    ],
)
def test_a_file_of_tokens_that_may_mean_something_else_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(QuothError, match=told):
        read_grants(written(tmp_path, text))


def test_a_file_of_tokens_that_others_may_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuothError, match="chmod 600"):
        read_grants(written(tmp_path, GOOD, 0o640))
    with pytest.raises(QuothError, match="cannot be read"):
        read_grants(tmp_path / "none.toml")


def test_tokens_with_rights_leave_no_other_way_in() -> None:
    for options in ({"token": "a token that is long enough"}, {"editable": True}):
        with pytest.raises(QuothError, match="leave out"):
            Settings.of(
                "127.0.0.1",
                0,
                **{"token": None, "editable": None, **options},
                tokens=[FEW],
                rate=None,
                log_questions=False,
            )
    assert Settings.of("0.0.0.0", 0, None, [FEW], editable=None, rate=None, log_questions=False).guarded
