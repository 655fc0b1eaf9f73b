"""What inputs and outputs take of a block, and what that costs: the numbers of the lesson on the price of space."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.transaction import WITNESS_SCALE_FACTOR


class SpendSize(NamedTuple):
    """What one input takes, as measured on input `vin` of an example; `kind` is that of its spend."""

    kind: str
    example: str
    vin: int
    base_bytes: int
    witness_bytes: int

    @property
    def weight_wu(self) -> int:
        return WITNESS_SCALE_FACTOR * self.base_bytes + self.witness_bytes


class OutputSize(NamedTuple):
    """What one output of a type takes, in bytes and so in virtual bytes.

    `dust_sat` is the least amount with which Core passes it on by default, `spend_wu` the weight of the input that
    spends it, `loss_from` the lowest whole rate at which that costs more than the least amount.
    """

    kind: str
    script_bytes: int
    size_bytes: int
    dust_sat: int
    spend_wu: int
    loss_from: int


class PaymentSize(NamedTuple):
    """A payment with one input of that kind, and what it pays at each of the fee rates, in satoshi."""

    kind: str
    vsize_vb: int
    fees_sat: tuple[int, ...]


class Batch(NamedTuple):
    """Outputs in one transaction, beside as many transactions with one of them each and an input of that kind."""

    outputs: int
    together_vb: int
    apart_vb: int


class Consolidation(NamedTuple):
    """What it costs to make one coin of many, and what a later payment saves by it, at a rate in sat/vB."""

    coins: int
    input_wu: int
    cost_sat: int
    rate: int
    saved_sat: int
