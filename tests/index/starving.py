"""A reader whose memory runs out: ``python -m tests.index.starving EACH SEED`` prints a JSON line for each format.

One allocation of Python's fails while a sample is read, each time in a process of its own. What comes of it is the same
content, an error, or the process's end, which is what the process that reads is for; never other content, neither then
nor when the next file is read.
"""

import _testcapi
import json
import os
import sys
from collections import Counter
from random import Random

from index.documents import Content
from index.errors import UnreadableDocument
from index.ingest.child import import_all
from index.readers import read
from tests.documents import samples

#: The latest allocation that fails, as a power of two: most samples have ended by then.
_LATEST = 18
_OUTCOMES = ("same", "named", "other content", "other content of the next file")


def outcome(name: str, data: bytes, expected: Content, number: int) -> int:
    """What comes of reading where this allocation fails."""
    _testcapi.set_nomemory(number, number + 1)
    try:
        found = read(name, data)
    except (MemoryError, UnreadableDocument, Exception):  # noqa: BLE001 - of any the reading process makes a line
        found = None
    _testcapi.remove_mem_hooks()
    if read(name, data) != expected:
        return 3
    return 1 if found is None else 2 * (found != expected)


def forked(name: str, data: bytes, expected: Content, number: int) -> str:
    child = os.fork()
    if child == 0:
        status = 4
        try:
            status = outcome(name, data, expected, number)
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return "ended" if status not in range(len(_OUTCOMES)) else _OUTCOMES[status]


def main(each: int, seed: int) -> int:
    rng, wrong = Random(seed), 0
    import_all()
    for name, data in samples().items():
        expected = read(name, data)
        found = Counter(forked(name, data, expected, int(2 ** rng.uniform(0, _LATEST))) for _ in range(each))
        wrong += sum(found[each] for each in _OUTCOMES[2:])
        print(json.dumps({"sample": name, **found}), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
