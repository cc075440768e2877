"""A process that writes: puts documents and tells each one that is done. ``PLACE NAME COUNT [SHARED]``."""

import sys
from pathlib import Path

from index.documents import Content, Document
from index.errors import LibraryBusy
from index.index import Index
from tests.index.crash import HashEmbedder


def text(name: str, version: int) -> str:
    return "\n".join(f"Document {name} in version v{version} says so in line {n}." for n in range(12))


def document(name: str, version: int) -> Document:
    return Document(name, f"{name}.txt", "", Content(text(name, version)))


def place(word: str) -> Path | str:
    return word if "://" in word else Path(word)


def main(where: str, name: str, count: int, shared: str = "") -> None:
    index = Index.open(place(where), HashEmbedder())
    print("ready", flush=True)
    sys.stdin.readline()
    for n in range(count):
        for each in (f"{name}{n}", shared) if shared else (f"{name}{n}",):
            while True:
                try:
                    index.add(document(each, n))
                    break
                except LibraryBusy:
                    continue
        print(n, flush=True)
    index.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), *sys.argv[4:])
