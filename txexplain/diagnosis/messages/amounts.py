"""Another amount for the spent output (BIP143, item 6)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.crypto.sighash.fields import Fields
from txexplain.diagnosis.setting import BIP143, Case, Neighbour, Setting
from txexplain.diagnosis.variants import with_spent
from txexplain.model.report import Facts
from txexplain.model.transaction import COIN, INT64_LIMIT


def amounts(case: Case, setting: Setting) -> Iterator[Neighbour]:
    fields, vin = setting.fields, setting.vin
    spent = fields.spent[vin]
    if setting.algorithm != BIP143 or spent is None:
        return
    for value_sat, facts in _amounts(fields, vin, spent.value_sat):
        if value_sat != spent.value_sat and -INT64_LIMIT <= value_sat < INT64_LIMIT:
            changed = with_spent(fields, {vin: spent._replace(value_sat=value_sat)})
            yield Neighbour("other_amount", setting._replace(fields=changed), Facts(facts, value_sat=value_sat))


def _amounts(fields: Fields, vin: int, value_sat: int) -> Iterator[tuple[int, Facts]]:
    yield 0, Facts(case="zero")
    yield value_sat // COIN, Facts(case="btc")
    yield value_sat * COIN, Facts(case="satoshis_as_btc")
    for other, spent in enumerate(fields.spent):
        if other != vin and spent is not None:
            yield spent.value_sat, Facts(case="of_input", vin=other)
    for vout, output in enumerate(fields.tx.outputs):
        yield output.value_sat, Facts(case="of_output", vout=vout)
    yield sum(spent.value_sat for spent in fields.spent if spent is not None), Facts(case="of_all_inputs")
    yield sum(output.value_sat for output in fields.tx.outputs), Facts(case="of_all_outputs")
    reversed_ = int.from_bytes(value_sat.to_bytes(8, "big", signed=True), "little", signed=True)
    yield reversed_, Facts(case="reversed")
