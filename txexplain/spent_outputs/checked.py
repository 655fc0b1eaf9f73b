"""What stands beside an amount and a script and must agree with them: the address, and that the coin is Bitcoin's."""

from __future__ import annotations

from typing import Any

from txexplain.model.errors import InputError
from txexplain.spent_outputs.wanted import member

_ADDRESSES = ("address", "addr", "scriptpubkey_address", "addresses")
_WITHIN = ("scriptPubKey", "script_pubkey")  # objects that hold the address too
_ASSET = "asset"  # of a sidechain, whose outputs hold anything
_BITCOIN = (None, "", "BTC", "btc", "bitcoin")
_MOST = 100  # characters


def check_beside(told: dict[str, Any], scripts: set[bytes], place: str) -> None:
    """Raises InputError with the place of what is another coin's, or an address that `scripts` do not have."""
    if told.get(_ASSET) not in _BITCOIN:
        raise InputError("spent_output_of_other_coin", place=member(place, _ASSET))
    within = [(told[name], member(place, name)) for name in _WITHIN if isinstance(told.get(name), dict)]
    for inner, around in ((told, place), *within):
        for name in _ADDRESSES:
            address = inner.get(name)
            address = address[0] if isinstance(address, list) and len(address) == 1 else address
            if isinstance(address, str) and len(address) <= _MOST:
                _check_address(address, scripts, member(around, name))


def _check_address(address: str, scripts: set[bytes], place: str) -> None:
    from txexplain.addresses.addresses import address_of, networks_of
    from txexplain.addresses.currencies import coin_of

    networks = networks_of(address)
    if not networks:
        if coin_of(address):
            raise InputError("spent_output_of_other_coin", place=place)
        return
    for script in scripts:
        if address_of(script, networks[0]) not in (address, address.lower(), None):
            raise InputError("spent_address_differs", place=place)
