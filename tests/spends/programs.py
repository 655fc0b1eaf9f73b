"""Random scripts, most of them made to come to an end, and to tell what they worked out."""

from __future__ import annotations

from collections.abc import Callable

from spends.bench import BASE, Bench
from spends.scripts import OP, push, push_somehow
from txexplain.model.script import encode_number
from txexplain.model.spend import Stage, Step
from txexplain.wire.hashes import hash160, hash256, ripemd160, sha1, sha256
from txexplain.wire.script import number_push

HASHES: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("RIPEMD160", ripemd160),
    ("SHA1", sha1),
    ("SHA256", sha256),
    ("HASH160", hash160),
    ("HASH256", hash256),
)
EDGES = (0, 127, 128, 255, 256, 32767, 32768, 2**23, 2**31 - 1, -(2**31) + 1, 2**31, 2**32, 2**39, -127, -128)
_BOOLEANS = (b"\x00", b"\x80", b"\x00\x80", b"\x01\x00", b"\x00\x00", b"\x80\x00", b"\x05\x80", bytes(5))
_LOCK_OFFSETS = (-1, 0, 1, 1, 1 << 16, 1 << 22, 1 << 31, 1 << 32, 1 << 38, 1 << 39, -500_000_000, -(1 << 32))


def program(bench: Bench) -> None:
    """A random script. Where it fails it is cut off, mostly; what is on the stack by then is compared."""
    bench.arguments = [random_item(bench) for _ in range(bench.rng.randrange(6))]
    snippets = bench.rng.choices(_SNIPPETS, _SNIPPET_WEIGHTS, k=bench.rng.randint(1, 20))
    bench.script = b"".join(snippet(bench) for snippet in snippets)
    if bench.chance(0.1):
        return
    bench.place()
    run, _ = bench.rehearse(keep_steps=2)
    stage = next((stage for stage in run.stages if stage.script.data == bench.script), None)
    if stage is not None:
        _finish(bench, stage)


def _finish(bench: Bench, stage: Stage) -> None:
    steps = list(stage.steps)
    if steps and steps[-1].failure:
        span = steps[-1].instruction.span
        if bench.chance(0.8):
            steps.pop()
            bench.script = bench.script[: span.start - stage.script.start]
        else:  # as if it had not failed: perhaps it should not have
            bench.script = bench.script[: span.end - stage.script.start]
    bench.script += _ending(bench, steps[-1] if steps else None, stage.before)


def _ending(bench: Bench, last: Step | None, before: tuple[bytes, ...]) -> bytes:
    """Closes the open branches, and takes the items off the stack: most are compared with what they are now."""
    depth, stack = (last.depth, last.stack) if last else (0, before)
    script = OP["ENDIF"] * depth
    for item in reversed(stack):
        compared = len(item) <= 80 and bench.chance(0.8)
        script += push(item) + OP["EQUALVERIFY"] if compared else OP["DROP"]
    odd_ends = b"\x01\x80", b"\x02\x00\x01", b"\x00", b"\x51\x51", b""
    return script + (b"\x51" if bench.chance(0.8) else bench.rng.choice(odd_ends))


def random_item(bench: Bench) -> bytes:
    """Something to push: numbers at the edges, booleans in every form, keys, data of any length."""
    kind = bench.rng.random()
    if kind < 0.5:
        return encode_number(bench.rng.randint(-2, 17))
    if kind < 0.7:
        return encode_number(bench.rng.choice(EDGES) + bench.rng.randint(-1, 1))
    if kind < 0.8:
        return bench.rng.choice(_BOOLEANS)
    if kind < 0.84:
        return bench.public(bench.key())
    return bench.rng.randbytes(bench.rng.choice((1, 2, 4, 5, 8, 20, 32, 33, 64, 75, 76)))


