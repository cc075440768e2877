"""What people say of replies, kept as a labelled set: ``quoth evaluate quotes feedback.jsonl`` reads it."""

import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.errors import LibraryError
from ui.web.conversations import Turn


class Feedback:
    """A file with a line for each reply that was judged; who judges again changes the line."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()

    def keep(self, turn: Turn, *, right: bool, words: str = "", note: str = "") -> None:
        """Keeps a verdict on a turn.

        Args:
            words: where the reply is wrong, the words of the documents that are right.

        Raises:
            LibraryError: the file cannot be written.
        """
        row = labelled(turn, right=right, words=words.strip(), note=note.strip())
        with self._lock:
            try:
                # A library in a database may have no folder on this machine yet.
                self.file.parent.mkdir(parents=True, exist_ok=True)
                lines = self.file.read_text("utf-8").split("\n") if self.file.exists() else []
                mark = json.dumps({"id": turn.id})[1:-1]  # "id": "...", as each line begins
                kept = [line for line in lines if line and not line.startswith("{" + mark)]
                made = self.file.with_suffix(".new")
                made.write_text("\n".join([*kept, json.dumps(row, ensure_ascii=False)]) + "\n", "utf-8")
                os.replace(made, self.file)
            except OSError as cause:
                raise LibraryError(f"{self.file} cannot be written: {cause.strerror}") from cause


def labelled(turn: Turn, *, right: bool, words: str, note: str) -> dict[str, Any]:
    """The verdict as a line of a labelled set.

    A right answer labels its question with its own words, a right refusal as unanswerable, and right words
    given for a wrong reply with these. A wrong reply alone labels nothing: then ``answerable`` is null.
    """
    reply = turn.reply or {"outcome": "error", "quotes": []}
    answerable, gold = None, [words] if words else []
    source = None
    if right and reply["quotes"]:
        answerable, gold = True, [reply["quotes"][0]["answer"]["text"]]
        source = reply["quotes"][0]["source"]
    elif right and reply["outcome"] == "refused":
        answerable, gold = False, []
    elif words and not right:
        answerable = True
    return {
        "id": turn.id,
        "question": turn.understood,
        "answerable": answerable,
        "gold": gold if answerable else [],
        "source": source,
        "verdict": "right" if right else "wrong",
        "outcome": reply["outcome"],
        "note": note,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
