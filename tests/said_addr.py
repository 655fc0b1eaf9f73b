"""Runs that make the program say what is wrong with an address."""

from __future__ import annotations

from collections.abc import Iterator

from test_address_mistakes import ONE_SLIP, OTHERWISE


def of_mistaken_addresses() -> Iterator[list[str]]:
    """One for each mistake that can be made."""
    for text in {key: text for key, *_, text, _ in (*ONE_SLIP, *OTHERWISE)}.values():
        yield ["decode", text]
    for key, _, text, _ in ONE_SLIP:
        if key == "address_unused_character":
            yield ["decode", text]