def lock(bench: Bench) -> bytes:
    """A lock time that is demanded: in more than half of the cases one that the transaction keeps."""
    absolute = bench.chance(0.5)
    if bench.chance(0.7):
        _let_it_count(bench, absolute=absolute)
    kept = bench.draft.lock_time if absolute else bench.draft.vin.sequence & 0x40FFFF
    if bench.chance(0.6):
        number = max(0, kept - bench.rng.choice((0, 0, 1, 1000)))
    elif absolute:
        number = kept + bench.rng.choice(_LOCK_OFFSETS)
    else:
        number = bench.draft.vin.sequence ^ bench.rng.choice(
            (0, 1 << 16, 1 << 22, 1 << 31, 1 << 32)
        ) + bench.rng.choice((-1, 0, 1))
    opcode = OP["CHECKLOCKTIMEVERIFY" if absolute else "CHECKSEQUENCEVERIFY"]
    return push(encode_number(number)) + opcode + OP["DROP"]


def _let_it_count(bench: Bench, *, absolute: bool) -> None:
    """Fields of the transaction by which a lock time counts."""
    if absolute:
        bench.draft.vin.sequence = min(bench.draft.vin.sequence, 0xFFFFFFFE)
    else:
        bench.draft.version = max(bench.draft.version, 2)
        bench.draft.vin.sequence &= ~(1 << 31)


# Snippets


def _item(bench: Bench) -> bytes:
    return push_somehow(bench.rng, random_item(bench))


def _long_item(bench: Bench) -> bytes:
    return push_somehow(bench.rng, bytes(bench.rng.choice((75, 76, 255, 256, 519, 520, 521))))


_PLAIN_OPCODES = tuple(
    OP[name]
    for name in (
        "NOP VERIFY TOALTSTACK FROMALTSTACK 2DROP 2DUP 3DUP 2OVER 2ROT 2SWAP IFDUP DEPTH DROP DUP NIP OVER PICK ROLL"
        " ROT SWAP TUCK SIZE EQUAL 1ADD 1SUB NEGATE ABS NOT 0NOTEQUAL ADD SUB BOOLAND BOOLOR NUMEQUAL NUMNOTEQUAL"
        " LESSTHAN GREATERTHAN LESSTHANOREQUAL GREATERTHANOREQUAL MIN MAX WITHIN RIPEMD160 SHA1 SHA256 HASH160"
        " HASH256 CODESEPARATOR 1NEGATE 1 2 16 NOP1 NOP4 NOP5 NOP6 NOP7 NOP8 NOP9 NOP10"
    ).split()
)
_NUMERIC_OPCODES = tuple(
    OP[name]
    for name in (
        "1ADD 1SUB NEGATE ABS NOT 0NOTEQUAL ADD SUB BOOLAND BOOLOR NUMEQUAL NUMNOTEQUAL LESSTHAN GREATERTHAN"
        " LESSTHANOREQUAL GREATERTHANOREQUAL MIN MAX WITHIN WITHIN WITHIN"
    ).split()
)


def _plain_opcode(bench: Bench) -> bytes:
    return bench.rng.choice(_PLAIN_OPCODES)


def _arithmetic(bench: Bench) -> bytes:
    """Three small numbers close to each other, and something worked out of them."""
    start = bench.rng.randint(-2, 5)
    numbers = (number_push(start + bench.rng.randint(-1, 1)) for _ in range(3))
    return b"".join(numbers) + bench.rng.choice(_NUMERIC_OPCODES)


def _truth(bench: Bench) -> bytes:
    """What counts as true, and what does not."""
    item = push(bench.rng.choice(_BOOLEANS))
    taken = b"\x52" + OP["ELSE"] + b"\x53" + OP["ENDIF"]
    return item + bench.rng.choice((OP["IFDUP"], OP["NOT"], OP["0NOTEQUAL"], OP["IF"] + taken, OP["NOTIF"] + taken))


def _branch(bench: Bench) -> bytes:
    return bench.rng.choice((b"\x51", b"\x00", b"", b"\x76")) + bench.rng.choice((OP["IF"], OP["NOTIF"]))


