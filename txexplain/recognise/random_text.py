"""Whether a word is made of letters and digits by chance, as base58 is and no word of a language."""

from __future__ import annotations

import re

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\xad"  # between characters, as web pages have them
APART = re.compile(rf"[\s{INVISIBLE}]+")
_CHANGE = re.compile(r"[0-9](?=[A-Za-z])|[A-Z](?=[0-9a-z])|[a-z](?=[0-9A-Z])")
_CHANGE_IN_WORDS = re.compile(r"[0-9](?=[A-Za-z])|[A-Za-z](?=[0-9])|[a-z](?=[A-Z])")  # not behind a capital
_SHARES = 0.45, 0.25  # of the places in it where they are; by chance they are at 0.62 and 0.44 of them
_SHARE_IN_PIECE = 0.3


def looks_random(word: str, *, is_piece: bool = False) -> bool:
    """Whether it has capitals and small letters, which change as often as by chance, or nearly in a piece."""
    if word in (word.lower(), word.upper()):
        return False
    places, changes = len(word) - 1, len(_CHANGE.findall(word))
    if changes >= (_SHARE_IN_PIECE if is_piece else _SHARES[0]) * places:
        return True
    return len(_CHANGE_IN_WORDS.findall(word)) >= _SHARES[1] * places
