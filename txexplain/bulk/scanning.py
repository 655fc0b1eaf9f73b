"""What of the answer of `decode` the places of things tell, without a Report: ids, sizes, amounts, raw pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

from txexplain.bulk.work import Fields
from txexplain.data import Amount, Data
from txexplain.data.decode import SCHEMA_VERSION, fee_rate
from txexplain.model.hexadecimal import display_hex
from txexplain.model.subject import Subject
from txexplain.model.transaction import WITNESS_SCALE_FACTOR, TxIn, TxOut
from txexplain.wire.hashes import hash256
from txexplain.wire.scan import Doubt, Scan, scan

_Maker: TypeAlias = Callable[[Scan, Subject], Data]


def _vsize_vb(found: Scan) -> int:
    return -(-found.weight_wu // WITNESS_SCALE_FACTOR)


def _input_sat(found: Scan, subject: Subject) -> int | None:
    """As in a Report: None where a coin is not known or spent twice, and for a coinbase."""
    coins = subject.spent_outputs
    known = [coin.value_sat for coin in coins if coin is not None]
    if not known or len(known) < len(found.inputs) or found.is_coinbase:
        return None
    outpoints = {found.raw[start : start + 36] for start in found.inputs}
    return sum(known) if len(outpoints) == len(known) else None


def _fee_sat(found: Scan, subject: Subject) -> int | None:
    input_sat = _input_sat(found, subject)
    return None if input_sat is None else input_sat - found.output_sat


def _fee(found: Scan, subject: Subject) -> Data:
    fee_sat = _fee_sat(found, subject)
    return None if fee_sat is None else Amount(fee_sat)


def _fee_rate(found: Scan, subject: Subject) -> int | None:
    fee_sat = _fee_sat(found, subject)
    return None if fee_sat is None else fee_rate(fee_sat, _vsize_vb(found))


_MEMBERS: Mapping[str, _Maker] = {
    "txid": lambda found, subject: display_hex(hash256(found.base)),
    "hash": lambda found, subject: display_hex(hash256(found.raw)),
    "version": lambda found, subject: found.version,
    "size": lambda found, subject: len(found.raw),
    "vsize": lambda found, subject: _vsize_vb(found),
    "weight": lambda found, subject: found.weight_wu,
    "locktime": lambda found, subject: found.lock_time,
    "hex": lambda found, subject: found.raw.hex(),
    "schema_version": lambda found, subject: SCHEMA_VERSION,
    "network": lambda found, subject: subject.network.name,
    "has_witness": lambda found, subject: bool(found.witnesses),
    "input_sat": _input_sat,
    "output_sat": lambda found, subject: found.output_sat,
    "fee_sat": _fee_sat,
    "fee": _fee,
    "fee_rate_sat_per_kvb": _fee_rate,
}
_OF_INPUT: Mapping[tuple[str, ...], Callable[[TxIn], Data]] = {
    ("txid",): lambda txin: display_hex(txin.outpoint.txid),
    ("vout",): lambda txin: txin.outpoint.vout,
    ("scriptSig", "hex"): lambda txin: txin.script_sig.data.hex(),
    ("txinwitness",): lambda txin: [piece.data.hex() for piece in txin.witness],
    ("sequence",): lambda txin: txin.sequence,
    ("coinbase",): lambda txin: txin.script_sig.data.hex(),
}
_OF_ITEM = frozenset(("line", "id", "input", "error", "block", "height", "position", "stale", "file"))
"""Members of an answer that are not of its transaction."""
_NOT_OF_COINBASE = frozenset((("txid",), ("vout",), ("scriptSig", "hex")))
_OF_OUTPUT: Mapping[tuple[str, ...], Callable[[TxOut], Data]] = {
    ("value",): lambda output: Amount(output.value_sat),
    ("value_sat",): lambda output: output.value_sat,
    ("scriptPubKey", "hex"): lambda output: output.script_pubkey.data.hex(),
}


@lru_cache(maxsize=16)
def scan_plan(fields: Fields) -> Mapping[str, _Maker] | None:
    """How to make each member that the fields need; None where one takes a Report."""
    plan: dict[str, _Maker] = {}
    for name in fields.members - _OF_ITEM:
        below = frozenset(path[2:] for path in fields.paths if path[0] == name)
        if name in _MEMBERS:
            plan[name] = _MEMBERS[name]
        elif name == "vin" and below <= _OF_INPUT.keys():
            plan[name] = _vin_of(below)
        elif name == "vout" and below <= {*_OF_OUTPUT, ("n",)}:
            plan[name] = _vout_of(below)
        else:
            return None
    return plan


def scanned_members(subject: Subject, plan: Mapping[str, _Maker]) -> dict[str, Data]:
    """The members of the plan. Raises Doubt where the full reading has to say what the bytes are."""
    found = scan(subject.raw)
    if len(subject.spent_outputs) > len(found.inputs):
        raise Doubt
    return {name: make(found, subject) for name, make in plan.items()}


def _vin_of(paths: Iterable[tuple[str, ...]]) -> _Maker:
    """What makes all inputs, with no more in each than these paths lead to."""
    of_coinbase = [path for path in paths if path not in _NOT_OF_COINBASE]
    of_others = [path for path in paths if path != ("coinbase",)]

    def make(found: Scan, subject: Subject) -> Data:
        wanted = of_coinbase if found.is_coinbase else of_others
        return [
            _nested({path: _OF_INPUT[path](txin) for path in wanted if path != ("txinwitness",) or txin.witness})
            for txin in found.txins()
        ]

    return make


def _vout_of(paths: Iterable[tuple[str, ...]]) -> _Maker:
    """What makes all outputs, with no more in each than these paths lead to."""
    wanted = [path for path in paths if path in _OF_OUTPUT]
    numbered = ("n",) in {*paths}

    def make(found: Scan, subject: Subject) -> Data:
        made = [_nested({path: _OF_OUTPUT[path](output) for path in wanted}) for output in found.txouts()]
        if numbered:
            for n, data in enumerate(made):
                data["n"] = n
        return [*made]

    return make


def _nested(values: Mapping[tuple[str, ...], Data]) -> dict[str, Data]:
    """The values by paths of one or two steps, as data."""
    return {path[0]: value if len(path) == 1 else {path[1]: value} for path, value in values.items()}
