"""A process that does pieces of work for another: they come by its standard input, what they give goes by its output.

Each message is its length in 8 bytes, little-endian, and a pickle. The first is what to do with the pieces of work.
Before them comes a line, which has been read when `main` is called: where modules are found.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from txexplain.bulk.defects import caught
from txexplain.bulk.jobs import seldom_collected

LENGTH = 8
_WIDTH = 1 << 20  # bytes


def main() -> None:
    """Does one piece of work after the other, until the other process ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    coming, going = _kept(0), _kept(1)
    requests: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(coming, requests), daemon=True).start()
    with suppress(OSError):  # nobody is there any more
        do = pickle.loads(requests.get())
        gc.freeze()
        _serve(do, requests, going)


def _serve(do: Callable[[Any], Any], requests: SimpleQueue[bytes], going: int) -> None:
    with seldom_collected():
        while True:
            send(going, _reply(do, requests.get()))


def send(descriptor: int, data: bytes, *, with_length: bool = True) -> None:
    """Sends one message. Raises OSError where nobody is there to take it."""
    left = memoryview(len(data).to_bytes(LENGTH, "little") + data if with_length else data)
    while left:
        left = left[os.write(descriptor, left) :]


def widen(*descriptors: int) -> None:
    """Lets pipes hold a whole message, where the system can: neither side waits in the middle of it."""
    if sys.platform == "linux":
        import fcntl

        for descriptor in descriptors:
            with suppress(OSError):  # so many are wide already
                fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _WIDTH)


def receive(descriptor: int) -> bytes:
    """Waits for one message. Raises EOFError where none comes any more."""
    return _exactly(descriptor, int.from_bytes(_exactly(descriptor, LENGTH), "little"))


def _exactly(descriptor: int, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        some = os.read(descriptor, min(count - len(data), 1 << 20))
        if not some:
            raise EOFError
        data += some
    return bytes(data)


def _reply(do: Callable[[Any], Any], request: bytes) -> bytes:
    """A pickle of what came of it, or of what went wrong."""
    try:
        return pickle.dumps(("done", do(pickle.loads(request))))
    except MemoryError:
        return pickle.dumps(("out_of_memory", ""))
    except Exception as error:
        return pickle.dumps(("failed", caught(error)))


def _receive(descriptor: int, requests: SimpleQueue[bytes]) -> None:
    """Takes what comes, and ends this process, whatever it does, when the other one ends."""
    with suppress(EOFError, OSError):
        while True:
            requests.put(receive(descriptor))
    os._exit(0)


def _kept(descriptor: int) -> int:
    """Another descriptor for the same, which nothing that prints or reads by accident can get at."""
    kept = os.dup(descriptor)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return kept
