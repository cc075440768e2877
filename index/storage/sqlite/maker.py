"""A copy beside the database of what a library was made with: without it, nothing of a damaged library could be used."""

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from index.embedding import ModelIdentity
from index.storage.durable import settle
from index.storage.protocols import FORMAT, Maker

_NAME = "maker.json"


def write_maker(folder: Path, maker: Maker) -> None:
    """Writes it, unless it is written there already.

    Raises:
        OSError: it cannot be written.
    """
    if read_maker(folder) != maker:
        draft = folder / f"{_NAME}.draft"
        draft.write_text(json.dumps(asdict(maker)))
        settle(draft, folder / _NAME)


def read_maker(folder: Path) -> Maker | None:
    """What is written there; None where there is nothing that this program understands."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        values = json.loads((folder / _NAME).read_text())
        if values["format"] == FORMAT:
            return Maker(ModelIdentity(**values["embedder"]), values["limit"], values["format"])
    return None
