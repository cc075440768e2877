"""A server with few descriptors: python -m tests.ui.limited FOLDER DESCRIPTORS. Prints its port; ends with its standard input."""

import resource
import sys
import threading
from pathlib import Path

from assistant.assistant import Assistant
from index.index import Index
from tests.index.crash import HashEmbedder
from tests.ui.conftest import BY_WORDS, WordReader, documents
from ui.web.connections import Server, listen
from ui.web.logs import to_standard_error
from ui.web.server import application
from ui.web.settings import Settings


def main(folder: str, descriptors: str) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (int(descriptors), int(descriptors)))
    index = Index.open_or_create(folder, HashEmbedder())
    index.add(*documents())
    to_standard_error(30)
    app = application(index, Path(folder), Settings(), lambda held: Assistant(held, WordReader(), BY_WORDS))
    listener = listen("127.0.0.1", 0)
    server = Server(app)
    print(listener.getsockname()[1], flush=True)

    def until_told() -> None:
        sys.stdin.read()
        server.should_exit = True

    threading.Thread(target=until_told, daemon=True).start()
    server.run(sockets=[listener])


if __name__ == "__main__":
    main(*sys.argv[1:])
