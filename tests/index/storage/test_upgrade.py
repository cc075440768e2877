"""A library that an earlier release wrote, used by this one."""

import gzip
from pathlib import Path

import pytest

from index.documents import Content, Document
from index.errors import LibraryMismatch
from index.index import Index
from index.storage.sqlite.doctor import examine
from tests.index.crash import HashEmbedder

#: Written before sections told their cells: two documents, a PDF of two pages and a table of two rows.
OLD = Path(__file__).with_name("library-0.1.0.sqlite.gz")


def test_an_earlier_library_is_read_changed_and_sound(tmp_path: Path) -> None:
    place = tmp_path / ".quoth"
    place.mkdir()
    (place / "library.sqlite").write_bytes(gzip.decompress(OLD.read_bytes()))
    index = Index.open(place, HashEmbedder())
    assert [entry.source for entry in index.documents()] == ["mill.pdf", "people.csv"]
    mill = index.document("mill")
    assert (mill.section_at(50).page, mill.section_at(50).label, mill.section_at(50).heading) == (
        2,
        "ii",
        ("The mill",),
    )
    assert mill.content.metadata == {"author": "Jane Hesper"}
    assert index.document("people").section_at(30).row == 3
    # Its vectors are of what models were given then; the next writing makes them anew, from the stored text.
    with pytest.raises(LibraryMismatch, match="quoth index PATH"):
        index.search("the mill on Larkmoor", 1)
    assert index.outdated
    index.renew()
    assert not index.outdated
    index.add(Document("inn", "inn.txt", "", Content("The inn stands on the moor.")))
    hit = index.search("the mill on Larkmoor", 1)[0]
    assert hit.passage.text == hit.passage.document.text[hit.passage.span.start : hit.passage.span.end]
    index.remove(["people"])
    index.close()
    found = examine(place)
    assert (found.problems, found.documents) == ([], 2)
    again = Index.open(place, HashEmbedder())
    assert again.document("mill") == mill
    again.close()
