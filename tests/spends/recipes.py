"""What the scripts of spends are."""

from __future__ import annotations

from collections.abc import Callable

from spends.bench import ANY, BASE, TAPSCRIPT, V0, Bench, nested
from spends.keys import X_BEYOND_ORDER, infinite, recovered, small_key, strict
from spends.limits import limits
from spends.programs import HASHES, lock, program
from spends.scripts import OP, push
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import CURVE_ORDER as N
from txexplain.wire.output_scripts import PAY_TO_ANCHOR
from txexplain.wire.script import number_push


def one_key(bench: Bench) -> None:
    key = bench.key()
    bench.script = push(bench.public(key)) + OP["CHECKSIG"]
    bench.arguments = [bench.signature(key)]


def key_hash(bench: Bench) -> None:
    key = bench.key()
    public = bench.public(key)
    bench.script = OP["DUP"] + OP["HASH160"] + push(hash160(public)) + OP["EQUALVERIFY"] + OP["CHECKSIG"]
    bench.arguments = [bench.signature(key), public]


def multisig(bench: Bench) -> None:
    """m of n keys, now and then more of them than P2SH or the limits allow."""
    n = bench.rng.choice((1, 2, 2, 3, 3, 3, 4, 5)) if bench.chance(0.97) else bench.rng.choice((15, 16, 20, 21))
    m = bench.rng.randint(0, min(n, 4))
    keys = [bench.key() for _ in range(n)]
    signers = sorted(bench.rng.sample(range(n), m))
    publics = b"".join(push(bench.public(key)) for key in keys)
    end = OP["CHECKMULTISIGVERIFY"] + OP["1"] if bench.chance(0.15) else OP["CHECKMULTISIG"]
    bench.script = number_push(m) + publics + number_push(n) + end
    dummy = b"" if bench.chance(0.9) else bench.rng.choice((b"\x00", b"\x01", b"\x80"))
    bench.arguments = [dummy, *bench.signatures([keys[place] for place in signers])]


def check_sig_add(bench: Bench) -> None:
    """m of n keys as BIP342 proposes, with empty signatures for those that do not sign."""
    n = bench.rng.choice((1, 2, 3, 3, 4))
    m = bench.rng.randint(0, n)
    keys = [bench.key() for _ in range(n)]
    signers = set(bench.rng.sample(range(n), m))
    opcodes = [OP["CHECKSIG"]] + [OP["CHECKSIGADD"]] * (n - 1)
    body = [push(bench.public(key)) + opcode for key, opcode in zip(keys, opcodes, strict=True)]
    bench.script = b"".join(body) + number_push(m) + OP["NUMEQUAL"]
    items = [bench.signature(key) if place in signers else b"" for place, key in enumerate(keys)]
    bench.arguments = items[::-1]


def separators(bench: Bench) -> None:
    """Several signatures, the same twice at times, with OP_CODESEPARATOR between, in branches taken and not."""
    keys = [bench.key() for _ in range(bench.rng.randint(1, 3))]
    signatures = [bench.signature(key) for key in keys]
    if bench.chance(0.2):
        keys.append(keys[-1])
        signatures.append(signatures[-1])
    for key in keys:
        bench.script += _separator(bench) + noise(bench) + push(bench.public(key)) + _separator(bench)
        bench.script += OP["CHECKSIGVERIFY"]
    bench.script += _separator(bench) + OP["1"]
    bench.arguments = signatures[::-1]


def _separator(bench: Bench) -> bytes:
    one = OP["CODESEPARATOR"]
    branch = OP["IF"] + one + OP["ELSE"] + OP["NOP"] + OP["ENDIF"]
    other = OP["NOTIF"] + OP["NOP"] + OP["ELSE"] + one + OP["ENDIF"]
    return bench.rng.choice((b"", b"", b"", one, one + one, b"\x51" + branch, b"\x00" + branch, b"\x00" + other))


def noise(bench: Bench) -> bytes:
    """A few elements that leave the stack as it was."""
    filler = push(bench.rng.randbytes(bench.rng.randrange(4)))
    nop = bench.rng.choice([OP[f"NOP{number}"] for number in (1, *range(4, 11))])
    aside = OP["TOALTSTACK"] + OP["FROMALTSTACK"]
    untaken = b"\x00" + OP["IF"] + filler + OP["RETURN"] + OP["ENDIF"]
    other = b"\x00" + OP["IF"] + OP["RESERVED"] + OP["ELSE"] + nop + OP["ENDIF"]
    dropped = filler + OP["DROP"], filler + aside + OP["DROP"], OP["DEPTH"] + filler + OP["2DROP"]
    return bench.rng.choice((b"", OP["NOP"], nop, *dropped, untaken, other))


