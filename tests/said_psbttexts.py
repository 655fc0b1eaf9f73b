"""PSBTs that are refused, one for each reason, and the runs that tell of them."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from psbts import (
    DERIVATION,
    INTERNAL,
    KEY_SIG,
    LEAF,
    ORIGIN,
    PARTIAL_SIG,
    REDEEM,
    SCRIPT_SIG,
    SIGHASH,
    TAP_DERIVATION,
    WITNESS,
    Made,
)

from txexplain.model.subject import PSBT_MAGIC
from txexplain.wire.cursor import sized

Entries = list[tuple[bytes, bytes]]
MADE = Made(b"\x51")
TX = (b"\x00", MADE.tx)
KEY = bytes.fromhex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
NO_KEY = b"\x02" + bytes(31) + b"\x05"
XPUB = bytes.fromhex("0488b21e") + bytes(41) + KEY
DER = bytes.fromhex("3006020101020101")
VERSION_2: Entries = [(b"\xfb", b"\2\0\0\0"), (b"\x02", b"\2\0\0\0"), (b"\x04", b"\1"), (b"\x05", b"\1")]
COIN: Entries = [(b"\x0e", bytes(32)), (b"\x0f", bytes(4))]
PAID: Entries = [(b"\x03", b"\1" + bytes(7)), (b"\x04", b"\x51")]
OTHER = Made(b"\x52").parent


def psbt(*maps: Entries) -> bytes:
    return PSBT_MAGIC + b"".join(b"".join(sized(key) + sized(value) for key, value in each) + b"\0" for each in maps)


def with_input(*entries: tuple[bytes, bytes]) -> bytes:
    return psbt([TX], list(entries), [])


def with_output(*entries: tuple[bytes, bytes]) -> bytes:
    return psbt([TX], [], list(entries))


def _signed() -> bytes:
    """The transaction with a script in its input; the length of that is at byte 41."""
    return MADE.tx[:41] + b"\1\x51" + MADE.tx[42:]


def _beyond() -> bytes:
    """The transaction with an output number that the earlier transaction does not have."""
    return MADE.tx[:37] + b"\7" + MADE.tx[38:]


AFTER_TX = 5 + 3 + len(MADE.tx)  # where the separator of the global map is, if that has the transaction alone
INPUT = AFTER_TX + 1
OUTPUT = INPUT + 1  # where the output's map begins, if that of the input is empty

# By name: the code, the PSBT, and where the page says that the error is.
REFUSED: dict[str, tuple[str, bytes, str]] = {
    "separator": ("psbt_separator", with_input()[:AFTER_TX], f"global map, from byte {AFTER_TX}"),
    "maps": ("psbt_maps_missing", psbt([TX], []), f"output 0, from byte {OUTPUT}"),
    "extra": ("psbt_extra", with_input() + b"\1", f"output 0, from byte {OUTPUT + 1}"),
    "key type": ("psbt_key_ends", with_input((b"\xfd\1", b"")), f"input 0: key type, from byte {INPUT + 1}"),
    "identifier": (
        "psbt_key_ends",
        with_input((b"\xfc\5ab", b"")),
        f"input 0: PSBT_IN_PROPRIETARY: identifier, from byte {INPUT + 3}",
    ),
    "output": (
        "psbt_value_ends",
        with_input((b"\1", bytes(8) + b"\xfc")),
        f"input 0: PSBT_IN_WITNESS_UTXO: script, from byte {INPUT + 12}",
    ),
    "leaf": (
        "psbt_value_ends",
        with_output((b"\6", b"\0\xc0\5\x51")),
        f"output 0: PSBT_OUT_TAP_TREE: script, from byte {OUTPUT + 6}",
    ),
    "leaf hashes": (
        "psbt_value_ends",
        with_input((TAP_DERIVATION + KEY[1:], b"\1" + ORIGIN), (WITNESS, bytes(60))),
        f"input 0: PSBT_IN_TAP_BIP32_DERIVATION, from byte {INPUT + 35}",
    ),
    "twice": (
        "psbt_duplicate_key",
        with_input((WITNESS, b"\x51"), (WITNESS, b"\x52")),
        f"input 0: PSBT_IN_WITNESS_SCRIPT, from byte {INPUT + 5}",
    ),
    "unknown twice": (
        "psbt_duplicate_key",
        with_output((b"\x99", b""), (b"\x99", b"")),
        f"output 0: unknown, type 99, from byte {OUTPUT + 4}",
    ),
    "key data": (
        "psbt_key_extra",
        with_input((SIGHASH + b"\1", b"\1\0\0\0")),
        f"input 0: PSBT_IN_SIGHASH_TYPE, from byte {INPUT + 2}",
    ),
    "key size": (
        "psbt_key_size",
        with_input((PARTIAL_SIG + KEY[1:], DER + b"\1")),
        f"input 0: PSBT_IN_PARTIAL_SIG, from byte {INPUT + 2}",
    ),
    "xpub size": ("psbt_key_size", psbt([(b"\1" + XPUB[1:], b"")]), "global map: PSBT_GLOBAL_XPUB, from byte 7"),
    "control block": (
        "psbt_control_block_size",
        with_input((LEAF + bytes(34), b"\x51\xc0")),
        f"input 0: PSBT_IN_TAP_LEAF_SCRIPT, from byte {INPUT + 2}",
    ),
    "value size": (
        "psbt_value_size",
        with_input((KEY_SIG, bytes(63))),
        f"input 0: PSBT_IN_TAP_KEY_SIG, from byte {INPUT + 3}",
    ),
    "number": (
        "psbt_value_size",
        with_input((SIGHASH, b"\1\0\0\0\0")),
        f"input 0: PSBT_IN_SIGHASH_TYPE, from byte {INPUT + 3}",
    ),
    "value length": (
        "psbt_value_length",
        with_input((b"\1", bytes(9) + b"\x51")),
        f"input 0: PSBT_IN_WITNESS_UTXO, from byte {INPUT + 3}",
    ),
    "participants": (
        "psbt_participants_size",
        with_input((b"\x1a" + KEY, KEY + b"\2")),
        f"input 0: PSBT_IN_MUSIG2_PARTICIPANT_PUBKEYS, from byte {INPUT + 36}",
    ),
    "no leaf version": (
        "psbt_leaf_empty",
        with_input((LEAF + b"\xc0" + KEY[1:], b"")),
        f"input 0: PSBT_IN_TAP_LEAF_SCRIPT, from byte {INPUT + 36}",
    ),
    "no point": (
        "psbt_public_key",
        with_input((PARTIAL_SIG + NO_KEY, DER + b"\1")),
        f"input 0: PSBT_IN_PARTIAL_SIG, from byte {INPUT + 2}",
    ),
    "xpub": (
        "psbt_xpub",
        psbt([(b"\1" + XPUB[:5] + b"\1" + XPUB[6:], ORIGIN)]),
        "global map: PSBT_GLOBAL_XPUB, from byte 11",
    ),
    "path": (
        "psbt_key_path",
        with_output((b"\2" + KEY, ORIGIN[:7])),
        f"output 0: PSBT_OUT_BIP32_DERIVATION, from byte {OUTPUT + 36}",
    ),
    "no DER": (
        "psbt_signature",
        with_input((PARTIAL_SIG + KEY, b"\x31" + DER[1:] + b"\1")),
        f"input 0: PSBT_IN_PARTIAL_SIG, from byte {INPUT + 36}",
    ),
    "sighash type": (
        "psbt_signature_type",
        with_input((PARTIAL_SIG + KEY, DER + b"\4")),
        f"input 0: PSBT_IN_PARTIAL_SIG, from byte {INPUT + 36 + len(DER)}",
    ),
    "no leaves": (
        "psbt_tree_empty",
        with_output((b"\6", b"")),
        f"output 0: PSBT_OUT_TAP_TREE, from byte {OUTPUT + 3}",
    ),
    "deep leaf": (
        "psbt_tree_depth",
        with_output((b"\6", b"\x81\xc0\1\x51")),
        f"output 0: PSBT_OUT_TAP_TREE, from byte {OUTPUT + 3}",
    ),
    "leaf version": (
        "psbt_leaf_version",
        with_output((b"\6", b"\0\xc1\1\x51")),
        f"output 0: PSBT_OUT_TAP_TREE, from byte {OUTPUT + 4}",
    ),
    "half a tree": (
        "psbt_tree_incomplete",
        with_output((b"\6", b"\1\xc0\1\x51")),
        f"output 0: PSBT_OUT_TAP_TREE, from byte {OUTPUT + 3}",
    ),
    "no transaction": ("psbt_no_transaction", psbt([]), "global map: PSBT_GLOBAL_UNSIGNED_TX, from byte 6"),
    "input script": (
        "psbt_transaction_signed",
        psbt([(b"\0", _signed())], [], []),
        "global map: PSBT_GLOBAL_UNSIGNED_TX, from byte 50",
    ),
    "witness": (
        "psbt_transaction_has_witness",
        psbt([(b"\0", MADE.tx[:4] + b"\0\1" + MADE.tx[4:-4] + b"\1\1\x51" + MADE.tx[-4:])], [], []),
        "global map: PSBT_GLOBAL_UNSIGNED_TX, from byte 12",
    ),
    "marker alone": (
        "psbt_transaction_has_witness",
        psbt([(b"\0", MADE.tx[:4] + b"\0\1" + MADE.tx[4:-4] + b"\0" + MADE.tx[-4:])], [], []),
        "global map: PSBT_GLOBAL_UNSIGNED_TX, from byte 12",
    ),
    "other parent": (
        "psbt_parent_differs",
        with_input((b"\0", OTHER)),
        f"input 0: PSBT_IN_NON_WITNESS_UTXO, from byte {INPUT + 3}",
    ),
    "no such output": (
        "psbt_parent_has_no_such_output",
        psbt([(b"\0", _beyond())], [(b"\0", MADE.parent)], []),
        f"input 0: PSBT_IN_NON_WITNESS_UTXO, from byte {INPUT + 3}",
    ),
    "version 3": (
        "psbt_version",
        psbt([TX, (b"\xfb", b"\3\0\0\0")], [], []),
        f"global map: PSBT_GLOBAL_VERSION, from byte {AFTER_TX + 3}",
    ),
    "transaction in version 2": (
        "psbt_not_in_version_2",
        psbt([*VERSION_2, TX], COIN, PAID),
        "global map: PSBT_GLOBAL_UNSIGNED_TX, from byte 28",
    ),
    "no amount": (
        "psbt_field_missing",
        psbt(VERSION_2, COIN, PAID[1:]),
        "output 0: PSBT_OUT_AMOUNT, from byte 71",
    ),
    "time as height": (
        "psbt_lock_time",
        psbt(VERSION_2, [*COIN, (b"\x12", (500_000_000).to_bytes(4, "little"))], PAID),
        "input 0: PSBT_IN_REQUIRED_HEIGHT_LOCKTIME, from byte 73",
    ),
    "cut in a value": (
        "truncated",
        with_input((DERIVATION + KEY, ORIGIN))[: INPUT + 38],
        f"input 0: PSBT_IN_BIP32_DERIVATION: master fingerprint, from byte {INPUT + 36}",
    ),
    "cut in a length": ("truncated", with_input()[:INPUT] + b"\xfd\1", f"input 0: key length, from byte {INPUT}"),
    "long form": (
        "non_canonical_size",
        with_input()[:INPUT] + b"\xfd\1\0",
        f"input 0: key length, from byte {INPUT}",
    ),
    "too long": (
        "size_too_large",
        with_input()[:INPUT] + b"\1\4\xfe\xff\xff\xff\xff",
        f"input 0: PSBT_IN_REDEEM_SCRIPT: value length, from byte {INPUT + 2}",
    ),
    "empty witness": (
        "superfluous_witness",
        with_input((b"\0", MADE.parent[:4] + b"\0\1" + MADE.parent[4:-4] + b"\0" + MADE.parent[-4:])),
        f"input 0: PSBT_IN_NON_WITNESS_UTXO: witness of input, from byte {INPUT + 3 + len(MADE.parent) - 2}",
    ),
    "inside a transaction": (
        "size_too_large",
        with_input((b"\0", MADE.parent[:41] + b"\xfe\xff\xff\xff\xff" + MADE.parent[42:])),
        f"input 0: PSBT_IN_NON_WITNESS_UTXO: input 0: script length, from byte {INPUT + 44}",
    ),
}


MUSIG = KEY + KEY
LEAF_KEY = b"\xc0" + KEY[1:] + bytes(32)
TREE = b"\1\xc0\1\x51" + b"\1\xc2\1\x51"
EVERY_FIELD = psbt(  # of version 0
    [TX, (b"\1" + XPUB, ORIGIN), (b"\xfb", bytes(4)), (b"\xfc\2ab\7c", b"\1")],
    [
        (b"\0", MADE.parent),
        (b"\1", (100_000).to_bytes(8, "little") + sized(b"\x51")),
        (PARTIAL_SIG + KEY, DER + b"\1"),
        (SIGHASH, b"\1\0\0\0"),
        (DERIVATION + KEY, ORIGIN),
        (b"\x08", b"\1" + sized(b"\1")),
        *((bytes([kind]) + bytes(size), b"\1") for kind, size in ((0x0A, 20), (0x0B, 32), (0x0C, 20), (0x0D, 32))),
        (KEY_SIG, bytes(65)),
        (LEAF + LEAF_KEY, b"\x51\xc0"),
        (TAP_DERIVATION + KEY[1:], b"\1" + bytes(32) + ORIGIN),
        (INTERNAL, KEY[1:]),
        (b"\x18", bytes(32)),
        (b"\x1a" + KEY, KEY),
        (b"\x1b" + MUSIG, bytes(66)),
        (b"\x1c" + MUSIG, bytes(32)),
        *((kind, b"\x51") for kind in (REDEEM, WITNESS, b"\x07")),
        (SCRIPT_SIG + KEY[1:] + bytes(32), bytes(64)),
        *((b"\xfc\0\0", b"\1"), (b"\x99\1", b"\1")),
    ],
    [
        *((b"\0", b"\x51"), (b"\1", b"\x51"), (b"\2" + KEY, ORIGIN), (b"\5", KEY[1:]), (b"\6", TREE)),
        *((b"\7" + KEY[1:], b"\0" + ORIGIN), (b"\x08" + KEY, KEY), (b"\xfc\0\0", b"\1")),
    ],
)
EVERY_NEW_FIELD = psbt(
    [*VERSION_2, (b"\3", bytes(4)), (b"\6", b"\3"), (b"\7" + KEY, KEY), (b"\x08" + KEY, bytes(64))],
    [
        *(*COIN, (b"\x10", b"\xfd" + b"\xff" * 3), (b"\x12", b"\1\0\0\0"), (b"\x11", b"\xff" * 4)),
        *((b"\x1d" + KEY, KEY), (b"\x1e" + KEY, bytes(64))),
    ],
    [*PAID, (b"\x09", KEY + KEY), (b"\x0a", bytes(4))],
)
CUT_AT = (INPUT + 2, INPUT + 5)  # in a key, and in a value, of an input with one unknown entry


def of_psbt_errors() -> Iterator[list[str]]:
    """Each of the PSBTs, and one whose base64 has lost a character."""
    for _, raw, _ in REFUSED.values():
        yield ["decode", raw.hex()]
    for end in CUT_AT:
        yield ["decode", with_input((b"\x99\1", b"\1\2\3"))[:end].hex()]
    for lost in ((KEY_SIG, bytes(64)), (b"\x0e", bytes(32))):
        yield ["decode", with_input(lost)[:-20].hex()]
    yield ["decode", base64.b64encode(with_input((INTERNAL, KEY[1:]))).decode()[:-2]]


def of_psbt_bytes() -> Iterator[list[str]]:
    """The byte maps of PSBTs with every field, and of one with more than is shown."""
    entries = [(bytes([0x99, number]), bytes(200)) for number in range(25)]
    yield ["decode", "--bytes", "--all", EVERY_FIELD.hex()]
    yield ["decode", "--bytes", "--all", EVERY_NEW_FIELD.hex()]
    yield ["decode", "--bytes", with_input(*entries).hex()]
