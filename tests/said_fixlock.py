"""Locks that nothing opens, or not as one would think."""

from __future__ import annotations

from collections.abc import Iterator

from said_lock import KEYS

from txexplain.explain.parts.numbers import rough_span
from txexplain.texts import Texts

Call = list[str]
A, B = KEYS[:2]
OFF_CURVE = "02" + "00" * 31 + "05"
WRONG_PARITY = f"07{A[2:]}483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
NOBODYS = "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
HASHED = f"a820{'55' * 32}88"
CLOSED = {  # why nothing opens it → the script, or what else names it
    "op_return_output": "6a4d0100",
    "oversized_output_script": "51" * 10_001,
    "zero_program": "0014" + "00" * 20,
    "witness_v0_wrong_length": "0003abcdef",
    "key_off_curve": "5120" + "ff" * 32,
    "key_wrong_parity": f"41{WRONG_PARITY}ac",
    "too_few_keys": f"5221{A}21{OFF_CURVE}52ae",
    "truncated_push": "5120",
    "long_push": "0063" + "4d0902" + "00" * 521 + "6851",
    "disabled_opcode": "00637e6851",
    "failing_opcode": "516a",
    "too_many_opcodes": "61" * 202 + "51",
    "unbalanced": "6351",
    "nobodys_key": f"rawtr({NOBODYS})",
    "nobodys_internal_key": f"tr({NOBODYS})",
}


def of_odd_locks() -> Iterator[Call]:
    """Each reason why nothing opens it; then keys, waits and ways of which there is more to say."""
    yield from (["lock", what] for what in CLOSED.values())
    yield ["lock", "61" * 521]
    yield ["script", CLOSED["key_off_curve"]]
    yield from (["lock", f"{function}(musig({A},{B}))"] for function in ("tr", "rawtr"))
    yield ["lock", f"tr({NOBODYS},pk({A}))"]
    yield ["lock", f"wsh(and_v(v:pk({A}),older(65536)))"]
    yield ["lock", f"5221{A}21{A}21{B}53ae"]
    yield ["lock", f"5121{A}21{OFF_CURVE}52ae"]
    yield ["lock", f"{HASHED}6321{A}ac6721{B}ac68"]
    yield ["lock", f"{HASHED}6321{A}ad54b26721{B}ad55b268"]
    yield ["lock", f"21{A}ac73640160b268"]
    yield ["lock", "bc1q"]


def tell_of_a_minute() -> None:
    rough_span(60, Texts())
