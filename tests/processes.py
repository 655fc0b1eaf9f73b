"""The command as a process of its own that is signalled and looked at while it runs."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

COMMAND = [sys.executable, "-m", "txexplain"]


def started(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """It heeds Ctrl-C, as it would not if the tests run in the background of a shell without job control."""
    if sys.platform != "win32":
        options["preexec_fn"] = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen([*COMMAND, *arguments], **options)
