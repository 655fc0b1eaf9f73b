"""The least amount that nodes pass on to an output script (Core: GetDustThreshold)."""

from txexplain.model.bytes import ByteSlice, compact_size_width
from txexplain.model.script import is_unspendable
from txexplain.wire.output_scripts import witness_program

DUST_RELAY_SAT_PER_KVB = 3_000  # Core: DUST_RELAY_TX_FEE, the default of -dustrelayfee
_AMOUNT_BYTES = 8
_INPUT_BYTES = 32 + 4 + 1 + 107 + 4  # that spends P2PKH
_WITNESS_INPUT_BYTES = 32 + 4 + 1 + 107 // 4 + 4  # that spends P2WPKH: Core takes this for every witness program


def dust_sat(script: bytes, sat_per_kvb: int = DUST_RELAY_SAT_PER_KVB) -> int | None:
    """In satoshi; less is dust. None where nodes pass on any amount, because no input can ever open the script."""
    if is_unspendable(script):
        return None
    output_bytes = _AMOUNT_BYTES + compact_size_width(len(script)) + len(script)
    spending_bytes = _WITNESS_INPUT_BYTES if witness_program(ByteSlice(0, script)) else _INPUT_BYTES
    return fee_sat(sat_per_kvb, output_bytes + spending_bytes)


def fee_sat(sat_per_kvb: int, size_vb: int) -> int:
    """The fee of that rate for that size, in satoshi, rounded up (Core: CFeeRate::GetFee)."""
    return -(-sat_per_kvb * size_vb // 1_000)
