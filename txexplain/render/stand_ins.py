"""What is written for characters that an encoding lacks: one table for the screen and for what is printed."""

from __future__ import annotations

_PAIRS = ("─-", "→>", "←<", "↓v", "↑^", "·-", "✗x", "✓v", "×x", "−-", "–-", "●#", "◐+", "○.", "›>", "▸>")
_BARS = ("█#", "▉#", "▊#", "▋#", "▌#", "▍|", "▎|", "▏|", "━=")
_LINES = ("┌+", "┐+", "└`", "┘+", "├|", "┤|", "┬+", "┴+", "┼+", "│|")
_SIGNS = ('“"', '”"', "‘'", "’'", "….", "≤<", "≥>")
AS_WIDE = {ord(pair[0]): pair[1] for pair in (*_PAIRS, *_BARS, *_LINES, *_SIGNS)}
"""A character for each, as wide as what it stands for."""
CLEARER = {ord("…"): "...", ord("≤"): "<=", ord("≥"): ">="}
"""Wider ones, where lines are laid out only after it."""
