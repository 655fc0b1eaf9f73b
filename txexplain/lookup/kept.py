"""What must never be repeated, though a server may: the password with which it is asked, a key in its URL."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import quote

from txexplain.lookup.address import LONGEST_NAMED

_IN_ITS_PLACE = "…"
_FEWEST = 4  # characters that are looked for inside of words


class Kept:
    """The secrets of one server, in the forms in which an answer may have them."""

    def __init__(self, headers: Mapping[str, str], path: str) -> None:
        found = {form for secret in _secrets(headers, path) for form in _forms(secret)}
        self._forms = sorted(found, key=len, reverse=True)

    def __repr__(self) -> str:
        return "Kept()"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("what is kept secret is not pickled")

    def left_out(self, text: str) -> str:
        """The text with an ellipsis in the place of each, in capitals or not, and of the start of one at its end."""
        for form in self._forms:
            if len(form) >= _FEWEST:
                text = re.sub(re.escape(form), _IN_ITS_PLACE, text, flags=re.I)
            elif form.lower() in text.lower():
                return _IN_ITS_PLACE
        return self._end_left_out(text)

    def _end_left_out(self, text: str) -> str:
        bare = text.rstrip(_IN_ITS_PLACE)
        for form in self._forms:
            for size in range(min(len(form), len(bare)), _FEWEST - 1, -1):
                if bare[-size:].lower() == form[:size].lower():
                    return f"{bare[:-size]}{_IN_ITS_PLACE}"
        return text


def _secrets(headers: Mapping[str, str], path: str) -> Iterator[str]:
    token = headers.get("Authorization", "").removeprefix("Basic ")
    credentials = base64.b64decode(token).decode("utf-8", "surrogateescape")
    yield from (token, credentials, credentials.partition(":")[2])
    yield from (part for part in path.split("/") if len(part) > LONGEST_NAMED)


def _forms(secret: str) -> Iterator[str]:
    """As it is, and as URLs, JSON, HTML and base64 have it."""
    data = secret.encode("utf-8", "surrogateescape")
    forms = (secret, " ".join(secret.split()), json.dumps(secret)[1:-1], escape(secret), quote(data))
    yield from (form for form in (*forms, base64.b64encode(data).decode()) if form)
    yield from (form for each in (secret, base64.b64encode(data).decode()) if (form := each.rstrip("=")))