def locks(bench: Bench) -> None:
    """A key, and before it lock times that the transaction keeps, mostly."""
    key = bench.key()
    bench.script = b"".join(lock(bench) for _ in range(bench.rng.choice((1, 1, 2))))
    bench.script += push(bench.public(key)) + OP["CHECKSIG"]
    bench.arguments = [bench.signature(key)]


def branches(bench: Bench) -> None:
    """A preimage and a key, or else a lock time and another key."""
    preimage = bench.rng.randbytes(bench.rng.choice((0, 1, 32, 80)))
    name, function = bench.rng.choice(HASHES)
    keys = bench.key(), bench.key()
    first = OP[name] + push(function(preimage)) + OP["EQUALVERIFY"] + push(bench.public(keys[0]))
    second = lock(bench) + push(bench.public(keys[1]))
    bench.script = OP["IF"] + first + OP["ELSE"] + second + OP["ENDIF"] + OP["CHECKSIG"]
    if bench.chance(0.5):
        bench.arguments = [bench.signature(keys[0]), preimage, b"\x01"]
    else:
        bench.arguments = [bench.signature(keys[1]), b""]


def deletion(bench: Bench) -> None:
    """Signatures that stand in the very script that they sign (Core: FindAndDelete); in a witness they stay in it."""
    bench.rng.choice((_delete_one, _delete_one, _delete_group, _delete_first_of_two))(bench)


def _delete_one(bench: Bench) -> None:
    key = bench.key()
    signature = bench.signature(key)
    check = push(bench.public(key)) + OP["CHECKSIG"]
    _bury_and_check(bench, [signature], [signature], check)


def _delete_group(bench: Bench) -> None:
    keys = [bench.key(), bench.key()]
    signatures = bench.signatures(keys)
    publics = b"".join(push(bench.public(key)) for key in keys)
    _bury_and_check(bench, signatures, [b"", *signatures], b"\x52" + publics + b"\x52" + OP["CHECKMULTISIG"])


def _bury_and_check(bench: Bench, signatures: list[bytes], arguments: list[bytes], check: bytes) -> None:
    before, after = (
        b"".join(_buried(bench, bench.rng.choice(signatures)) for _ in range(bench.rng.randrange(3))) for _ in "ba"
    )
    if bench.chance(0.4):
        bench.script = before + b"".join(map(push, arguments)) + check + after
    else:
        bench.arguments = arguments
        bench.script = before + check + after


def _delete_first_of_two(bench: Bench) -> None:
    """The second signature signs the first one, which stands in the script."""
    keys = [bench.key(), bench.key()]
    first, second = (bench.signature(key) for key in keys)
    publics = [push(bench.public(key)) for key in keys]
    bench.script = push(first) + publics[0] + OP["CHECKSIGVERIFY"] + publics[1] + OP["CHECKSIG"]
    bench.arguments = [second]


def _buried(bench: Bench, signature: bytes) -> bytes:
    """A signature in a script, to no effect. In the last two places it stays there, and so cannot sign the script."""
    one = push(signature)
    options = [
        one + OP["DROP"],
        one * 2 + OP["2DROP"],
        one * 3 + OP["2DROP"] + OP["DROP"],
        one + OP["CODESEPARATOR"] + OP["DROP"],
        b"\x00" + OP["IF"] + one + OP["ELSE"] + OP["ENDIF"],
        b"\x51" + OP["IF"] + one + OP["ELSE"] + one + OP["ENDIF"] + OP["DROP"],
        OP["CODESEPARATOR"] + one + OP["DROP"],
    ]
    if bench.chance(0.1):
        options = [b"\x4c" + one + OP["DROP"], push(bench.rng.randbytes(2) + one) + OP["DROP"]]
    return bench.rng.choice(options)


