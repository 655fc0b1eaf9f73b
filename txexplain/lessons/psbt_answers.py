"""Answers to questions about PSBTs, computed from their maps and their signatures."""

from __future__ import annotations

from collections.abc import Callable
from math import comb

from txexplain.model.lesson import Answer
from txexplain.session.psbt import PsbtSession


def _ways_to_sign(session: PsbtSession, vin: int, needed: int) -> int:
    """How many choices of so many keys there are among those that the input states."""
    return comb(len(session.found.psbt.inputs[vin].all("PSBT_IN_BIP32_DERIVATION")), needed)


PSBT_ANSWERS: dict[str, Callable[..., Answer]] = {
    "ways_to_sign": _ways_to_sign,
}
