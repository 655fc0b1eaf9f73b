"""Processes that do pieces of work: begun as they are needed, replaced when they die, ended with this one."""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from queue import Empty, Queue, SimpleQueue
from threading import Event, Lock, RLock, Semaphore, Thread, current_thread
from typing import Any, Generic, TypeVar

from txexplain.bulk.defects import defect_of
from txexplain.bulk.process import Worker
from txexplain.model.errors import Defect, OutputError, TxExplainError

W = TypeVar("W")
R = TypeVar("R")

_LAST_DEATH = 8  # so many in a row, while nothing gets done, or two for each process: then no other is begun
_PATIENCE = 1.0  # seconds in which what is to end ends by itself
_AGAIN = 0.2  # seconds: a wait without end cannot be interrupted everywhere


class Piece(Generic[W, R]):
    """A piece of work that some process has, or will have."""

    def __init__(self, work: W) -> None:
        self.work = work
        self.ended = Event()
        self._result: list[R] = []
        self._error: TxExplainError = Defect("internal", reason="")

    def end(self, result: R) -> None:
        self._result.append(result)
        self.ended.set()

    def fail(self, error: TxExplainError) -> None:
        self._error = error
        self.ended.set()

    def outcome(self, lost: Callable[[W, TxExplainError], R]) -> R:
        """Waits for what came of it; where nothing did, what stands for it."""
        while not self.ended.wait(_AGAIN):
            pass
        return self._result[0] if self._result else lost(self.work, self._error)


class Pool(Generic[W, R]):
    """At most `jobs` processes that do the same with each piece of work. Each has a thread here that waits for it."""

    def __init__(self, do: Callable[[W], R], jobs: int) -> None:
        self._do, self._jobs = pickle.dumps(do), jobs
        self._pieces: SimpleQueue[Piece[W, R] | None] = SimpleQueue()
        self._beginning = Lock()  # one after the other
        self._lock = RLock()  # of what is below; the collector of garbage can close it in the middle of anything
        self._threads: list[Thread] = []
        self._unended = self._deaths = 0
        self._workers: set[Worker] = set()
        self._closed = False

    def begin(self, work: W) -> Piece[W, R]:
        """Has it done as soon as a process is free."""
        piece: Piece[W, R] = Piece(work)
        with self._lock:
            self._unended += 1
            if len(self._threads) < min(self._unended, self._jobs):
                self._begin_thread()
        self._pieces.put(piece)
        return piece

    def _begin_thread(self) -> None:
        thread = Thread(target=self._serve, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no more can be begun: those there are will do
            if not self._threads:
                raise
        else:
            self._threads.append(thread)

    def close(self) -> None:
        """Ends all processes, whatever they do."""
        with self._lock:
            self._closed = True
            for _ in self._threads:
                self._pieces.put(None)
            for worker in self._workers:
                worker.kill()
        for thread in self._threads:
            if thread is not current_thread():
                thread.join(_PATIENCE)

    def _serve(self) -> None:
        """What the thread of a process does: gives it one piece after the other, and begins another when it dies."""
        worker: Worker | None = None
        while (piece := self._pieces.get()) is not None and not self._closed:
            try:
                work = pickle.dumps(piece.work)
                worker = worker or self._begun()
            except Defect as error:
                self._fail(piece, error)
            except Exception as error:
                self._fail(piece, defect_of(error))
            else:
                worker = self._pass_on(piece, work, worker)
        if worker:
            self._bury(worker)

    def _pass_on(self, piece: Piece[W, R], work: bytes, worker: Worker | None) -> Worker | None:
        """Gives it to the worker, where there is none to another thread; the worker if it lives on."""
        if worker:
            return self._have_done(piece, work, worker)
        self._pieces.put(piece)
        time.sleep(_AGAIN)
        return None

    def _have_done(self, piece: Piece[W, R], work: bytes, worker: Worker) -> Worker | None:
        """Has the worker do it; the worker if it lives on."""
        try:
            how, what = worker.have_done(work)
        except (OSError, EOFError):
            self._fail(piece, self._death_of(worker))
            return None
        except Exception as error:
            self._fail(piece, defect_of(error))
        else:
            with self._lock:
                self._deaths = 0
                self._unended -= 1
            _take(piece, how, what)
        return worker

    def _death_of(self, worker: Worker) -> Defect:
        with self._lock:
            self._deaths += 1
        return Defect("worker_died", how=self._bury(worker))

    def _fail(self, piece: Piece[W, R], error: TxExplainError) -> None:
        with self._lock:
            self._unended -= 1
        piece.fail(error)

    def _begun(self) -> Worker | None:
        """A new process; None where the system begins no more, but there are some.

        Raises Defect where there are none, which counts as a death, or too many have died.
        """
        with self._beginning:
            if self._deaths >= (last := max(_LAST_DEATH, 2 * self._jobs)):
                raise Defect("workers_died", count=last)
            return self._new_worker()

    def _new_worker(self) -> Worker | None:
        try:
            worker = Worker(self._do)
        except OSError as error:
            with self._lock:
                if self._workers:
                    return None
                self._deaths += 1
            raise Defect("worker_died", how=str(error)) from error
        with self._lock:
            self._workers.add(worker)
            if self._closed:
                worker.kill()
        return worker

    def _bury(self, worker: Worker) -> str:
        """Ends it, if it has not ended by itself; how that was."""
        with self._lock:
            self._workers.discard(worker)
        return worker.end()


def read_here(pool: Pool[W, R], works: Iterable[W], most: int) -> Iterator[Piece[W, R]]:
    """The pieces in order, each when it has ended, or when there are as many as can be kept."""
    waiting: deque[Piece[W, R]] = deque()
    reading, error = iter(works), None
    while error is None:
        try:
            waiting.append(pool.begin(next(reading)))
        except Exception as raised:  # StopIteration too
            error = raised
        while waiting and (error or len(waiting) >= most or waiting[0].ended.is_set()):
            yield waiting.popleft()
    if not isinstance(error, StopIteration):
        raise error


def read_ahead(pool: Pool[W, R], works: Iterable[W], most: int) -> Iterator[Piece[W, R]]:
    """The pieces in order, each as soon as it has come: another thread waits for the next."""
    reader = _Reader(pool, works, most)
    try:
        while (piece := reader.next()) is not None:
            yield piece
            reader.room.release()
    finally:
        reader.stopped = True
        reader.room.release()
    if reader.error is not None:
        raise reader.error


class _Reader(Generic[W, R]):
    """A thread that reads the works and has them begun, no more than so many before they are asked for."""

    def __init__(self, pool: Pool[W, R], works: Iterable[W], most: int) -> None:
        self.room, self.stopped = Semaphore(most), False
        self.error: BaseException | None = None
        self._pool, self._works = pool, works
        self._begun: Queue[Piece[W, R] | None] = Queue()
        Thread(target=self._read, daemon=True).start()

    def next(self) -> Piece[W, R] | None:
        """The next piece; None where no more come, or reading them raised `error`."""
        while True:
            with suppress(Empty):
                return self._begun.get(timeout=_AGAIN)

    def _read(self) -> None:
        try:
            for work in self._works:
                self.room.acquire()
                if self.stopped:
                    return
                self._begun.put(self._pool.begin(work))
        except BaseException as error:
            self.error = error
        finally:
            self._begun.put(None)


def _take(piece: Piece[W, R], how: str, what: Any) -> None:
    """Ends the piece with what a worker made of it, or says what it failed at."""
    if how == "done":
        piece.end(what)
    elif how == "out_of_memory":
        piece.fail(OutputError("out_of_memory"))
    else:
        piece.fail(what)
