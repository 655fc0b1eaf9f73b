"""Runs that say what a signer should mistrust in a PSBT, and what is claimed of its outputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from built_psbts import COIN, HONEST, B, C, Coin, D, Paid, Whole, from_xpub, origin, public, to_, wpkh
from silent_psbts import silent, silent_cases
from suspicious import cases

from txexplain.explain.parts.psbt_cautions import caution_callouts
from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import Facts
from txexplain.texts import Texts

ERROR = CautionLevel.ERROR


def of_suspicious_psbts() -> Iterator[list[str]]:
    """Each caution, each claim, and several of a kind."""
    psbts = [*(cases() | silent_cases()).values(), *_claims(), silent().raw, silent(script=b"").raw]
    yield from (["decode", raw.hex()] for raw in psbts)
    for place in ("input", "output", "whole"):
        tuple(caution_callouts([*_many(place)], Texts()))


def _many(place: str) -> Iterator[PsbtCaution]:
    """Different ones of one kind, and alike ones of another."""
    for number in range(5):
        where = {} if place == "whole" else {place: number}
        facts = Facts(variant="depth", fingerprint="d34db33f", path=f"m/{number}", public_key=f"{number:066x}")
        yield PsbtCaution("xpub_origin" if place == "whole" else "key_not_in_script", ERROR, facts=facts, **where)
        yield PsbtCaution("sp_keys_invalid", ERROR, **where)


def _claims() -> Iterator[bytes]:
    yield from (HONEST.raw, from_xpub().raw)
    branch = [Paid(wpkh(B), [to_(B, step, 0)]) for step in (0, 2)]
    other = [Paid(wpkh(B), [to_(B, 1, 0, fingerprint="0badf00d")]), Paid(wpkh(C), [to_(B, 1, 0)])]
    other.append(Paid(wpkh(B), [(b"\x02" + public(B), origin(1, 1, 0))]))
    kind = Paid(Coin(wpkh(D)).script, [(b"\x01", b"\x51")])
    nested = Paid(b"\xa9\x14" + bytes(20) + b"\x87", [to_(B, 1, 0)])
    yield from (Whole([COIN], [paid]).raw for paid in (*branch, *other, kind, nested))
    yield Whole([replace(COIN, entries=[])], [branch[0]]).raw
