"""What a descriptor is refused for: errors whose fact `core` is Bitcoin Core's sentence, "" where it has none."""

from __future__ import annotations

import re

from txexplain.model.errors import InputError

_OF_KEY, _OF_PARAMETER = -5, -8  # Core: rpc/protocol.h
_OF_RANGE = ("descriptor_range", "descriptor_range_needed", "descriptor_range_not_allowed")


_MAX_SHOWN = 120  # characters of what is wrong
_DIGITS = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{64}(?![0-9A-Za-z])")


def cut(text: str) -> str:
    """The start of what is shown again."""
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def without_digits(text: str) -> str:
    """The text, but for 64 digits by themselves, which may be a private key: where no key is read from them, they are
    not shown again, though Core does."""
    return _DIGITS.sub("…", text)


def behind(prefix: str, error: InputError) -> InputError:
    """The same error, with `prefix` in front of Core's sentence: whose key it is about."""
    return error.with_facts(core=f"{prefix}{error.facts['core']!s}") if "core" in error.facts else error


def core_answer(error: InputError) -> dict[str, str | int] | None:
    """What Core's RPC answers to what was refused, `error` and `code`; None where it refuses nothing like it."""
    if "core" not in error.facts:
        return None
    return {"error": str(error.facts["core"]), "code": _OF_PARAMETER if error.code in _OF_RANGE else _OF_KEY}
