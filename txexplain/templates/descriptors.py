"""The descriptor that Core infers for an output script when it knows no keys (InferDescriptor)."""

from __future__ import annotations

from txexplain.addresses.descriptors import with_checksum
from txexplain.model.report import Match
from txexplain.templates.outputs import template_of


def descriptor_of(script: bytes, type_: Match, address: str | None) -> str:
    """With its checksum: the one of its type, or else its address, or else the script as it is."""
    by_type = template_of(type_.key).descriptor(type_)
    return with_checksum(by_type or (f"addr({address})" if address else f"raw({script.hex()})"))


def descriptor_of_witness_script(script: bytes, type_: Match) -> str | None:
    """The `wsh()` of a script that may stand in one, with its checksum; None where Core knows none for it.

    `type_` is what the script would be as an output. Of keys behind a hash nothing is known.
    """
    inside = template_of(type_.key).descriptor(type_) if type_.key == "multisig" else None
    return None if inside is None else with_checksum(f"wsh({inside})")
