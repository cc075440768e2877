import json
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InvalidFilter
from index.storage.protocols import Entry
from ui.web.page.scope import Kind, Scope, offers, place, read, within, worded

BLANK = Entry("", "", "", "", "", 1, 1, {})
ENTRIES = [
    replace(BLANK, id=str(n), source=source, title=title, metadata={"date": date})
    for n, (source, title, date) in enumerate(
        [
            ("contracts/2023/lease.txt", "Lease", "2023-05-01"),
            ("contracts/2024/supply.txt", "Supply", "2024-02-01"),
            ("letters/mother.txt", "Mother", "2024-03-01"),
            ("upload://notes.txt", "Notes", "2024-04-01"),
        ]
    )
]


def admitted(*scopes: Scope) -> list[str]:
    found = within(scopes)
    return [entry.id for entry in ENTRIES if found is None or found.admits(entry)]


def test_places_add_up_and_filters_narrow() -> None:
    lease, letters = Scope(Kind.DOCUMENT, "0"), Scope(Kind.FOLDER, "letters/")
    assert admitted() == ["0", "1", "2", "3"]
    assert admitted(lease, letters) == ["0", "2"]
    assert admitted(lease, letters, Scope(Kind.FILTER, "date>=2024")) == ["2"]
    assert admitted(Scope(Kind.FOLDER, "contracts/")) == ["0", "1"]


@given(
    st.lists(st.sampled_from(ENTRIES), unique_by=lambda entry: entry.id), st.sampled_from(["", "con", "2024", "mother"])
)
def test_what_is_offered_admits_as_many_documents_as_it_says(entries: list[Entry], query: str) -> None:
    for each in offers(entries, query):
        found = within([each.scope])
        assert sum(found is None or found.admits(entry) for entry in entries) == each.documents > 0 or (
            each.scope.kind is Kind.FILTER
        )


def test_unasked_only_the_widest_folders_are_offered_and_deeper_ones_by_their_words() -> None:
    folders = [each.scope.value for each in offers(ENTRIES) if each.scope.kind is Kind.FOLDER]
    assert folders == ["contracts/", "letters/", "upload://"]
    assert [each.scope.value for each in offers(ENTRIES, "2024") if each.scope.kind is Kind.FOLDER] == [
        "contracts/2024/"
    ]


def test_uploads_are_called_so_wherever_they_are_chosen_and_found_by_that_word() -> None:
    folder = next(each for each in offers(ENTRIES) if each.scope.value == "upload://")
    assert (folder.label, folder.place) == ("Uploaded", "")
    assert [each.label for each in offers(ENTRIES, "uploaded")] == ["Uploaded"]
    assert worded([folder.scope, Scope(Kind.FOLDER, "letters/")], ENTRIES) == "Uploaded, letters/"
    assert place(ENTRIES[3]) == "Uploaded · notes.txt"
    assert place(replace(ENTRIES[3], title="notes.txt")) == "Uploaded"


def test_where_libraries_are_open_together_they_are_offered_in_place_of_folders() -> None:
    both = [replace(entry, library=("work", "home")[int(entry.id) % 2]) for entry in ENTRIES]
    found = list(offers(both))
    assert [(each.scope, each.documents) for each in found[:2]] == [
        (Scope(Kind.LIBRARY, "work"), 2),
        (Scope(Kind.LIBRARY, "home"), 2),
    ]
    assert Kind.FOLDER not in {each.scope.kind for each in found}


@pytest.mark.parametrize("words", ["{", "1", '[["folder"]]', '[["cellar", "a"]]', "[1]"])
def test_a_choice_that_cannot_be_read_is_an_error(words: str) -> None:
    with pytest.raises(InvalidFilter, match="choose them again"):
        read(words)


def test_a_choice_is_read_as_it_was_sent() -> None:
    assert read("") == []
    assert read(json.dumps([["folder", "a/"], ["filter", "x"]])) == [Scope(Kind.FOLDER, "a/"), Scope(Kind.FILTER, "x")]


def test_choices_come_as_text_however_a_document_is_called(server: str) -> None:
    shown = httpx.get(f"{server}/scope", params={"query": "script"}).raise_for_status().text
    assert "<script" not in shown
    assert "&#60;script&#62;window.fired = 5&#60;/script&#62;" in shown
