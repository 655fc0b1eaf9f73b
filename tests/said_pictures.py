"""What is said in pictures, and of those that cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterator

from said_check import page_of
from spends.draft import Draft, Vin
from test_block import coinbase, mined

from txexplain.crypto.taproot import prove_commitment
from txexplain.explain.parts.trees import taproot_tree
from txexplain.model.errors import InputError
from txexplain.texts import LANGUAGES, Texts

_TO_OUT = ["--svg", "-"]
_GENERATOR = bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")


def of_pictures() -> Iterator[list[str]]:
    """Commands that draw each kind, with amounts and without, of few bytes and of many, and those that cannot."""
    for name, kind in (("pizza", "flow"), ("batch", "bytes"), ("taproot-script", "tree"), ("p2pkh", "stack:0.2.1")):
        yield ["explain", name, *_TO_OUT, "--picture", kind]
    yield ["explain", "inscription", *_TO_OUT, "--picture", "bytes"]
    yield ["decode", Draft(2, [Vin(b"\1" * 36, 0)], [(1, bytes(200))], 0, [], 0).raw().hex(), *_TO_OUT]
    yield [
        "decode",
        Draft(2, [Vin(b"\1" * 36, 0)], [(1, bytes(200))], 0, [], 0).raw().hex(),
        *_TO_OUT,
        "--picture",
        "bytes",
    ]
    yield ["block", "block100000", "--proof", "0", *_TO_OUT]
    for kind in ("flower", "stack", "stack:0.2.99", "stack:0.9.0", "tree", "tree:0"):
        yield ["explain", "p2pkh", *_TO_OUT, "--picture", kind]
    yield ["explain", "coinbase", *_TO_OUT, "--picture", "stack:0.1.0"]
    yield from (["decode", "p2pkh", "--picture", "flow"], ["decode", "p2pkh", *_TO_OUT, "--json"])
    yield from (["block", "block170", *_TO_OUT], ["block", "block170", "--proof", "0", *_TO_OUT, "--picture", "flow"])
    yield ["block", mined(coinbase()).hex(), "--network", "regtest", "--proof", "0", *_TO_OUT]


def say_that_a_step_is_too_far_inside() -> None:
    """Of a script with more steps than any but a hostile one has."""
    page_of(InputError("step_not_kept", vin=0, stage=2, step=7_000, kept=5_000), Texts())


def say_that_only_the_parity_is_wrong() -> None:
    """Of a taproot tree that leads to the output key, by a control block with the other parity."""
    control_block, script = bytes([0xC0]) + _GENERATOR, b"\x51"
    values = dict(prove_commitment(control_block, script, bytes(32)).values)
    claimed = bytes([0xC0 | (1 - values["tweaked_parity"][0])]) + control_block[1:]
    for language in LANGUAGES:
        taproot_tree(prove_commitment(claimed, script, values["tweaked_key"]), Texts(language))
