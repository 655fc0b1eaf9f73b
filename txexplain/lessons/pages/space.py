"""Pages on what inputs and outputs take of a block, and what that costs."""

from __future__ import annotations

from txexplain.explain.document import Document
from txexplain.explain.pages.change_hints import change_hints_page
from txexplain.explain.pages.space import (
    batch_page,
    consolidation_page,
    dust_page,
    fee_rates_page,
    output_sizes_page,
    spend_sizes_page,
)
from txexplain.lessons import space
from txexplain.lessons.change import change_guess
from txexplain.lessons.sessions import session_of
from txexplain.model.lesson import Show
from txexplain.texts import Texts


def spend_sizes(example: str, show: Show, texts: Texts) -> Document:
    """`spendsizes`: an input of each kind."""
    return spend_sizes_page(space.spend_sizes(), texts)


def output_sizes(example: str, show: Show, texts: Texts) -> Document:
    """`outputsizes`: an output of each type."""
    return output_sizes_page(space.output_sizes(), texts)


def dust_limits(example: str, show: Show, texts: Texts) -> Document:
    """`dustlimits`: how little an output of each type can hold."""
    return dust_page(space.output_sizes(), texts)


def fee_rates(example: str, show: Show, texts: Texts) -> Document:
    """`feerates RATE …`: a payment at each of the rates."""
    return fee_rates_page(space.payments(show.numbers), show.numbers, texts)


def batching(example: str, show: Show, texts: Texts) -> Document:
    """`batching`: the outputs of the example together and apart."""
    return batch_page(space.batch(session_of(example)), texts)


def consolidating(example: str, show: Show, texts: Texts) -> Document:
    """`consolidating RATE`: what the example costs, and saves at the rate."""
    return consolidation_page(space.consolidation(session_of(example), *show.numbers), texts)


def change_hints(example: str, show: Show, texts: Texts) -> Document:
    """`changehints`: which output of the example looks like change."""
    return change_hints_page(example, change_guess(session_of(example)), texts)
