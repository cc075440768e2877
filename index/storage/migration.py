"""Moves a library to another place or engine, as it is: no text is read anew, no vector made anew."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from index.errors import LibraryDamaged, LibraryError, LibraryMismatch
from index.storage.protocols import Snapshot, Store
from index.storage.seal import seal


@dataclass(frozen=True)
class Migration:
    """What was moved.

    Attributes:
        copied: documents written now. present: those that were there already, as after an interruption.
        digest: SHA-256 over the seals of all documents, by id; the same for both libraries.
    """

    copied: int
    present: int
    passages: int
    digest: str


def migrate(source: Store, target: Store, progress: Callable[[int], None] = lambda _: None) -> Migration:
    """Makes ``target`` hold what ``source`` holds at this moment, then reads both again and compares.

    Each document is committed as a whole: after an interruption the next run goes on where it was.

    Args:
        progress: called with how many documents are done.

    Raises:
        LibraryMismatch: ``target`` was made with another model or passage limit, or holds other documents too.
        LibraryDamaged: what was read back is not what was written.
    """
    if source.maker != target.maker:
        raise LibraryMismatch("the two libraries were made with different models or passage limits; move to a new one")
    with source.snapshot() as held:
        entries = held.entries()
        with target.snapshot() as there:
            present = {entry.id: _seal(there, entry.id) for entry in there.entries()}
        if others := present.keys() - {entry.id for entry in entries}:
            raise LibraryMismatch(f"the target holds {len(others)} documents that the source does not; use a new one")
        copied = 0
        with target.writing() as writer:
            for done, entry in enumerate(entries):
                progress(done)
                if present.get(entry.id) != _seal(held, entry.id):
                    document = held.document(entry.id)
                    if document is None:
                        raise LibraryError(f"{entry.source} is listed but not there; run: quoth doctor")
                    writer.put(document, *held.embedded(entry.id))
                    copied += 1
            for key, value in held.notes().items():
                writer.note(key, value)
        with target.snapshot() as there:
            expected, found = digest(held), digest(there)
            if expected != found:
                raise LibraryDamaged(f"what was moved has digest {found[:12]}, not {expected[:12]}; run it again")
    return Migration(copied, len(entries) - copied, sum(entry.passages for entry in entries), found)


def digest(snapshot: Snapshot) -> str:
    """SHA-256, in hexadecimal, over everything a library knows of its documents, whichever engine keeps it."""
    seals = sorted((entry.id, _seal(snapshot, entry.id)) for entry in snapshot.entries())
    return hashlib.sha256("".join(f"{id} {sealed}\n" for id, sealed in seals).encode()).hexdigest()


def _seal(snapshot: Snapshot, id: str) -> str:
    document = snapshot.document(id)
    return seal(document, *snapshot.embedded(id)) if document else ""
