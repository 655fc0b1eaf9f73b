"""Whether a word is made of letters and digits by chance, as base58 is and no word of a language."""

from __future__ import annotations

import re

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\xad"  # between characters, as web pages have them
APART = re.compile(rf"[\s{INVISIBLE}]+")
_CHANGE = re.compile(r"[0-9](?=[A-Za-z])|[A-Z](?=[0-9a-z])|[a-z](?=[0-9A-Z])")
_SHARE = 0.35  # of the places in it where digits, capitals and small letters change; chance gives 0.62


def looks_random(word: str) -> bool:
    """Whether it has capitals and small letters, and changes between them and digits as often as chance does."""
    has_both_cases = word != word.lower() and word != word.upper()
    return has_both_cases and len(_CHANGE.findall(word)) >= _SHARE * (len(word) - 1)
