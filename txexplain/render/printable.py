"""The one place that makes text from the chain, or from the user, safe to show.

Control characters (C0, C1, DEL), what changes the direction of text, zero-width and tag characters, line and
paragraph separators, surrogates and private-use characters are written as escapes: `\\x1b`, `\\u202e`. A reader
sees that they are there, and no terminal acts on them.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\xad"  # soft hyphen
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # invisible joiners, fillers and selectors
    "\u200b-\u200f\u2028-\u202f\u205f-\u206f"  # zero width, directions, separators
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"  # fillers, variation selectors, byte order mark, specials
    "\ud800-\udfff\ue000-\uf8ff"  # surrogates, private use
    "\U0001d173-\U0001d17a\U000e0000-\U0010ffff"  # invisible music, tags and beyond
    "]"
)


def printable(text: str) -> str:
    """The text with every character that could disturb a terminal or deceive a reader written out."""
    return _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
