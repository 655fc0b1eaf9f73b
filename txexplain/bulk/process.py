"""Another process, as the one that has its work done sees it: `worker.py` is what it runs."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any

from txexplain.bulk.worker import receive, send, widen

_PATIENCE = 1.0  # seconds in which it ends by itself
_FIRST = """import sys
sys.path[:] = eval(open(0, "rb", buffering=0, closefd=False).readline())
from txexplain.bulk.worker import main
main()"""


class Worker:
    """Another process, and the pipes to and from it."""

    def __init__(self, do: bytes) -> None:
        self._first: bytes | None = do
        self._process = subprocess.Popen(
            [sys.executable, *_flags(), "-c", _FIRST],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("TXEXPLAIN_DEBUG") else subprocess.DEVNULL,
            bufsize=0,
            **_apart(),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        widen(self._to.fileno(), self._from.fileno())

    def have_done(self, work: bytes) -> tuple[str, Any]:
        """What came of it. Raises OSError or EOFError where the process has died."""
        if self._first is not None:
            send(self._to.fileno(), _search_path(), with_length=False)
            send(self._to.fileno(), self._first)
            self._first = None
        send(self._to.fileno(), work)
        how, what = pickle.loads(receive(self._from.fileno()))
        return how, what

    def kill(self) -> None:
        with suppress(OSError):
            self._process.kill()

    def end(self) -> str:
        """How it has ended: the name of a signal, or its status."""
        with suppress(OSError):
            self._to.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        self.kill()
        status = self._process.wait()
        self._from.close()
        return _signal_or_status(status)


def _signal_or_status(status: int) -> str:
    if status < 0:
        with suppress(ValueError):
            return signal.Signals(-status).name
    return str(status)


def _flags() -> list[str]:
    """Those that this interpreter was begun with, as `multiprocessing` gives them to its own."""
    return subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined,no-any-return]


def _search_path() -> bytes:
    """Where modules are found, as a line of Python. No argument: anybody sees these, and they have little room."""
    return f"{[each for each in sys.path if isinstance(each, str)]!a}\n".encode()


def _apart() -> dict[str, Any]:
    """What keeps an interrupt from the terminal, which this process is to answer, away from another."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
