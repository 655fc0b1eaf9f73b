"""What Core's RPC says of a descriptor: `getdescriptorinfo` and `deriveaddresses` (rpc/output_script.cpp)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.addresses.addresses import address_of
from txexplain.addresses.descriptors import checksum_of
from txexplain.descriptors.descriptor import Parsed
from txexplain.descriptors.expand import check_work, expand
from txexplain.model.derivation import MAX_INDEX
from txexplain.model.errors import InputError
from txexplain.wire.keys import is_public_key_size

_MAX_RANGE = 1_000_000  # Core's
Addresses = list[str] | list[list[str]]


def descriptorinfo_data(parsed: Parsed) -> dict[str, object]:
    """What `getdescriptorinfo` prints; `checksum` is that of the text as it was given."""
    written = parsed.canonical
    several = {"multipath_expansion": list(written)} if len(written) > 1 else {}
    return {
        "descriptor": written[0],
        **several,
        "checksum": checksum_of(parsed.text),
        "isrange": parsed.is_range,
        "issolvable": parsed.descriptors[0].is_solvable,
        "hasprivatekeys": False,
    }


def derived_addresses(parsed: Parsed, places: int | tuple[int, int] | None = None) -> Addresses:
    """What `deriveaddresses` prints, of a multipath a list for each path.

    `places` are the first and the last place in the range, or the last from 0, None for a descriptor without one.
    Raises InputError, with Core's sentence, for a range that is none or is missing, a hardened step, and a script
    that has no address; and where that takes more keys than `check_work` allows.
    """
    first, last = _bounds(places)
    if not parsed.is_range and places is not None:
        raise InputError(
            "descriptor_range_not_allowed", core="Range should not be specified for an un-ranged descriptor"
        )
    if parsed.is_range and places is None:
        raise InputError("descriptor_range_needed", core="Range must be specified for a ranged descriptor")
    check_work(parsed, last - first + 1)
    found = [list(_addresses(parsed, path, first, last)) for path in range(len(parsed.descriptors))]
    return found if len(found) > 1 else found[0]


def _bounds(places: int | tuple[int, int] | None) -> tuple[int, int]:
    """Core: ParseDescriptorRange."""
    first, last = places if isinstance(places, tuple) else (0, places or 0)
    core = ""
    if isinstance(places, tuple) and first > last:
        core = "Range specified as [begin,end] must not have begin after end"
    elif first < 0:
        core = "Range should be greater or equal than 0"
    elif not 0 <= last <= MAX_INDEX:
        core = "End of range is too high"
    elif last >= first + _MAX_RANGE:
        core = "Range is too large"
    if core:
        raise InputError("descriptor_range", core=core, first=first, last=last)
    return first, last


def _addresses(parsed: Parsed, path: int, first: int, last: int) -> Iterator[str]:
    for index in range(first, last + 1):
        scripts = expand(parsed, index, path)
        for script in (each.script_pubkey for each in scripts):
            address = address_of(script, parsed.network)
            if address is not None:
                yield address
            elif len(scripts) == 1 or not is_public_key_size(script[1:-1]):  # combo() has one that pays to a key
                raise InputError(
                    "descriptor_without_address", core="Descriptor does not have a corresponding address"
                )
