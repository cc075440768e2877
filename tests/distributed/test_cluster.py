"""Bulk indexing on Ray: the same library as without it, whatever dies meanwhile."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import WorkersLost
from index.index import Index
from index.storage.migration import digest
from tests.conftest import ROOT

pytest.importorskip("ray", reason="the extra quoth[ray] is not installed: make test-distributed installs it")

_FILES = 48
_STORE = 80_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of some passages each, and an unreadable one."""
    folder = tmp_path_factory.mktemp("bulk") / "docs"
    folder.mkdir()
    for n in range(_FILES):
        lines = (
            f"Station {n} of the survey recorded {n * line} litres of rain in month {line}." for line in range(1, 16)
        )
        (folder / f"station-{n}.md").write_text(f"# Station {n}\n\n" + "\n\n".join(lines))
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 4)
    return folder


def digested(place: Path | str) -> str:
    index = Index.open(place)
    with index._store.snapshot() as snapshot:
        found = digest(snapshot)
        passages = [passage for entry in snapshot.entries() for passage in snapshot.embedded(entry.id)[0]]
        assert len(passages) == sum(entry.passages for entry in snapshot.entries())
    index.close()
    return found


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the library that one process makes of the folder."""
    place = folder.parent / "alone"
    index = Index.open_or_create(place)
    summary = index.sync([folder])
    assert (len(summary.added), len(summary.skipped)) == (_FILES, 1), summary.skipped
    index.close()
    return digested(place)


@pytest.fixture(scope="module")
def cluster() -> Iterator:
    """Two machines of two cores each beside the driver's, as processes of this one."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    from ray.cluster_utils import Cluster

    # A silent machine is given up sooner than by default, though not where the tests have little of the processor.
    noticing = {
        "health_check_initial_delay_ms": 0,
        "health_check_period_ms": 1000,
        "health_check_failure_threshold": 15,
    }
    head = {"num_cpus": 0, "include_dashboard": False, "_system_config": noticing}
    made = Cluster(initialize_head=True, head_node_args={"object_store_memory": _STORE, **head})
    for _ in range(2):
        made.add_node(num_cpus=2, object_store_memory=_STORE)
    yield made
    made.shutdown()


_DRIVER = """
import sys
from pathlib import Path
from index.ingest.ray_workers import RayWorkers
from index.index import Index
index = Index.open(Path(sys.argv[2]))
told = lambda progress: progress.passages and print(progress.documents, flush=True)
index.sync([Path(sys.argv[1])], told, RayWorkers(sys.argv[3]))
"""


def test_a_killed_driver_and_then_a_killed_node_lose_nothing_and_double_nothing(folder, expected, cluster) -> None:
    from index.ingest.ray_workers import RayWorkers

    place = folder.parent / "shared"
    index = Index.open_or_create(place)
    driver = subprocess.Popen(
        [sys.executable, "-c", _DRIVER, str(folder), str(place), cluster.address],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert driver.stdout.readline()
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    before = len(index.documents())
    assert 0 < before < _FILES

    doomed = sorted(cluster.worker_nodes, key=lambda node: node.unique_id)[:1]

    def kill(progress) -> None:
        if progress.passages and doomed:
            cluster.remove_node(doomed.pop(), allow_graceful=False)

    workers = RayWorkers(cluster.address)
    summary = index.sync([folder], kill, workers)
    workers.close()
    index.close()
    assert not doomed
    assert (len(summary.added), summary.unchanged) == (_FILES - before, before)
    assert [skipped.reason[:6] for skipped in summary.skipped] == ["binary"]
    assert digested(place) == expected


def test_workers_of_this_machine_alone_make_the_same_library_in_a_database(folder, expected, server) -> None:
    place = server.database()
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "index", "docs", "--library", place, "--workers", "ray"],
        cwd=folder.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, f"{_FILES} added, 1 skipped"), done.stderr
    assert digested(place) == expected


def test_a_cluster_that_is_not_there_is_an_error() -> None:
    from index.ingest.ray_workers import RayWorkers

    for address in ("127.0.0.1:1", "nowhere", "a:b"):
        with pytest.raises(WorkersLost, match="no Ray cluster answers"):
            RayWorkers(address)
