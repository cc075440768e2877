"""``quoth mcp`` with an embedder and a reader that need no model: python -m tests.ui.agent FOLDER [OPTION...]."""

import sys

import ui.web.queue
from assistant.assistant import Assistant
from tests.index.crash import HashEmbedder
from tests.ui.conftest import BY_WORDS, WordReader
from ui.cli import main

if __name__ == "__main__":
    import index.index

    index.index.open_embedder = lambda *_, **__: HashEmbedder()
    ui.web.queue._load = lambda held: Assistant(held, WordReader(), BY_WORDS)
    sys.argv = ["quoth", "mcp", "--library", *sys.argv[1:]]
    main()
