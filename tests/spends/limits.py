"""Scripts that keep one of the limits just so, or do not."""

from __future__ import annotations

from spends.bench import Bench
from spends.scripts import OP, push
from txexplain.model.script import encode_number
from txexplain.wire.cursor import compact_size, sized
from txexplain.wire.script import number_push


def limits(bench: Bench) -> None:
    bench.rng.choice((*_LIMITS, _budget, _budget) if bench.is_schnorr else _LIMITS)(bench)


def _off_by_one(bench: Bench, limit: int) -> int:
    return limit + bench.rng.choice((-1, 0, 0, 1))


def _dropped(items: int) -> bytes:
    return OP["2DROP"] * (items // 2) + OP["DROP"] * (items % 2)


def _script_size(bench: Bench) -> None:
    size = _off_by_one(bench, 520 if bench.wrapping == "p2sh" else 10_000)
    bench.script = b"\x51"
    while len(bench.script) < size - 600:
        bench.script += push(bytes(520)) + OP["DROP"]
    while (rest := size - len(bench.script)) > 3:
        bench.script += push(bytes(min(rest - 2, 75))) + OP["DROP"]
    bench.script += OP["NOP"] * rest


def _element_size(bench: Bench) -> None:
    size = _off_by_one(bench, 520)
    if bench.chance(0.5):
        bench.arguments = [bytes(size)]
        bench.script = OP["DROP"] + b"\x51"
    else:
        untaken = bench.chance(0.4)
        long = push(bytes(size))
        bench.script = b"\x00" + OP["IF"] + long + OP["ENDIF"] + b"\x51" if untaken else long + OP["DROP"] + b"\x51"


def _operations(bench: Bench) -> None:
    """Keys count as operations, pushes do not, and what is not executed does."""
    count = _off_by_one(bench, 201)
    keys = bench.rng.choice((0, 0, 3, 20))
    checks = b"\x00\x00" + b"\x00" * keys + number_push(keys) + OP["CHECKMULTISIG"] + OP["DROP"] if keys else b""
    nops = OP["NOP"] * (count - (keys + 2 if keys else 0) - 1)
    if bench.chance(0.3):
        nops = b"\x00" + OP["IF"] + nops[2:] + OP["ENDIF"]
    bench.script = bench.rng.choice((b"\x60", b"\x51", b"\x4f", b"\x01\x05")) + checks + OP["NOP"] + nops


def _stack_size(bench: Bench) -> None:
    """Both stacks together."""
    total = _off_by_one(bench, 1000)
    aside = bench.rng.choice((0, 0, 1, 50))
    arguments = bench.rng.choice((0, 1, 900)) if bench.wrapping != "bare" else 0
    bench.arguments = [b"\x01"] * arguments
    bench.script = (b"\x51" + OP["TOALTSTACK"]) * aside + b"\x51" * (total - aside - arguments)
    if bench.is_schnorr:
        bench.script += _dropped(total - aside - 1)


def _argument_count(bench: Bench) -> None:
    count = _off_by_one(bench, 1000)
    bench.arguments = [b"\x01"] * count
    bench.script = _dropped(count - 1) if bench.is_schnorr else OP["NOP"]


def _key_count(bench: Bench) -> None:
    keys = bench.rng.choice((-1, 0, 1, 19, 20, 20, 21))
    wanted = bench.rng.choice((-1, 0, 0, 1, keys, keys + 1))
    number = encode_number(keys)
    if bench.chance(0.2) and keys > 0:
        number = number.ljust(bench.rng.choice((2, 4, 5)), b"\x00")
    head = b"\x00" * (1 + max(wanted, 0)) + number_push(wanted)
    bench.script = head + b"\x00" * max(keys, 0) + push(number) + OP["CHECKMULTISIG"]
    bench.script += bench.rng.choice((b"", OP["NOT"]))


def _number_size(bench: Bench) -> None:
    number = bench.rng.choice((2**31 - 1, 2**31 - 2, -(2**31) + 1, 2**31, -(2**31), 1, 0))
    item = encode_number(number)
    if bench.chance(0.3):
        item = item.ljust(bench.rng.choice((4, 5)), b"\x00")
    again = bench.rng.choice((b"", OP["1ADD"], OP["SIZE"] + OP["ADD"]))
    bench.script = push(item) + bench.rng.choice((OP["1ADD"], OP["NEGATE"], OP["1SUB"])) + again
    bench.script += bench.rng.choice((OP["SIZE"] + OP["NIP"], b"", OP["DROP"] + b"\x51"))


def _budget(bench: Bench) -> None:
    """A signature checked so often that the size of the witness just allows it (BIP342)."""
    key = bench.key()
    known = bench.chance(0.6)
    public = bench.public(key) if known else bench.rng.randbytes(33)
    signature = bench.signature(key) if known else b"\x01"
    missing, checks = -1, 2
    while missing < 0:
        checks += 1
        bench.script = OP["DROP"] + (OP["2DUP"] + OP["CHECKSIGVERIFY"]) * (checks - 1) + OP["CHECKSIG"]
        bench.arguments = [signature, public, b""]
        bench.place()
        witness = bench.draft.vin.witness
        size = len(compact_size(len(witness)) + b"".join(map(sized, witness)))
        missing = 50 * checks - (50 + size) + bench.rng.choice((-1, 0, 0, 1))
    bench.arguments[-1] = bytes(missing)


_LIMITS = (_script_size, _element_size, _operations, _stack_size, _argument_count, _key_count, _number_size)