def number_one(bench: Bench) -> None:
    """Signatures over the digest of the number one, by keys that were made to fit them."""
    x = bench.rng.choice((small_key(bench.rng.choice((1, 2, 3))).x, X_BEYOND_ORDER))
    s = bench.rng.choice((1, 2, N - 1, N // 2 + 1))
    r = x % N
    written = bench.rng.choice(((r, s), (r, s), (r, s), (x, s), (r, s + N), (r, 0), (0, s), (r, N), (N, s)))
    key = infinite(r) if bench.chance(0.2) else recovered(x, s)
    bench.script = push(bench.rng.choice(key.forms)) + OP["CHECKSIG"]
    bench.arguments = [strict(*written) + bench.rng.choice((b"\x03", b"\x83", b"\x23"))]
    if bench.chance(0.8):
        del bench.draft.outputs[bench.draft.index :]


def key_path(bench: Bench) -> None:
    root = b"" if bench.chance(0.4) else bench.rng.randbytes(32)
    output = bench.tree.output(root)
    bench.script = output.x_only
    bench.arguments = [bench.signature(output)]


def leaf(bench: Bench) -> None:
    """What only tapscript has: OP_SUCCESS and unknown kinds of key."""
    bench.rng.choice((_op_success, _unknown_key))(bench)


def _op_success(bench: Bench) -> None:
    some = (0x50, 0x62, 0x7E, 0x89, 0x95, 0xBB, 0xFE, 0xFF, 0xBA)
    success = bytes([bench.rng.choice(some) if bench.chance(0.5) else bench.rng.randrange(0x80, 0x9A)])
    before = bench.rng.choice(
        (b"", b"\x00", OP["RETURN"], OP["IF"], b"\x01" + success, b"\x4d\xff", push(bytes(521)))
    )
    bench.script = before + success + bench.rng.choice((b"", b"\x4c", OP["VERIFY"], b"\x51"))
    bench.arguments = [bytes(bench.rng.choice((1, 521)))] * bench.rng.choice((0, 0, 1))


def _unknown_key(bench: Bench) -> None:
    public = push(bench.rng.randbytes(bench.rng.choice((0, 1, 31, 33, 65))))
    bench.script = public + bench.rng.choice((OP["CHECKSIG"], OP["CHECKSIGVERIFY"] + b"\x51"))
    if bench.chance(0.4):
        bench.script = number_push(bench.rng.choice((0, 1, -1))) + public + OP["CHECKSIGADD"]
    bench.arguments = [bench.rng.randbytes(bench.rng.choice((0, 1, 64)))]


def other_program(bench: Bench) -> None:
    """Witness programs of unknown versions and lengths, pay-to-anchor, and witnesses where none belongs."""
    rng, vin = bench.rng, bench.draft.vin
    version = rng.choice((0, 1, 1, 2, 3, 16))
    size = rng.choice((1, 2, 2, 3, 19, 20, 21, 31, 32, 33, 40, 41))
    written = bytes([0x50 + version if version else 0]) + push(rng.randbytes(size))
    if bench.chance(0.2):
        written = PAY_TO_ANCHOR
    witness = [rng.randbytes(rng.choice((0, 1, 521))) for _ in range(rng.choice((0, 0, 1, 2)))]
    placed = nested(bench, written, witness) if bench.chance(0.3) else (written, b"", witness)
    script_pubkey, vin.script_sig, vin.witness = placed
    if bench.chance(0.1):
        vin.script_sig = rng.choice((b"\x00", b"\x51" + vin.script_sig, vin.script_sig + b"\x61"))
    bench.draft.pay_to(script_pubkey)


RECIPES: dict[str, tuple[Callable[[Bench], None], tuple[str, ...], int]] = {
    "one key": (one_key, ANY, 1),
    "key hash": (key_hash, (*ANY, "p2wpkh", "p2sh-p2wpkh"), 1),
    "multisig": (multisig, BASE + V0, 1),
    "checksigadd": (check_sig_add, TAPSCRIPT, 2),
    "separators": (separators, ANY, 1),
    "locks": (locks, ANY, 2),
    "branches": (branches, ANY, 1),
    "deletion": (deletion, BASE, 3),
    "no deletion": (deletion, V0, 1),
    "number one": (number_one, BASE, 2),
    "key path": (key_path, ("p2tr",), 4),
    "leaf": (leaf, TAPSCRIPT, 2),
    "program": (program, ANY, 5),
    "limits": (limits, ANY, 3),
    "other program": (other_program, ("as it is",), 3),
}
"""What to call, in which wrappings it can be, and how often it is taken."""
