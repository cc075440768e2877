"""One assistant for everyone who asks: opened in the background, with a queue of questions that has an end."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.assistant import Assistant
from assistant.finding import DEPTH, MOST_READ, Finding, Tally, find, logged
from assistant.further import suggest_questions
from assistant.replies import Reply, to_json
from assistant.support import Setting
from index.documents import Document
from index.errors import QuothError
from index.index import Index
from index.search import Filter, Hit, checked
from index.words import telling
from ui.web.logs import log

if TYPE_CHECKING:
    from assistant.evidence import Ledger

T = TypeVar("T")

#: Documents that stand for all, at most.
_SAMPLE = 8


class Busy(QuothError):
    """As many questions are waiting as may; ask again in a moment."""


class State(StrEnum):
    """How far the models are."""

    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Overview:
    """How far the models are, and what can be asked.

    Attributes:
        trouble: why the models cannot be had, in a line.
        questions: some that the documents answer. settings: those of the support an answer needs that can be chosen.
    """

    state: State
    documents: int
    passages: int
    trouble: str | None = None
    questions: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()


class _WorkerPool:
    """The models, the threads they work on, and how many questions there is room for."""

    def __init__(self, abreast: int, waiting: int) -> None:
        self.pool = ThreadPoolExecutor(abreast, thread_name_prefix="ask")
        self.assistant: Future[Assistant] = Future()
        self.inside, self._most, self._lock = 0, abreast + waiting, threading.Lock()

    def enter(self) -> None:
        """Takes a place.

        Raises:
            Busy: there is none.
        """
        with self._lock:
            if self.inside >= self._most:
                raise Busy(f"{self.inside} questions are waiting already; ask again in a moment")
            self.inside += 1

    def leave(self, _: Future[Any]) -> None:
        """Gives the place back."""
        with self._lock:
            self.inside -= 1


class QuestionQueue:
    """Asks one assistant on behalf of many. Safe to share between threads and tasks.

    Questions that come while the models load wait for them.
    """

    def __init__(
        self,
        index: Index,
        make: Callable[[Index], Assistant] | None = None,
        *,
        abreast: int = 2,
        waiting: int = 16,
        inviting: bool = True,
        replied: Callable[[str, str, float], None] = lambda *_: None,
        ledger: "Ledger | None" = None,
    ) -> None:
        """
        Args:
            make: loads the assistant; takes seconds, and is called once, on another thread.
            inviting: whether to look for questions that the documents answer.
            abreast: questions worked on at the same time. waiting: questions that may wait beside them.
            replied: told of each question asked, what came of it (an outcome, ``busy`` or ``error``), and after how many seconds.
            ledger: every reply is written there before it is given out.
        """
        self.index, self._workers, self._lock = index, _WorkerPool(abreast, waiting), threading.Lock()
        self._questions: tuple[str, ...] = ()
        self._inviting = inviting
        self._stale = 1  # changes since the questions were looked for; the first look is the loader's
        self._closed, self._replied, self._ledger = False, replied, ledger
        threading.Thread(target=self._load, args=(make or _load,), name="load", daemon=True).start()

    def over(self, index: Index) -> "QuestionQueue":
        """The same models, threads and queue over ``index``, the part of the library that other users may see.

        It suggests no questions: to find some for each set of rights would take as much work as many askers.
        """
        queue = copy(self)
        queue.index, queue._questions, queue._inviting = index, (), False  # noqa: SLF001 - one of ours
        return queue

    async def ask(self, question: str, where: Filter | None = None, threshold: float | Setting | None = None) -> Reply:
        """See :meth:`assistant.assistant.Assistant.ask`.

        Raises:
            Busy: the queue is full.
            QuothError: the models cannot be had, and whatever the assistant raises.
        """
        checked(question)
        began, outcome = time.perf_counter(), "error"
        try:
            reply = await self._do(lambda assistant: self._logged(assistant.ask(question, where, threshold)))
            outcome = reply.outcome
            return reply
        except Busy:
            outcome = "busy"
            raise
        finally:
            self._replied(question, outcome, time.perf_counter() - began)

    def find(
        self,
        question: str,
        where: Filter | None = None,
        depth: int = DEPTH,
        threshold: float | Setting | None = None,
        most: int = MOST_READ,
    ) -> AsyncIterator[tuple[Tally, Finding | None]]:
        """See :func:`assistant.finding.find`; raises what :meth:`ask` raises."""

        def look(assistant: Assistant) -> Iterable[tuple[Tally, Finding | None]]:
            looks, ledger = find(assistant, question, where, depth, threshold, most), self._ledger
            return logged(looks, question, assistant.policy.at(threshold).threshold, ledger.add) if ledger else looks

        return self.each(look)

    async def search(self, question: str, k: int, where: Filter | None = None) -> list[Hit]:
        """See :meth:`index.search.View.search`; raises what :meth:`ask` raises."""
        checked(question)
        return await self._do(lambda assistant: assistant.index.search(question, k, where))

    async def work(self, do: Callable[[Assistant], T]) -> T:
        """What comes of a piece of work; raises what :meth:`ask` raises."""
        return await self._do(do)

    async def each(self, work: Callable[[Assistant], Iterable[T]]) -> AsyncIterator[T]:
        """What a longer piece of work gives, one by one; it ends early when the asker leaves. Raises what :meth:`ask` raises."""
        loop, arrived, left = asyncio.get_running_loop(), asyncio.Queue[tuple[T, ...]](), threading.Event()

        def run(assistant: Assistant) -> None:
            for given in work(assistant):
                if left.is_set():
                    return
                loop.call_soon_threadsafe(arrived.put_nowait, (given,))

        done = asyncio.ensure_future(self._do(run))
        # Called in the loop once everything given has been put there.
        done.add_done_callback(lambda _: arrived.put_nowait(()))
        try:
            while given := await arrived.get():
                yield given[0]
            await done
        finally:
            left.set()

    @property
    def inside(self) -> int:
        """Questions being worked on or waiting."""
        return self._workers.inside

    @property
    def state(self) -> State:
        """How far the models are."""
        if not self._workers.assistant.done():
            return State.LOADING
        return State.FAILED if self._workers.assistant.exception() else State.READY

    def overview(self) -> Overview:
        """How far the models are, and what can be asked."""
        entries = self.index.documents()
        assistant = self._workers.assistant
        error = assistant.exception() if assistant.done() else None
        return Overview(
            self.state,
            len(entries),
            sum(entry.passages for entry in entries),
            described(error) if error else None,
            self._questions,
            tuple(assistant.result().policy.settings) if assistant.done() and not error else (),
        )

    def offers(self, question: str) -> Sequence[str]:
        """Up to three questions that the documents answer, those with most words of ``question`` first."""
        asked = set(telling(question))
        others = (each for each in self._questions if each != question)
        return sorted(others, key=lambda each: -len(asked.intersection(telling(each))))[:3]

    def sample(self) -> list[Document]:
        """Some documents from all over the library."""
        entries = self.index.documents()
        step = max(1, -(-len(entries) // _SAMPLE))
        return [found for entry in entries[::step] if (found := self.index.document(entry.id))]

    def suggest(self) -> None:
        """Looks anew for questions that the documents answer, behind those that people ask."""
        with self._lock:
            self._stale += 1
            if self._stale > 1:
                return  # somebody is at it, and will go on
        threading.Thread(target=self._suggest, name="suggest", daemon=True).start()

    def close(self) -> None:
        """Takes no more questions; those begun end first."""
        self._closed = True
        self._workers.pool.shutdown(cancel_futures=True)
        self.index.close()

    def _load(self, make: Callable[[Index], Assistant]) -> None:
        try:
            self._workers.assistant.set_result(make(self.index))
        except BaseException as error:  # noqa: BLE001 - whatever it was, it is told to everyone who asks
            self._workers.assistant.set_exception(error)
            return
        if self._inviting:
            self._suggest()

    def _suggest(self) -> None:
        stale = 0
        while self._stale != stale and not self._closed:
            stale = self._stale
            self._suggest_once()
            with self._lock:
                if self._stale == stale:
                    self._stale = stale = 0

    def _suggest_once(self) -> None:
        try:
            assistant, pool = self._workers.assistant.result(), self._workers.pool
            self._questions = tuple(
                suggest_questions(assistant, lambda each: pool.submit(assistant.ask, each).result())
            )
        except Exception as error:  # noqa: BLE001 - an invitation less is no reason to fail
            self._questions = ()
            if not self._closed:
                log("no suggestions", 30, reason=described(error))

    def _logged(self, reply: Reply) -> Reply:
        if self._ledger:
            self._ledger.add(to_json(reply))
        return reply

    async def _do(self, work: Callable[[Assistant], T]) -> T:
        workers = self._workers
        workers.enter()
        future = workers.pool.submit(lambda: work(self._over(workers.assistant.result())))
        # On the thread's own future: an asker who leaves does not make room for another while the work goes on.
        future.add_done_callback(workers.leave)
        return await asyncio.wrap_future(future)

    def _over(self, assistant: Assistant) -> Assistant:
        return assistant if assistant.index is self.index else assistant.over(self.index)


def narrowed(documents: Collection[str] | None, where: str | None) -> Filter | None:
    """The filter that admits what ``where`` admits among these document ids; None admits all.

    Raises:
        InvalidFilter: ``where`` cannot be understood.
    """
    given = Filter.parse(where) if where else Filter("", ())
    if documents is not None:
        ids = frozenset(documents)
        given = Filter(given.text, (*given.conditions, lambda entry: entry.id in ids))
    return given if given.conditions else None


def described(error: BaseException) -> str:
    """An error as one line for people; what is not ours is named as internal."""
    if isinstance(error, QuothError):
        return str(error)
    return f"internal error, {type(error).__name__}: {error}".splitlines()[0]


def _load(index: Index) -> Assistant:
    _ = index.embedder  # before the reader: on some systems the order in which libraries load matters
    assistant = Assistant(index)
    assistant.reader.read("", [])  # whatever opens late opens now, and not while the first asker waits
    return assistant
