"""Evidence to keep: a reply as a sheet of it, the log that is chained, and a document's date with where it was read."""

from assistant.evidence.dating import Dated, dated, newness
from assistant.evidence.ledger import BrokenLog, Ledger, append, examine, record
from assistant.evidence.sheets import Kept, collected, quotes_of, sheet
from index.dating import Basis

__all__ = [
    "Basis",
    "BrokenLog",
    "Dated",
    "Kept",
    "Ledger",
    "append",
    "collected",
    "dated",
    "examine",
    "newness",
    "quotes_of",
    "record",
    "sheet",
]
