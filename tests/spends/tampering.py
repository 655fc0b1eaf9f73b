"""What is done to a spend that was made: to an argument, to the script, to the transaction, to what it spends."""

from __future__ import annotations

import random
from collections.abc import Callable

from spends.bench import Bench
from spends.draft import LOCK_TIMES, SEQUENCES, VERSIONS, Draft, random_output
from spends.keys import ECDSA_HASH_TYPES, KEYS, der_integer, der_sequence, small_key
from txexplain.model.errors import DecodeError
from txexplain.model.report import SpentOutput
from txexplain.wire.keys import CURVE_ORDER as N
from txexplain.wire.transaction import decode

_WEIGHTS = (56, 16, 8, 20)


def tampered(bench: Bench) -> tuple[str, bytes]:
    """Does something, or nothing: what it was, or "", and the raw transaction after that."""
    tamper = bench.rng.choices((_leave, _change_argument, _change_script, _change_transaction), _WEIGHTS)[0]
    return tamper(bench)


def _leave(bench: Bench) -> tuple[str, bytes]:
    bench.place()
    return "", bench.draft.raw()


def _change_argument(bench: Bench) -> tuple[str, bytes]:
    if not bench.arguments:
        return _leave(bench)
    name, change = bench.rng.choice(tuple(_ITEM_CHANGES.items()))
    place = bench.rng.randrange(len(bench.arguments))
    bench.arguments[place : place + 1] = change(bench.rng, bench.arguments[place])
    if bench.chance(0.1):
        bench.rng.shuffle(bench.arguments)
    bench.place()
    return name, bench.draft.raw()


def _change_script(bench: Bench) -> tuple[str, bytes]:
    """Changes a bit of the script, or leaves a byte out, and pays to the changed script."""
    place = bench.rng.randrange(len(bench.script) + 1)
    left_out = bench.script[:place] + bench.script[place + 1 :]
    bench.script = _flip(bench.rng, bench.script) if bench.chance(0.7) else left_out
    bench.place()
    return "script", bench.draft.raw()


def _change_transaction(bench: Bench) -> tuple[str, bytes]:
    bench.place()
    unchanged = bench.draft.raw()
    if bench.chance(0.4):
        raw = _flip(bench.rng, unchanged)
        readable = _has_inputs(raw, len(bench.draft.inputs))
        return ("bit of the transaction", raw) if readable else ("", unchanged)
    name, change = bench.rng.choice(tuple(_DRAFT_CHANGES.items()))
    change(bench.rng, bench.draft)
    return name, bench.draft.raw()


def _has_inputs(raw: bytes, count: int) -> bool:
    try:
        return len(decode(raw).inputs) == count
    except DecodeError:
        return False


# An argument


def _flip(rng: random.Random, data: bytes) -> bytes:
    if not data:
        return b"\x01"
    place = rng.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]


def _other_s(rng: random.Random, item: bytes) -> bytes:
    """The same signature with n - s, where it is one in the usual form."""
    if item[:1] != b"\x30" or len(item) < 8 or 6 + item[3] >= len(item):
        return _flip(rng, item)
    r_end = 4 + item[3]
    s = int.from_bytes(item[r_end + 2 : -1], "big")
    if not 0 < s < N:
        return _flip(rng, item)
    return der_sequence(item[2:r_end] + der_integer(N - s)) + item[-1:]


def _other_form(rng: random.Random, item: bytes) -> bytes:
    """The same key in another form, or with the other y."""
    key = next((key for key in map(small_key, KEYS) if item[1:33] == key.x_only), None)
    if key is None:
        return _flip(rng, item)
    return rng.choice((*key.forms, bytes([2 + (~key.y & 1)]) + key.x_only, key.wrong_hybrid))


_ITEM_CHANGES: dict[str, Callable[[random.Random, bytes], list[bytes]]] = {
    "bit of an argument": lambda rng, item: [_flip(rng, item)],
    "last byte of an argument": lambda rng, item: [item[:-1] + bytes([rng.choice(ECDSA_HASH_TYPES)])],
    "argument longer": lambda rng, item: [item + rng.randbytes(1)],
    "zero behind an argument": lambda rng, item: [item + b"\x00"],
    "argument shorter": lambda rng, item: [item[:-1]],
    "argument empty": lambda rng, item: [b""],
    "argument twice": lambda rng, item: [item, item],
    "argument left out": lambda rng, item: [],
    "another argument before": lambda rng, item: [rng.choice((b"", b"\x01")), item],
    "n - s": lambda rng, item: [_other_s(rng, item)],
    "another form of a key": lambda rng, item: [_other_form(rng, item)],
}


# The transaction, and the outputs that it spends


def _change_value(rng: random.Random, draft: Draft) -> None:
    place = rng.randrange(len(draft.spent))
    value, script, *_ = draft.spent[place]
    draft.spent[place] = SpentOutput(value ^ 1 << rng.randrange(62), script)


def _change_spent_script(rng: random.Random, draft: Draft) -> None:
    place = rng.randrange(len(draft.spent))
    value, script, *_ = draft.spent[place]
    draft.spent[place] = SpentOutput(value, _flip(rng, script))


def _change_witness(rng: random.Random, draft: Draft) -> None:
    witness = draft.vin.witness
    if not witness:
        witness.append(rng.choice((b"", b"\x01", b"\x50")))
        return
    place = rng.randrange(len(witness))
    one = witness[place]
    witness[place : place + 1] = rng.choice(([], [one, one], [b""], [_flip(rng, one)], [one, b"\x50"]))


def _change_script_sig(rng: random.Random, draft: Draft) -> None:
    script = draft.vin.script_sig
    change = rng.choice((_flip(rng, script), script + b"\x61", b"\x00" + script, b"", script + b"\x00", script[:-1]))
    draft.vin.script_sig = change


def _swap(rng: random.Random, items: list[object]) -> None:
    if len(items) > 1:
        one, other = rng.sample(range(len(items)), 2)
        items[one], items[other] = items[other], items[one]


def _change_outputs(rng: random.Random, draft: Draft) -> None:
    if rng.random() < 0.5 and draft.outputs:
        draft.outputs.pop()
    else:
        draft.outputs.append(random_output(rng))


_DRAFT_CHANGES: dict[str, Callable[[random.Random, Draft], None]] = {
    "value of a spent output": _change_value,
    "script of a spent output": _change_spent_script,
    "witness": _change_witness,
    "scriptSig": _change_script_sig,
    "version": lambda rng, draft: setattr(draft, "version", rng.choice(VERSIONS)),
    "lock time": lambda rng, draft: setattr(draft, "lock_time", rng.choice(LOCK_TIMES)),
    "sequence": lambda rng, draft: setattr(rng.choice(draft.inputs), "sequence", rng.choice(SEQUENCES)),
    "inputs swapped": lambda rng, draft: _swap(rng, draft.inputs),
    "outputs swapped": lambda rng, draft: _swap(rng, draft.outputs),
    "spent outputs swapped": lambda rng, draft: _swap(rng, draft.spent),
    "outputs": _change_outputs,
}