def _else_or_endif(bench: Bench) -> bytes:
    return bench.rng.choice((OP["ELSE"], OP["ENDIF"], OP["ENDIF"]))


def _equality(bench: Bench) -> bytes:
    item = _item(bench)
    other = item if bench.chance(0.85) else _item(bench)
    return item + other + bench.rng.choice((OP["EQUALVERIFY"], OP["EQUAL"] + OP["VERIFY"], OP["NUMEQUALVERIFY"]))


def _from_the_depth(bench: Bench) -> bytes:
    return number_push(bench.rng.randint(-1, 4)) + bench.rng.choice((OP["PICK"], OP["ROLL"]))


def _hash_check(bench: Bench) -> bytes:
    name, function = bench.rng.choice(HASHES)
    preimage = random_item(bench)
    return push(preimage) + OP[name] + push(function(preimage)) + OP["EQUAL"]


def _any_opcode(bench: Bench) -> bytes:
    return bytes([bench.rng.randrange(0x4F, 0x100)])


def _any_opcode_untaken(bench: Bench) -> bytes:
    """Few opcodes fail a script from a branch that is not taken."""
    return b"\x00" + OP["IF"] + _any_opcode(bench) + OP["ENDIF"]


def _signature_check(bench: Bench) -> bytes:
    """A signature by its key: from the script itself outside the witness, else from the bottom of the stack."""
    key = bench.key()
    signature, public = bench.signature(key), push(bench.public(key))
    if bench.wrapping in BASE:
        return push(signature) + public + bench.rng.choice((OP["CHECKSIG"], OP["CHECKSIGVERIFY"]))
    bench.arguments.insert(0, signature)
    fetch = OP["DEPTH"] + OP["1SUB"] + OP["ROLL"]
    if bench.is_schnorr and bench.chance(0.3):
        return fetch + number_push(bench.rng.randint(-1, 3)) + public + OP["CHECKSIGADD"]
    return fetch + public + bench.rng.choice((OP["CHECKSIG"], OP["CHECKSIGVERIFY"]))


def _failing_check(bench: Bench) -> bytes:
    """An empty signature, or one that is none."""
    signature = b"" if bench.chance(0.7) else bench.rng.randbytes(bench.rng.choice((1, 9, 64, 65, 71)))
    return push(signature) + push(bench.public(bench.key())) + OP["CHECKSIG"]


def _check_of_other_version(bench: Bench) -> bytes:
    """OP_CHECKSIGADD outside tapscript, OP_CHECKMULTISIG in it."""
    if bench.is_schnorr:
        return b"\x00\x00\x00" + OP["CHECKMULTISIG"]
    return bench.rng.choice((b"\x00", b"\x51")) + b"\x00" + push(bench.public(bench.key())) + OP["CHECKSIGADD"]


def _multisig_check(bench: Bench) -> bytes:
    keys = [push(bench.public(bench.key())) for _ in range(bench.rng.randrange(3))]
    wanted = bench.rng.randint(0, len(keys))
    dummy, nothing = bench.rng.choice((b"\x00", b"\x00", b"\x51")), b"\x00" * wanted
    head = dummy + nothing + number_push(wanted)
    return head + b"".join(keys) + number_push(len(keys)) + OP["CHECKMULTISIG"]


_WEIGHTED: tuple[tuple[Callable[[Bench], bytes], int], ...] = (
    (_item, 30),
    (_long_item, 1),
    (_plain_opcode, 25),
    (_arithmetic, 15),
    (_truth, 3),
    (_branch, 5),
    (_else_or_endif, 4),
    (_equality, 3),
    (_from_the_depth, 4),
    (_hash_check, 2),
    (lock, 3),
    (_any_opcode, 1),
    (_any_opcode_untaken, 2),
    (_signature_check, 2),
    (_failing_check, 2),
    (_check_of_other_version, 1),
    (_multisig_check, 2),
)
_SNIPPETS = [snippet for snippet, _ in _WEIGHTED]
_SNIPPET_WEIGHTS = [weight for _, weight in _WEIGHTED]
