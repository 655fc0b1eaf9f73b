"""Pay to taproot (BIP341): OP_1 <32 bytes>."""

from __future__ import annotations

from functools import partial

from txexplain.model.report import Match
from txexplain.templates.outputs.template import paying_to
from txexplain.wire.keys import is_x_coordinate
from txexplain.wire.output_scripts import pay_to_witness

KEY = "witness_v1_taproot"


def descriptor(type_: Match) -> str | None:
    """None where no key has the x coordinate, so that nobody can spend by key."""
    (key,) = type_.pieces("output_key")
    return f"rawtr({key.data.hex()})" if is_x_coordinate(key.data) else None


TEMPLATE = paying_to(KEY, "output_key", 32, partial(pay_to_witness, 1), "p2tr", descriptor)
