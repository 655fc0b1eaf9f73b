"""A fee that is not known, cannot be, or is absurd."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import Facts
from txexplain.psbt.known import Known

MAX_RATE_SAT = 10_000_000  # for 1000 vbytes (Core: DEFAULT_MAX_RAW_TX_FEE_RATE, by which sendrawtransaction refuses)


def find(known: Known) -> Iterator[PsbtCaution]:
    if not known.spent:
        return
    unknown = [number for number, output in enumerate(known.spent) if output is None]
    for number in unknown:
        yield PsbtCaution("amount_unknown", CautionLevel.WARNING, input=number)
    if not unknown and not known.analysis.error:
        yield from _of_fee(known)


def _of_fee(known: Known) -> Iterator[PsbtCaution]:
    input_sat = sum(output.value_sat for output in known.spent if output is not None)
    output_sat = known.tx.output_sat
    fee_sat, vsize_vb = input_sat - output_sat, known.analysis.likely_vsize_vb
    rate_sat = fee_sat * 1000 // vsize_vb if vsize_vb else None
    if fee_sat < 0:
        facts = Facts(input_sat=input_sat, output_sat=output_sat)
        yield PsbtCaution("fee_negative", CautionLevel.ERROR, facts=facts)
    elif rate_sat is not None and rate_sat > MAX_RATE_SAT:
        facts = Facts(fee_sat=fee_sat, rate_sat_per_vb=rate_sat // 1000, limit_sat_per_vb=MAX_RATE_SAT // 1000)
        yield PsbtCaution("fee_rate_absurd", CautionLevel.WARNING, facts=facts)
    elif fee_sat > output_sat:
        facts = Facts(fee_sat=fee_sat, output_sat=output_sat)
        yield PsbtCaution("fee_above_outputs", CautionLevel.WARNING, facts=facts)
