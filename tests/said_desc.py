"""Runs that make the program say what it has to say of descriptors that are refused."""

from __future__ import annotations

from collections.abc import Iterator

from bad_descriptors import BAD, XPUB, A

from txexplain.descriptors.expand import MAX_KEYS, expand
from txexplain.descriptors.parse import parse_descriptor
from txexplain.descriptors.rpc import derived_addresses
from txexplain.explain.parts.errors import error_facts, sentence
from txexplain.model.errors import InputError
from txexplain.model.networks import MAIN
from txexplain.texts import LANGUAGES, Texts

Call = list[str]


def of_descriptors() -> Iterator[Call]:
    """Each that cannot be read, derived or shown, told in both languages."""
    for error in refusals():
        for language in LANGUAGES:
            texts = Texts(language)
            sentence(error, texts)
            error_facts(error, texts)
    yield from ()


def refusals() -> Iterator[InputError]:
    ranged, plain = parse_descriptor(f"wpkh({XPUB}/*)"), parse_descriptor(f"pk({A})")
    for attempt in (
        *(lambda text=bad.text: parse_descriptor(text, MAIN) for bad in BAD),
        lambda: expand(parse_descriptor(f"wpkh({XPUB}/0h)")),
        lambda: derived_addresses(ranged),
        lambda: derived_addresses(ranged, (2, 1)),
        lambda: derived_addresses(ranged, MAX_KEYS),
        lambda: derived_addresses(plain, 0),
        lambda: derived_addresses(plain),
    ):
        try:
            attempt()
        except InputError as error:
            yield error
