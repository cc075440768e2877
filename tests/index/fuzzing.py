"""Damaged files for as long as one likes: ``python -m tests.index.fuzzing SECONDS [SEED]``, or ``make fuzz``.

Each is a sample with bytes changed, cut, doubled or taken from another. A finding is a file that ends its reader or
takes too long; it is written to ``build/fuzz`` and becomes a test once its cause is mended.
"""

import json
import random
import sys
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

from index.errors import UnreadableDocument
from index.ingest import sandbox
from tests.documents import samples

_FOUND = Path("build/fuzz")


def damaged(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """The data with one to eight things done to it."""
    made = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(made) + 1)
        length = min(len(made) - at, 1 << rng.randrange(10))
        match rng.randrange(5):
            case 0 if at < len(made):
                made[at] ^= 1 << rng.randrange(8)
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length] * rng.randint(1, 40)
            case 3:
                begin = rng.randrange(len(other))
                made[at : at + length] = other[begin : begin + length]
            case _:
                made[at : at + length] = rng.randbytes(length)
    return bytes(made)


def main(seconds: float, seed: int) -> int:
    rng, files, outcomes, findings = random.Random(seed), samples(), Counter[str](), 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        name = rng.choice(list(files))
        data = damaged(files[name], files[rng.choice(list(files))], rng)
        try:
            sandbox.read_sandboxed(name, data)
            outcomes["read"] += 1
        except UnreadableDocument as cause:
            outcomes["refused"] += 1
            if "its reader" in str(cause) or "takes more" in str(cause):
                findings += 1
                _FOUND.mkdir(parents=True, exist_ok=True)
                place = _FOUND / f"{sha256(data).hexdigest()[:12]}{Path(name).suffix}"
                place.write_bytes(data)
                print(f"{place}: {cause}", flush=True)
    print(json.dumps({**outcomes, "findings": findings, "seed": seed}))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())))
