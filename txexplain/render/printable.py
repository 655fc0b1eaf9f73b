"""The one place that makes text from the chain, or from the user, safe to show.

Whatever Unicode does not call printable is written as an escape (`\\x1b`, `\\u202e`): control characters, what
changes the direction of text, zero-width and tag characters, odd spaces, line and paragraph separators,
surrogates, private use; and the few characters that count as printable though nothing is seen of them. A reader
sees that they are there, and no terminal acts on them.
"""

from __future__ import annotations

_INVISIBLE = frozenset(
    chr(code)
    for first, last in (
        (0x034F, 0x034F),  # combining grapheme joiner
        (0x115F, 0x1160),  # Hangul fillers
        (0x17B4, 0x17B5),  # Khmer inherent vowels
        (0x180B, 0x180F),  # Mongolian variation selectors
        (0x3164, 0x3164),  # Hangul filler
        (0xFE00, 0xFE0F),  # variation selectors
        (0xFFA0, 0xFFA0),  # halfwidth Hangul filler
        (0xE0100, 0xE01EF),  # variation selectors supplement
    )
    for code in range(first, last + 1)
)


def printable(text: str) -> str:
    """The text with every character that could disturb a terminal or deceive a reader written out."""
    if text.isprintable() and (text.isascii() or _INVISIBLE.isdisjoint(text)):
        return text
    return "".join(char if char.isprintable() and char not in _INVISIBLE else _escape(char) for char in text)


def _escape(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
