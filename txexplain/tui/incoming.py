"""What a terminal sends, before it is read as keys: its own answers are dropped, and what is pasted is one text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textual.events import Event, Key, Paste

PASTED = 20_000  # characters of what is pasted that are kept
_PASTE, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
_WHOLE = re.compile(r"\x1b(?:[\]P_^X][^\x00-\x1f\x7f]*(?:\x07|\x1b\\)|\[[0-?]*[ -/]*[@-~])")
_BEGUN = re.compile(r"\x1b(?:[\]P_^X](?:[^\x00-\x1f\x7f]*\x1b?)?|\[[0-?]*[ -/]*)?\Z")
_ANSWER = re.compile(  # colours and versions; what the terminal is, where its cursor stands, how large it is
    r"\x1b(?:[\]P_^X]|\[[?>=][\d;:]*[A-Za-z]|\[\d+;\d+R|\[\d*n|\[[\d;]*[cx]|\[(?!48;)[\d;]*t)"
)
_CONTROLS = re.compile(_WHOLE.pattern + r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONGEST = 4_000  # characters of an answer
_KEPT = 16  # of one that is longer, by which it is still known
INTERRUPTS = ("\x03", "\x1b[99;5u")  # Ctrl-C, by either way to tell keys
_PATIENCE = 10  # times that nothing came until what was begun is given up
_PATIENCE_PASTING = 50


class Incoming:
    """Takes what was read, in whatever pieces, and gives what is left for a parser of keys, and whole events."""

    def __init__(self) -> None:
        self._held = ""
        self._pasted: str | None = None  # what of a paste came so far
        self._waited = 0

    def take(self, data: str) -> Iterator[str | Event]:
        """What there is for the parser in these data and in what was held back; Ctrl-C alone ends a paste."""
        self._waited = 0
        if data in INTERRUPTS:
            self._held, self._pasted = "", None
            yield data
            return
        data, self._held = self._held + data, ""
        while data:
            if self._pasted is None:
                keys, begins, data = data.partition(_PASTE)
                yield from self._keys(keys, ends=bool(begins))
                self._pasted = "" if begins else None
            else:
                pasted, ends, data = data.partition(_PASTE_ENDS)
                self._pasted = (self._pasted + self._without_begun_end(pasted, ends))[: 2 * PASTED]
                yield from self._whole_paste() if ends else ()

    def nothing_came(self) -> Iterator[Event]:
        """A lone ESC is the key; what else was only begun is given up after a while."""
        self._waited += 1
        if self._held == "\x1b" and self._pasted is None:
            self._held = ""
            yield Key("escape", "\x1b")
        elif self._pasted is None and self._waited >= _PATIENCE:
            self._held = ""
        elif self._pasted is not None and self._waited >= _PATIENCE_PASTING:
            self._held = ""
            yield from self._whole_paste()

    def _keys(self, data: str, *, ends: bool) -> Iterator[str]:
        """The data without answers. What was only begun at their end is held back, unless they end there.

        Of an answer that is too long only its beginning is kept: the rest is no keys either.
        """
        begun = None if ends else _BEGUN.search(data)
        if begun is not None:
            data, self._held = data[: begun.start()], _shortened(begun[0])
        kept = _WHOLE.sub(lambda found: "" if _ANSWER.match(found[0]) else found[0], data)
        if kept:
            yield kept

    def _without_begun_end(self, pasted: str, ends: str) -> str:
        """What was pasted; the beginning of what ends it is held back."""
        sizes = range(0 if ends else len(_PASTE_ENDS) - 1, 0, -1)
        size = next((size for size in sizes if pasted.endswith(_PASTE_ENDS[:size])), 0)
        self._held = pasted[len(pasted) - size :]
        return pasted[: len(pasted) - size]

    def _whole_paste(self) -> Iterator[Event]:
        """All that was pasted as one event, without what controls a terminal."""
        pasted, self._pasted = self._pasted or "", None
        text = _CONTROLS.sub("", pasted.replace("\r\n", "\n").replace("\r", "\n"))[:PASTED]
        if text:
            yield Paste(text)


def _shortened(begun: str) -> str:
    """What was begun, where it is too long without its middle: ESC at its end may begin what ends it."""
    return begun if len(begun) <= _LONGEST else begun[:_KEPT] + "\x1b" * begun.endswith("\x1b")
