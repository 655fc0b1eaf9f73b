"""Where an error is in a PSBT: the map and the field in it; and what is told of it besides."""

from __future__ import annotations

from txexplain.explain.parts.numbers import shortened
from txexplain.model.errors import DecodeError, TxExplainError
from txexplain.texts import Texts


def is_of_psbt(error: TxExplainError) -> bool:
    return "map" in error.facts


def psbt_place(error: DecodeError, texts: Texts) -> tuple[str, ...]:
    """The map by its number, and the field by its name, if one was begun."""
    role, name = str(error.facts["map"]), str(error.facts["name"])
    number = "" if role == "global" else f" {error.facts['index']!s}"
    which = texts.plain("fields", f"psbt.{role}") + number
    return (which, field_name(name, texts)) if name else (which,)


def field_name(name: str, texts: Texts) -> str:
    """The name of its BIP; of a field that this version does not have, its type in hex."""
    return name if name.startswith("PSBT_") else texts.plain("psbt", "unknown_field", type=name)


def told_of_psbt(error: DecodeError, texts: Texts) -> dict[str, object]:
    """Those facts that are not read as they are."""
    told: dict[str, object] = {
        name: shortened(fact.hex()) for name, fact in error.facts.items() if isinstance(fact, bytes)
    }
    if "sizes" in error.facts:
        told["sizes"] = str(error.facts["sizes"]).replace(", ", texts.plain("errors", "labels", "or"))
    return told
