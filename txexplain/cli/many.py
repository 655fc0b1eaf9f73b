"""What the commands do with many: has them done, writes their lines, shows how far it is, sums up."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from typing import NamedTuple

from txexplain.bulk.jobs import in_order, seldom_collected
from txexplain.bulk.work import MOST_SAID, Asked, Done, Item, Tally, Work
from txexplain.cli.output import MANNER, tell_in_one_line, write_lines
from txexplain.cli.progress import ManyProgress
from txexplain.cli.whole_lines import Interrupts
from txexplain.model.errors import OutputError, TxExplainError
from txexplain.texts import Texts

_FIRST_OF = (70, 5, 3, 2, 1, 4, 0)  # which status the whole has, if several occurred
_ALIKE = 3  # errors of pieces of work that are told, of each code


def run_many(
    works: Iterable[Work],
    asked: Asked,
    texts: Texts,
    jobs: int = 1,
    total: int | None = None,
    *,
    noun: str = "lines",
    owed: int | None = None,
    array: bool = False,
) -> int:
    """Has the works done by so many processes, writes their answers, sums up on standard error; returns the status.

    `total` is what the works come to, where that is known, for a bar: bytes, say. Each counts by its `size`, one
    without that as 1. `noun` is what they hold: `lines`, `transactions` or `blocks`; `owed` is how many of
    them there should be, told where there are less. With `array` the answers are the
    items of one JSON array. With several processes another thread reads the works. Raises what reading them raises,
    ClosedPipe, OutputError, KeyboardInterrupt; of what was done until then the sum is told too.
    """
    run = _Run(asked._replace(says_errors=MANNER.quiet), texts, noun, total, owed)
    try:
        run.do_all(works, jobs, array)
    except KeyboardInterrupt:
        run.sum_up("interrupted")
        raise
    except TxExplainError as error:
        run.sum_up("stopped")
        error.exit_status = status_of(run.tally.statuses | {error.exit_status})
        raise
    run.sum_up("done")
    return status_of(run.tally.statuses)


def status_of(statuses: Iterable[int]) -> int:
    """The exit status of the whole, of all that occurred."""
    return min(statuses, key=_FIRST_OF.index, default=0)


class _Lost(NamedTuple):
    """A piece of work that nobody did, as one whose items all have an error."""

    work: Work
    error: TxExplainError

    def items(self) -> Iterator[Item]:
        return self.work.lost(self.error)

    def lost(self, error: TxExplainError) -> Iterator[Item]:
        return self.work.lost(error)


class _Run:
    """What is done so far of many."""

    def __init__(self, asked: Asked, texts: Texts, noun: str, total: int | None, owed: int | None) -> None:
        self.tally = Tally()
        self._asked, self._texts, self._noun = asked, texts, noun
        self._owed = owed
        self._began = time.monotonic()
        self._progress = ManyProgress(texts, total)
        self._sizes: deque[int] = deque()
        self._said = 0
        self._losses: dict[str, set[str]] = {}
        self._first_error: int | str | None = None

    def do_all(self, works: Iterable[Work], jobs: int, array: bool) -> None:
        frame = _Array() if array else None
        try:
            self._write_each(works, jobs, frame)
            if frame:
                with Interrupts() as interrupts:
                    write_lines(frame.end(), interrupts)
        finally:
            self._progress.end()

    def _write_each(self, works: Iterable[Work], jobs: int, frame: _Array | None) -> None:
        from txexplain.bulk.answer import written

        do = partial(written, asked=self._asked)
        results = in_order(do, self._measured(works), jobs, lost=self._lost, ahead=True)
        with seldom_collected(), closing(results):
            for done in results:
                self._write(done, frame)

    def _write(self, done: Done, frame: _Array | None) -> None:
        """Writes its lines and counts them; those that got out, if what ends the program comes between."""
        text = frame.inside(done.text) if frame else done.text
        with Interrupts() as interrupts:
            try:
                write_lines(text, interrupts)
            except (KeyboardInterrupt, OutputError):
                self._count_some(done, text.count(b"\n", 0, interrupts.sent) - bool(frame))
                raise
            self._count(done)

    def sum_up(self, how: str) -> None:
        """Tells what came of it, in a line."""
        from txexplain.explain.parts.many import summary

        seconds = time.monotonic() - self._began
        judged = self._asked.view != "decode"
        is_error = self.tally.errors > self._said > 0  # of which it has the number
        counts = {**self.tally._asdict(), "first_error": self._first_error}
        told = summary(counts, seconds, how, self._noun, self._texts, judged=judged, owed=self._owed)
        tell_in_one_line(told, is_error=is_error)

    def _measured(self, works: Iterable[Work]) -> Iterator[Work]:
        for work in works:
            self._sizes.append(getattr(work, "size", 1))
            yield work

    def _count(self, done: Done) -> None:
        self.tally += done.tally
        if self._first_error is None:
            self._first_error = done.first_error
        self._say(done.said)
        self._progress.advance(self.tally.read, self._sizes.popleft())

    def _count_some(self, done: Done, lines: int) -> None:
        """Counts no more than the first lines of it."""
        some = sum(done.each[: max(lines, 0)], Tally())
        self.tally += some
        if some.errors and self._first_error is None:
            self._first_error = done.first_error

    def _say(self, said: Iterable[str]) -> None:
        """Says what the answers do not: as much of it as anybody reads."""
        for sentence in islice(said, MOST_SAID - self._said):
            self._said += 1
            self._progress.hide()
            tell_in_one_line(sentence, is_error=True)

    def _lost(self, work: Work, error: TxExplainError) -> Done:
        from txexplain.bulk.answer import written

        told = self._losses.setdefault(error.code, set())
        if len(told) < _ALIKE and str(error) not in told:
            told.add(str(error))
            from txexplain.cli.output import tell_error
            from txexplain.recognise.hidden import secrets_left_out

            self._progress.hide()
            tell_error(secrets_left_out(error), self._texts)
        return written(_Lost(work, error), self._asked)


class _Array:
    """Makes the items of a JSON array of lines."""

    def __init__(self) -> None:
        self._begun = False

    def inside(self, text: bytes) -> bytes:
        """These lines as the next items, still without the end of the last one."""
        if not text:
            return b""
        before = b",\n" if self._begun else b"[\n"
        self._begun = True
        return before + text.rstrip(b"\n").replace(b"\n", b",\n")

    def end(self) -> bytes:
        """What ends the array."""
        return b"\n]\n" if self._begun else b"[]\n"
