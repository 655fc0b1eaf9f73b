"""A terminal for tests: the command runs on a pseudo-terminal, and what it drew last can be looked at."""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from types import TracebackType

from effort import HANG

_HOME, _END = "\x1b[H", "\x1b[J"  # with which a frame begins and ends
_STYLES = re.compile(r"\x1b\[[0-9;]*m|\x1b\[K|\x1b\[J|\x1b\[2J")
_CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """`txexplain` with these arguments on a terminal of that size; `stdin` is piped in where given."""

    def __init__(
        self, *arguments: str, width: int = 80, height: int = 24, stdin: bytes | None = None, **environment: str
    ) -> None:
        self._master, slave = pty.openpty()
        self.resize(width, height, tell=False)
        names = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        names |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "", **environment}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "txexplain", *arguments],
            stdin=slave if stdin is None else subprocess.PIPE,
            stdout=slave,
            stderr=slave,
            env=names,
            preexec_fn=lambda: _own_terminal(slave),
        )
        os.close(slave)
        if stdin is not None:
            assert self._process.stdin is not None
            self._process.stdin.write(stdin)
            self._process.stdin.close()
        self.output = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def resize(self, width: int, height: int, *, tell: bool = True) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        if tell:
            os.kill(self._process.pid, signal.SIGWINCH)

    def press(self, keys: str, expect: str) -> list[str]:
        """Types the keys, waits until `expect` is on the screen as it is drawn after that, and gives its lines."""
        drawn = self.output.count(_END)
        os.write(self._master, keys.encode())
        return self.until(expect, after=drawn) if expect else []

    def signal(self, number: int) -> None:
        os.kill(self._process.pid, number)

    def as_a_shell_leaves_it(self) -> None:
        """The modes that a shell sets while it has the terminal: lines, and an echo of what is typed."""
        modes = termios.tcgetattr(self._master)
        modes[3] |= termios.ECHO | termios.ICANON
        termios.tcsetattr(self._master, termios.TCSANOW, modes)

    def type(self, keys: str) -> None:
        """Types the keys, and waits for nothing."""
        os.write(self._master, keys.encode())

    def until(self, expect: str, width: int | None = None, after: int = 0) -> list[str]:
        """Waits until `expect` is on the screen, drawn `width` wide where given, after so many other frames."""
        deadline = time.monotonic() + HANG
        while time.monotonic() < deadline:
            self._read(0.05)
            lines = self.lines()
            drawn = self.output.count(_END) > after and _END in self.output.rpartition(_HOME)[2]
            wide = width is None or any(line == "─" * width for line in lines)
            if drawn and wide and any(expect in line for line in lines):
                return lines
        raise AssertionError(f"no {expect!r} on the screen:\n" + "\n".join(self.lines()))

    def lines(self) -> list[str]:
        """What was drawn last, without styles."""
        frame = self.output.rpartition(_HOME)[2]
        return _CONTROLS.sub("", _STYLES.sub("", frame)).replace("\r", "").split("\n")

    def end(self) -> int:
        """Waits for the end, and gives the exit status."""
        deadline = time.monotonic() + HANG
        while self._process.poll() is None and time.monotonic() < deadline:
            self._read(0.05)
        self._read(0.05)
        return self._process.wait(HANG)

    def close(self) -> int:
        """Closes the terminal, as a person closes its window, and gives the exit status."""
        os.close(self._master)
        self._master = os.open(os.devnull, os.O_RDWR)
        return self._process.wait(HANG)

    def _read(self, seconds: float) -> None:
        while select.select([self._master], [], [], seconds)[0]:
            with contextlib.suppress(OSError):
                data = os.read(self._master, 65536)
                self.output += self._decoder.decode(data)
                continue
            return

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)


def _own_terminal(slave: int) -> None:
    """Makes the pseudo-terminal the one that /dev/tty is, as it is for a person."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


SIZES = ((60, 20), (80, 24), (120, 40), (200, 50))
