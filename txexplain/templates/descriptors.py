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
    multisig = type_.key == "multisig"
    inside = template_of(type_.key).descriptor(type_) if multisig else _sane_miniscript(script)
    return None if inside is None else with_checksum(f"wsh({inside})")


def _sane_miniscript(script: bytes) -> str | None:
    """The script as a miniscript with its keys in it, None where it is none, or none that Core trusts.

    That nothing satisfies it does not count here (Core: InferScript asks IsSane alone).
    """
    from txexplain.miniscript.read import read_miniscript
    from txexplain.miniscript.sanity import insanity
    from txexplain.miniscript.write import text_of

    node = read_miniscript(script, tapscript=False, find_key=lambda key_hash: None)
    insane = node and insanity(node, bytes.hex, tapscript=False)
    if node is None or (insane is not None and insane.reason != "unsatisfiable"):
        return None
    return text_of(node, bytes.hex)
