"""Internal keys: those that give the output key of a key path when they are tweaked as without scripts (BIP86)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from txexplain.crypto.curve import N, P
from txexplain.crypto.fixed_base import Affine, add_pairs, generator
from txexplain.diagnosis.setting import Case
from txexplain.wire.hashes import tagged_hash
from txexplain.wire.output_scripts import is_pay_to_taproot


def output_key(case: Case) -> bytes:
    """The key that checks the signature of a key path; empty elsewhere."""
    is_key_path = not case.attempt.opcode and is_pay_to_taproot(case.script_pubkey)
    return case.script_pubkey[2:] if is_key_path else b""


def internal_keys(points: Iterable[Affine], output_key: bytes) -> set[Affine]:
    """Which of the points have the output key when they are tweaked, by their x; all at once, as one costs most."""
    wanted = int.from_bytes(output_key, "big")
    found = list(dict.fromkeys(points))
    tweaks = [_tweak(x) for x, _ in found]
    pairs = [
        (place, ((x, y if y % 2 == 0 else P - y), multiple))
        for place, ((x, y), multiple) in enumerate(zip(found, _multiples(tweaks), strict=True))
        if multiple is not None and tweaks[place] < N
    ]
    tweaked = add_pairs([pair for _, pair in pairs])
    return {found[place] for (place, _), point in zip(pairs, tweaked, strict=True) if point and point[0] == wanted}


def _tweak(x: int) -> int:
    return int.from_bytes(tagged_hash("TapTweak", x.to_bytes(32, "big")), "big")


def _multiples(factors: Sequence[int]) -> list[Affine | None]:
    return generator().multiples(factors)
