"""What a benchmark gives back, and how to measure it."""

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Measured:
    """One line of the report.

    Attributes:
        value: the median, or the one value. spread: what lies around it, in words.
        wanted: the floor and the aim it stands against, in words.
    """

    what: str
    value: float
    unit: str
    spread: str = ""
    wanted: str = ""

    def row(self) -> str:
        """The line as Markdown."""
        value = f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:.3g}"
        return f"| {self.what} | {value} {self.unit} | {self.spread} | {self.wanted} |"


def percentiles(what: str, seconds: Sequence[float], wanted: str = "") -> Measured:
    """The median in milliseconds, with the 95th percentile and the extremes."""
    low, median, high, most = 1000 * np.quantile(seconds, [0.05, 0.5, 0.95, 1])
    return Measured(what, median, "ms", f"p5 {low:.1f}, p95 {high:.1f}, most {most:.1f}; n = {len(seconds)}", wanted)


def timed(run: Callable[[], object], times: int = 1) -> list[float]:
    """Seconds of each of so many runs."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        found.append(time.perf_counter() - began)
    return found


def peak_megabytes() -> float:
    """The most memory this process has held, resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident_megabytes() -> float:
    """The memory this process holds now, resident."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def run_module(module: str, *words: str, python: str = sys.executable) -> list[Measured]:
    """Runs ``module`` in a process of its own, so that its memory is its own, and reads what it measured."""
    done = subprocess.run([python, "-m", module, *words], check=True, stdout=subprocess.PIPE, text=True)
    return [Measured(**row) for row in json.loads(done.stdout.splitlines()[-1])]


def tell(lines: Sequence[Measured]) -> None:
    """How such a process hands over what it measured."""
    print(json.dumps([asdict(line) for line in lines]))


def machine() -> str:
    """Processor, cores, memory and Python."""
    names = [n.partition(": ")[2] for n in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in n]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores of {names[0]}, {memory:.0f} GiB, Python {platform.python_version()}"
