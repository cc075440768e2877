"""Bombs thrown at the reader. ``python -m tests.index.bombing 100`` prints a JSON line for each, and one for all.

A bomb is survived when this process lives and either names the file or reads it; the next file must be read as ever.
"""

import json
import resource
import sys
import time
from itertools import cycle, islice

from index.errors import UnreadableDocument
from index.ingest import sandbox
from tests.bombs import KINDS, bomb


def thrown(kind: str, strength: float) -> dict[str, object]:
    """What came of one."""
    name, data = bomb(kind, strength)
    start = time.monotonic()
    try:
        outcome = f"read: {len(sandbox.read_sandboxed(name, data).text):,} characters"
    except UnreadableDocument as cause:
        outcome = str(cause)
    seconds = round(time.monotonic() - start, 1)
    assert sandbox.read_sandboxed("a.txt", b"the next file").text == "the next file"
    return {"kind": kind, "bytes": len(data), "seconds": seconds, "outcome": outcome}


def main(count: int) -> None:
    steps = max(1, -(-count // len(KINDS)) - 1)
    strengths = (n // len(KINDS) / steps for n in range(count))
    slowest = 0.0
    for kind, strength in zip(islice(cycle(KINDS), count), strengths, strict=True):
        found = thrown(kind, min(strength, 1.0))
        slowest = max(slowest, float(str(found["seconds"])))
        print(json.dumps(found), flush=True)
    sandbox.close()  # what has ended is counted below
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    print(json.dumps({"bombs": count, "slowest seconds": slowest, "most MiB of a reader": memory}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
