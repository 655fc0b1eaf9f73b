"""Other spent outputs than those that are spent: taproot signs amounts and scripts of all of them (BIP341)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from txexplain.diagnosis.setting import TAPROOT, Case, Neighbour, Setting
from txexplain.diagnosis.variants import with_spent
from txexplain.model.report import Facts, SpentOutput
from txexplain.model.transaction import COIN


def spent_outputs(case: Case, setting: Setting) -> Iterator[Neighbour]:
    if setting.algorithm != TAPROOT or any(spent is None for spent in setting.fields.spent):
        return
    coins = [spent for spent in setting.fields.spent if spent is not None]
    for name, changed in _changes(coins, setting.vin):
        found = with_spent(setting.fields, changed)
        yield Neighbour("other_spent_outputs", setting._replace(fields=found), Facts(case=name))


def _changes(coins: list[SpentOutput], vin: int) -> Iterator[tuple[str, Mapping[int, SpentOutput]]]:
    own, places = coins[vin], range(len(coins))
    others = [place for place in places if place != vin]
    yield "amounts_zero", {place: coins[place]._replace(value_sat=0) for place in places}
    yield "own_amount_zero", {vin: own._replace(value_sat=0)}
    yield "own_amount_btc", {vin: own._replace(value_sat=own.value_sat // COIN)}
    yield "own_script_empty", {vin: own._replace(script_pubkey=b"")}
    yield "scripts_empty", {place: coins[place]._replace(script_pubkey=b"") for place in places}
    yield "amounts_zero_scripts_empty", dict.fromkeys(places, SpentOutput(0, b""))
    yield "amounts_btc", {place: coins[place]._replace(value_sat=coins[place].value_sat // COIN) for place in places}
    if not others:
        return
    yield "own_for_all", dict.fromkeys(places, own)
    yield "own_script_for_all", {place: coins[place]._replace(script_pubkey=own.script_pubkey) for place in places}
    yield "own_amount_for_all", {place: coins[place]._replace(value_sat=own.value_sat) for place in places}
    yield "others_amounts_zero", {place: coins[place]._replace(value_sat=0) for place in others}
    yield "others_scripts_empty", {place: coins[place]._replace(script_pubkey=b"") for place in others}
    yield "others_empty", dict.fromkeys(others, SpentOutput(0, b""))
    yield "reversed", dict(zip(places, reversed(coins), strict=True))
    yield "sorted", dict(zip(places, sorted(coins, key=_amount_and_script), strict=True))
    for other in others:
        yield "swapped", {vin: coins[other], other: own}


def _amount_and_script(coin: SpentOutput) -> tuple[int, bytes]:
    return coin.value_sat, coin.script_pubkey
