"""One transaction among many is answered as it is alone: the same members and values, made of less."""

from __future__ import annotations

NAMES = tuple(
    "txid hash version size vsize weight locktime hex schema_version network has_witness input_sat output_sat "
    "fee_sat fee fee_rate_sat_per_kvb".split()
)
BELOW = tuple(
    "vin.0.txid vin.0.vout vin.0.scriptSig.hex vin.0.txinwitness vin.0.sequence vin.0.coinbase vout.0.value "
    "vout.0.value_sat vout.0.n vout.0.scriptPubKey.hex".split()
)
