"""What a descriptor is refused for: a code for the texts, and as the fact `core` the sentence of Bitcoin Core."""

from __future__ import annotations

from txexplain.model.errors import Fact, InputError

_ADDRESS_OR_KEY, _PARAMETER = -5, -8  # Core: rpc/protocol.h
_OF_PARAMETER = ("descriptor_range", "descriptor_range_needed", "descriptor_range_not_allowed")


def refused(code: str, core: str, **facts: Fact) -> InputError:
    """InputError(`descriptor_` and the code) with Core's sentence, which is empty where Core says nothing."""
    return InputError(f"descriptor_{code}").with_facts(core=core, **facts)


def behind(prefix: str, error: InputError) -> InputError:
    """The same error, with `prefix` in front of Core's sentence: whose key it is about."""
    return error.with_facts(core=f"{prefix}{error.facts['core']!s}") if "core" in error.facts else error


def core_answer(error: InputError) -> dict[str, object] | None:
    """What Core's RPC answers to what was refused, `error` and `code`; None where it refuses nothing like it."""
    if "core" not in error.facts:
        return None
    return {"error": error.facts["core"], "code": _PARAMETER if error.code in _OF_PARAMETER else _ADDRESS_OR_KEY}
