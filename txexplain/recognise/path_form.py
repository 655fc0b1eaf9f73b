"""Whether text has the form of a path: it begins as one, or ends as names of files do."""

from __future__ import annotations

import re

MAX_PATH = 300  # characters: what is longer is shown as any other text
_BEGINS = re.compile(r"(?:~|\.{1,2})?/|[A-Za-z]:[\\/]")
_ENDS = re.compile(r"[^\s/\\.][^/\\]*\.[A-Za-z][0-9A-Za-z]{0,7}$")


def is_path(text: str) -> bool:
    """Whether it is on one line, and has a folder before it that can be nothing else, or an ending."""
    if len(text) > MAX_PATH or not text.isprintable():
        return False
    return _BEGINS.match(text) is not None or _ENDS.search(text) is not None
