"""The server under load: a hundred askers for a minute, then a thousand questions in one conversation of the chat.

And sixteen askers on another server, whose library is a thousand paragraphs of SQuAD, with questions about them.
"""

import argparse
import asyncio
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np

from benchmarks.measuring import Measured, percentiles, tell
from benchmarks.texts import squad

#: What is asked of the seeds: some of it they answer, some not; the rest are strangers' questions.
OWN = ["When did North Korean soldiers change tactics?", "What does FPV mean?", "How many soldiers were sent to Kursk?"]


def main() -> None:
    """Each load."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    parser.add_argument("--askers", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--turns", type=int, default=1_000)
    parser.add_argument("--only", choices=["readers"], help="readers: only the sixteen askers of many paragraphs")
    given = parser.parse_args()
    lines = readers(given.seconds)
    if not given.only:
        lines = [*seeds(given), *lines]
    tell(lines)


def readers(seconds: float, askers: int = 16, paragraphs: int = 1_000) -> list[Measured]:
    """How many real questions about real paragraphs are answered, reading and all."""
    texts, questions = squad(paragraphs)
    quoth = str(Path(sys.executable).parent / "quoth")
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        files.mkdir()
        for number, text in enumerate(texts):
            (files / f"{number}.txt").write_text(text)
        library = str(Path(folder) / "library")
        subprocess.run([quoth, "index", files, "--library", library], check=True, stdout=subprocess.DEVNULL)
        with served([quoth, "chat", "--library", library, "--port", "0"]) as (address, pid):
            asyncio.run(crowd(address, questions, 4, 5))  # warm
            answered, _, statuses = asyncio.run(crowd(address, questions, askers, seconds))
            held = resident(pid)
    detail = ", ".join(f"{n} of {status}" for status, n in sorted(statuses.items()))
    crowded = f"{askers} askers, {paragraphs:,} paragraphs, {len(questions)} questions"
    rate = Measured(f"{crowded}: answered", len(answered) / seconds, "a second", detail, "floor 4, aim 20")
    waits = [percentiles(f"{crowded}: time to an answer", answered)] if answered else []
    return [rate, *waits, Measured(f"{crowded}: memory", held, "MB")]


def seeds(given: argparse.Namespace) -> list[Measured]:
    """Both loads on one server, which has the seed library."""
    questions = OWN + squad(500)[1][:200]
    with tempfile.TemporaryDirectory() as folder:
        quoth = [str(Path(sys.executable).parent / "quoth")]
        subprocess.run([*quoth, "index", "seeds", "--library", folder], check=True, stdout=subprocess.DEVNULL)
        with served([*quoth, "chat", "--library", folder, "--port", "0"]) as (address, pid):
            asyncio.run(crowd(address, questions, 10, 5))  # warm
            before = resident(pid)
            answered, turned_away, statuses = asyncio.run(crowd(address, questions, given.askers, given.seconds))
            between = resident(pid)
            turns = asyncio.run(conversation(address, questions, given.turns))
            after = resident(pid)
    wrong = sum(n for status, n in statuses.items() if status not in {200, 429, 503})
    detail = ", ".join(f"{n} of {status}" for status, n in sorted(statuses.items()))
    crowded = f"{given.askers} askers for {given.seconds:g} s"
    return [
        Measured(f"{crowded}: answered", len(answered) / given.seconds, "a second", detail),
        Measured(f"{crowded}: errors but 429 and 503", wrong, "", "", "0"),
        percentiles(f"{crowded}: time to an answer", answered),
        Measured(f"{crowded}: time to an answer, p99", 1000 * np.quantile(answered, 0.99), "ms"),
        *([percentiles(f"{crowded}: time until turned away", turned_away)] if turned_away else []),
        Measured(f"{crowded}: memory", between, "MB", f"before {before:.0f}", "flat"),
        percentiles(f"{given.turns:,} questions in one conversation: time to the reply in the chat", turns),
        Measured(
            f"{given.turns:,} questions in one conversation: memory", after, "MB", f"before {between:.0f}", "flat"
        ),
    ]


@contextmanager
def served(command: list[str]) -> Iterator[tuple[str, int]]:
    """A server that is ready; its address and process."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            address = re.search(r"http://\S+", server.stdout.readline())[0]
            while httpx.get(f"{address}/readyz").status_code != 200:
                time.sleep(0.2)
            patience = time.monotonic() + 30  # suggestions are still being made, if any can be
            while not httpx.get(f"{address}/api/v1/library").json()["questions"] and time.monotonic() < patience:
                time.sleep(0.2)
            yield address, server.pid
        finally:
            server.terminate()


def resident(pid: int) -> float:
    """Megabytes a process holds."""
    return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


async def crowd(
    address: str, questions: list[str], askers: int, seconds: float
) -> tuple[list[float], list[float], Counter[int]]:
    """Each asks, waits for the reply and asks again; who is turned away waits as long as the server says.

    Returns:
        Seconds of each answer, seconds of each rejection, and how often each status came (0: no response).
    """
    answered: list[float] = []
    turned_away: list[float] = []
    statuses: Counter[int] = Counter()
    end = time.perf_counter() + seconds

    async def ask(number: int) -> None:
        while time.perf_counter() < end:
            began = time.perf_counter()
            question = questions[(number + sum(statuses.values())) % len(questions)]
            try:
                response = await client.post("/api/v1/ask", json={"question": question})
            except httpx.HTTPError:
                statuses[0] += 1
                continue
            statuses[response.status_code] += 1
            (answered if response.status_code == 200 else turned_away).append(time.perf_counter() - began)
            if response.status_code != 200:
                await asyncio.sleep(float(response.headers.get("retry-after", 1)))

    limits = httpx.Limits(max_connections=askers, max_keepalive_connections=askers)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
        await asyncio.gather(*(ask(number) for number in range(askers)))
    return answered, turned_away, statuses


async def conversation(address: str, questions: list[str], turns: int) -> list[float]:
    """Asks in the chat, as its page does, one question after another; seconds of each reply."""
    seconds, name = [], "0123456789abcdef01234567"
    async with httpx.AsyncClient(base_url=address, timeout=120) as client:
        functions = (await client.get("/config")).json()["dependencies"]
        asking = next(each["id"] for each in functions if each["api_name"] == "ask")
        for turn in range(turns):
            call = {
                "data": [questions[turn % len(questions)], "", name],
                "fn_index": asking,
                "session_hash": "benchmark",
            }
            began = time.perf_counter()
            (await client.post("/gradio_api/run/predict", json=call)).raise_for_status()
            seconds.append(time.perf_counter() - began)
    return seconds


if __name__ == "__main__":
    main()
