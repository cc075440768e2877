"""Workers on a Ray cluster, or on this machine's cores. The only file that knows Ray."""

import base64
import json
import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.documents import Content, Document, Span
from index.embedding import ModelIdentity, open_embedder
from index.errors import LibraryError, ModelError, QuothError, WorkersLost
from index.extras import how_to_install
from index.ingest.files import Skipped
from index.ingest.splitter import Splitter
from index.ingest.workers import Ready, Task, prepare
from index.storage import Maker, sections_from_json, sections_to_json

#: Documents given out together: what is lost with a worker, and what it holds in memory.
_BLOCK = 8
#: Documents of one run of the pipeline, so that a large folder's plan fits in memory.
_ROUND = 20_000
#: How often what is left is tried when workers die; a document that kills its reader must not be tried for ever.
_TRIES = 5

_SAFE = "what was put is safe: run the same command again, or without --workers to see what is wrong there"


class RayWorkers:
    """A pool of actors, each with the model loaded once; fills :class:`index.ingest.workers.Workers`.

    The library is the checkpoint: what was put is unchanged for the next sync, so whatever dies, the same
    command goes on where it was. Files must have the same path on every machine.
    """

    def __init__(self, address: str | None = None) -> None:
        """
        Args:
            address: HOST:PORT of a cluster this machine is part of; by default this machine alone.

        Raises:
            LibraryError: Ray is not installed. WorkersLost: the cluster does not answer.
        """
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing here reports to anyone
        os.environ.setdefault("RAY_DATA_DISABLE_PROGRESS_BARS", "1")
        try:
            import ray
            import ray.data
        except ImportError as cause:
            raise LibraryError(f"workers need Ray; {how_to_install('ray')}") from cause
        if address:
            _reach(address)
        try:
            # Without an address also none from the environment: "ray" alone means here.
            ray.init(address=address or "local", include_dashboard=None if address else False, log_to_driver=False)
        except (ConnectionError, OSError, RuntimeError, ValueError) as cause:
            raise WorkersLost(f"the Ray cluster at {address} cannot be joined: {cause}") from cause
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        self._ray: Any = ray

    def make(self, tasks: Sequence[Task], maker: Maker) -> Iterator[Ready | Skipped]:
        """See :class:`index.ingest.workers.Workers`."""
        for begin in range(0, len(tasks), _ROUND):
            yield from self._round(tasks[begin : begin + _ROUND], maker)

    def _round(self, tasks: Sequence[Task], maker: Maker) -> Iterator[Ready | Skipped]:
        left = {task.source: task for task in tasks}
        for attempt in range(1, _TRIES + 1):
            try:
                for row in self._pipeline(list(left.values()), maker).iter_rows():
                    made = _unpacked(row["made"])
                    # A block of a lost worker is made again, though some of it may have come.
                    if left.pop(made.source if isinstance(made, Skipped) else made.document.source, None):
                        yield made
                return
            except self._ray.exceptions.RayError as cause:
                if attempt == _TRIES:
                    why = str(cause).strip().splitlines()[-1]
                    raise WorkersLost(
                        f"workers failed {_TRIES} times at {next(iter(left))} ({why}); {_SAFE}"
                    ) from cause

    def _pipeline(self, tasks: Sequence[Task], maker: Maker) -> Any:
        cores = int(self._ray.cluster_resources().get("CPU", 1))
        blocks = -(-len(tasks) // _BLOCK)
        rows = self._ray.data.from_items([{"task": _packed_task(task)} for task in tasks], override_num_blocks=blocks)
        # One core stays free: a pool that takes them all leaves none to Ray's own tasks, and everything waits.
        return rows.map(
            _Worker,
            fn_constructor_args=(maker.embedder.name, maker.embedder.digest, maker.limit),
            compute=self._ray.data.ActorPoolStrategy(min_size=1, max_size=max(1, min(cores - 1, blocks))),
            num_cpus=1 if cores > 1 else 0.5,
        )

    def close(self) -> None:
        """Lets go of the cluster, or ends the one that was started here."""
        self._ray.shutdown()


def _reach(address: str) -> None:
    """Ray itself would try for minutes, and then end the process."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except (OSError, ValueError) as cause:
        raise WorkersLost(f"no Ray cluster answers at {address!r}; write ray://HOST:PORT of a running one") from cause


class _Worker:
    """What each actor is; it lives where Ray puts it."""

    def __init__(self, name: str, digest: str, limit: int) -> None:
        self._name, self._digest, self._limit = name, digest, limit
        self._model: Any = None

    def __call__(self, row: dict[str, str]) -> dict[str, str]:
        task = _unpacked_task(row["task"])
        try:
            return {"made": _packed(self._ready(task))}
        except QuothError as cause:
            # Told as a value: an exception would be tried again, on every machine.
            return {"made": json.dumps({"error": str(cause)})}

    def _ready(self, task: Task) -> Ready | Skipped:
        if self._model is None:
            embedder = open_embedder(self._name, fetch=False)
            identity: ModelIdentity = embedder.identity
            if identity.digest != self._digest:
                raise ModelError(f"{self._name} on {os.uname().nodename} has other weights than the library's model")
            self._model = embedder, Splitter(self._limit, embedder.measure)
        return prepare(task, *self._model)


# Between machines everything is ASCII in one column: Ray passes rows through numpy, whose strings and
# bytes lose the NULs at their end.


def _packed_task(task: Task) -> str:
    return json.dumps([task.id, task.source, task.source_digest, str(task.path), task.ocr])


def _unpacked_task(text: str) -> Task:
    id, source, source_digest, path, ocr = json.loads(text)
    return Task(id, source, source_digest, Path(path), ocr)


def _packed(made: Ready | Skipped) -> str:
    if isinstance(made, Skipped):
        return json.dumps({"source": made.source, "reason": made.reason})
    document, content = made.document, made.document.content
    return json.dumps(
        {
            "document": [document.id, document.source, document.source_digest],
            "content": [content.text, sections_to_json(content.sections), content.title, dict(content.metadata)],
            "spans": [(span.start, span.end) for span in made.spans],
            "vectors": base64.b64encode(np.ascontiguousarray(made.vectors, dtype="<f4").tobytes()).decode(),
        }
    )


def _unpacked(text: str) -> Ready | Skipped:
    value = json.loads(text)
    if "error" in value:
        raise ModelError(value["error"])
    if "reason" in value:
        return Skipped(value["source"], value["reason"])
    text, sections, title, metadata = value["content"]
    id, source, source_digest = value["document"]
    spans = [Span(start, end) for start, end in value["spans"]]
    vectors = np.frombuffer(base64.b64decode(value["vectors"]), dtype="<f4")
    return Ready(
        Document(id, source, source_digest, Content(text, sections_from_json(sections), title, metadata)),
        spans,
        vectors.reshape(len(spans), -1) if spans else vectors.reshape(0, 0),
    )
