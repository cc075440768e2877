"""A library of which not everybody is shown everything, and who is shown what."""

import re
from pathlib import Path

from assistant.assistant import Assistant
from index.documents import Content, Document
from index.index import Index
from tests.index.crash import HashEmbedder
from tests.ui.conftest import BY_WORDS, WordReader
from ui.web.gate.grants import Grant, Places, Scope

FEW = Grant("few", "few: a token that is long enough", places=Places(folders=("open/",)))

EDITOR = Grant("editor", "editor: long enough a token", frozenset({Scope.READ, Scope.EDIT}), FEW.places)

UPLOADER = Grant("uploader", "uploader: long enough", frozenset({Scope.EDIT}), Places(folders=("upload://",)))

WATCHER = Grant("watcher", "watcher: long enough a token", frozenset({Scope.METRICS}))

ALL = Grant("all", "all: a token that is long enough", frozenset(Scope))

OPEN = [
    Document("o1", "open/river.txt", "", Content("The operation at the river was led by Alfred.\nIt began in May.")),
    Document("o2", "open/notes/boat.txt", "", Content("The boat for the operation was painted green by Cnut.")),
]

#: Found by the same questions, and each with a word that stands nowhere else.
HIDDEN = [
    Document(
        "s1",
        "secret/quibble.txt",
        "",
        Content("The operation was led by Quibble.\nQuibble sold the boat in May after the opreation."),
    ),
    Document("s2", "open/../secret/quibble.pdf", "", Content("The operation was a Quibble.", title="Quibble")),
    Document("s3", "openly/quibble.txt", "", Content("The boat of the operation is called the Quibble.")),
    Document("s4", "upload://quibble.txt", "", Content("The operation at the river was Quibble.")),
]

TOLD = re.compile("quibble", re.IGNORECASE)

QUESTIONS = [
    "Who led the operation?",
    "What colour is the boat?",
    "Who sold the boat?",
    "Where is Zeno?",
    "Who led the operatoin, and who the quibblle?",
    "Who led the opreation?",
]


class Pieces(HashEmbedder):
    """Has no word whole, so that every one that the library lacks may be a typing error."""

    def measure(self, text: str) -> int:
        return 2 * super().measure(text)


def library(folder: Path, *documents: Document) -> Index:
    index = Index.open_or_create(folder / ".quoth", Pieces())
    index.add(*documents)
    return index


def make(index: Index) -> Assistant:
    return Assistant(index, WordReader(), BY_WORDS)


def bearing(grant: Grant) -> dict[str, str]:
    return {"authorization": f"Bearer {grant.token}"}
