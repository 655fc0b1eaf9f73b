"""A Report as plain data: Core's `decoderawtransaction` key for key, and our own keys beside it.

Core's side follows TxToUniv and ScriptToUniv (core_io.cpp). Ours are, at the top, `hex`, `schema_version`, `network`,
`has_witness`, `input_sat`, `output_sat`, `fee_sat`, `fee`, `sigop_cost`,
`sigop_cost_known`, `sigop_vsize`, `fee_rate_sat_per_kvb`,
`sigop_fee_rate_sat_per_kvb`, `policy`, `findings`, `example` and on request `regions`; in inputs
`sequence_meaning`, `spend`, `prevout` and `prevout_value_sat`; in outputs `value_sat` and `shapes`. Where a node or
an explorer was asked, what that told is there too: see `data/chain.py`. `txexplain schema` is the contract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from txexplain.data import Amount, Data, Rows, listed
from txexplain.data.policy import policy_data
from txexplain.data.script_pubkey import script_pubkey_of
from txexplain.model.bytes import ByteSlice, Region
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import Network
from txexplain.model.policy import Policy
from txexplain.model.report import (
    NO_FACTS,
    Coin,
    Facts,
    Finding,
    InnerScript,
    InputReport,
    Match,
    Report,
    SpentOutput,
)
from txexplain.model.script import NONSTANDARD
from txexplain.model.transaction import TxIn, TxOut
from txexplain.wire.asm import asm_of
from txexplain.wire.script import KEPT_OF_OUTPUT, parse

SCHEMA_VERSION = 1


def decode_data(
    report: Report, tree: Region | None = None, example: str | None = None, policy: Policy | None = None
) -> dict[str, Data]:
    """The transaction as data, with `tree` its labelled bytes as `regions`, and what relay says of it."""
    data = {**decode_members(report), "findings": listed(finding_data, report.findings), **fee_members(report)}
    if policy is not None:
        data["policy"] = policy_data(policy)
    if report.lookup is not None:
        from txexplain.data.chain import add_lookup

        add_lookup(report, report.lookup, data)
    if example is not None:
        data["example"] = example
    if tree is not None:
        data["regions"] = region_data(tree, report.tx.raw)
    return data


MEMBERS: Mapping[str, Callable[[Report], Data]] = {
    "txid": lambda report: display_hex(report.tx.txid),
    "hash": lambda report: display_hex(report.tx.wtxid),
    "version": lambda report: report.tx.version,
    "size": lambda report: report.tx.size_bytes,
    "vsize": lambda report: report.tx.vsize_vb,
    "weight": lambda report: report.tx.weight_wu,
    "locktime": lambda report: report.tx.lock_time,
    "vin": lambda report: inputs_data(report),
    "vout": lambda report: outputs_data(report),
    "hex": lambda report: report.tx.raw.hex(),
    "schema_version": lambda report: SCHEMA_VERSION,
    "network": lambda report: report.network.name,
    "has_witness": lambda report: report.tx.has_witness,
    "input_sat": lambda report: report.input_sat,
    "output_sat": lambda report: report.tx.output_sat,
    "fee_sat": lambda report: report.fee_sat,
    "sigop_cost": lambda report: report.sigop_cost,
    "sigop_cost_known": lambda report: report.sigop_cost_known,
    "sigop_vsize": lambda report: report.sigop_vsize_vb,
}
"""The members that every transaction has, without its findings, in their order."""


def decode_members(report: Report, names: Iterable[str] = MEMBERS) -> dict[str, Data]:
    """Those of the MEMBERS that have these names."""
    return {name: MEMBERS[name](report) for name in names}


def fee_members(report: Report) -> dict[str, Data]:
    """What is there besides where the fee is known."""
    if report.fee_sat is None:
        return {}
    data: dict[str, Data] = {"fee": Amount(report.fee_sat)}
    if not report.tx.is_coinbase:
        data["fee_rate_sat_per_kvb"] = fee_rate(report.fee_sat, report.tx.vsize_vb)
        data["sigop_fee_rate_sat_per_kvb"] = fee_rate(report.fee_sat, report.sigop_vsize_vb)
    return data


def fee_rate(fee_sat: int, vsize_vb: int) -> int:
    """Satoshi per 1,000 virtual bytes, towards zero."""
    return fee_sat * 1000 // vsize_vb if fee_sat >= 0 else -(-fee_sat * 1000 // vsize_vb)


def inputs_data(report: Report) -> Data:
    """All inputs."""
    is_coinbase, network = report.tx.is_coinbase, report.network
    return listed(lambda item: input_data(item, is_coinbase, network), report.inputs)


def input_data(item: InputReport, is_coinbase: bool, network: Network) -> dict[str, Data]:
    """One input."""
    txin = item.txin
    asm = None if is_coinbase else asm_of(item.script_sig, sighash_types=True)
    scripts = [inner_script_data(inner) for inner in item.inner_scripts]
    spend = spend_data(item.kind.key, item.certainty.value, _captures(item.kind), item.fits, item.kind.facts, scripts)
    return txin_data(txin, asm, item.sequence_meaning, spend) | coin_data(item.coin, network)


def txin_data(txin: TxIn, asm: str | None, meaning: Match, spend: Data) -> dict[str, Data]:
    """The fields of an input, with its scriptSig as assembly, None for a coinbase; what its sequence means."""
    outpoint, (_, script), sequence, witness = txin
    data: dict[str, Data] = {}
    if asm is None:
        data["coinbase"] = script.hex()
    else:
        data["txid"] = display_hex(outpoint.txid)
        data["vout"] = outpoint.vout
        data["scriptSig"] = {"asm": asm, "hex": script.hex()}
    if witness:
        data["txinwitness"] = listed(_hex, witness)
    data["sequence"] = sequence
    data["sequence_meaning"] = {"key": meaning.key, "facts": dict(meaning.facts)}
    data["spend"] = spend
    return data


def _hex(piece: ByteSlice) -> str:
    return piece[1].hex()


def spend_data(
    kind: str,
    certainty: str,
    captures: Data,
    fits: bool = True,
    facts: Facts = NO_FACTS,
    scripts: Sequence[Data] = (),
) -> dict[str, Data]:
    """How an input spends, with the pieces that were recognised in it and the scripts that it reveals."""
    return {
        "kind": kind,
        "certainty": certainty,
        "fits": fits,
        "facts": dict(facts),
        "captures": captures,
        "scripts": [*scripts],
    }


def coin_data(coin: Coin | None, network: Network) -> dict[str, Data]:
    """What is known of a coin: its output as `getrawtransaction` prints it, or the amount alone.

    When it was made is told only where that was supplied.
    """
    if not isinstance(coin, SpentOutput):
        return {} if coin is None else {"prevout_value_sat": coin.value_sat}
    data: dict[str, Data] = {
        "generated": coin.coinbase,
        "height": coin.height,
        "mediantime_before": coin.mediantime_before,
    }
    prevout: dict[str, Data] = {
        **{name: value for name, value in data.items() if value is not None},
        "value": Amount(coin.value_sat),
        "value_sat": coin.value_sat,
        "scriptPubKey": script_pubkey_of(coin.script_pubkey, network),
    }
    return {"prevout": prevout}


def outputs_data(report: Report) -> Data:
    """All outputs, which a brief report need not have."""
    outputs, network = report.tx.outputs, report.network
    return listed(lambda n: _output(outputs[n], n, network), range(len(outputs)))


def _output(output: TxOut, n: int, network: Network) -> dict[str, Data]:
    script_pubkey = script_pubkey_of(output.script_pubkey.data, network)
    return {
        "value": Amount(output.value_sat),
        "n": n,
        "scriptPubKey": script_pubkey,
        "value_sat": output.value_sat,
        "shapes": _shapes(output.script_pubkey) if script_pubkey["type"] == NONSTANDARD else [],
    }


def _shapes(script_pubkey: ByteSlice) -> list[Data]:
    """Those of an output script of no known type."""
    from txexplain.templates.scripts import shapes_of  # hardly any has one

    return [_match(shape) for shape in shapes_of(parse(script_pubkey, keep=KEPT_OF_OUTPUT), Match(NONSTANDARD))]


def inner_script_data(inner: InnerScript) -> Data:
    """A script that is shown to open a lock, with what it is recognised as."""
    script = inner.script.slice.data
    return {
        "role": inner.role,
        "asm": asm_of(inner.script),
        "hex": script.hex(),
        "shapes": [_match(shape) for shape in inner.shapes],
    }


def _match(match: Match) -> Data:
    return {"key": match.key, "facts": dict(match.facts), "captures": _captures(match)}


def _captures(match: Match) -> Data:
    return [capture_data(role, certainty.value, *piece) for role, piece, _, certainty, _ in match.captures]


def capture_data(role: str, certainty: str, start: int, piece: bytes) -> Data:
    """A piece that was recognised."""
    return {"role": role, "certainty": certainty, "start": start, "end": start + len(piece), "hex": piece.hex()}


def finding_data(finding: Finding) -> Data:
    """A finding; its spans count from the first byte of the transaction. `conditions` are what is not known of it."""
    conditions: list[Data] = [{"kind": each.kind, "vin": each.vin} for each in finding.conditions]
    return {
        "key": finding.key,
        "level": finding.level.value,
        "certainty": finding.certainty.value,
        "facts": dict(finding.facts),
        "spans": [{"start": start, "end": end} for start, end in finding.spans],
        **({"conditions": conditions} if conditions else {}),
    }


def region_data(region: Region, raw: bytes) -> Data:
    """A tree of labelled bytes; the leaves carry them."""
    data: dict[str, Data] = {"key": region.key, "start": region.start, "end": region.end}
    if region.ordinal is not None:
        data["index"] = region.ordinal
    if region.value is not None:
        data["value"] = region.value
    if region.children:
        data["children"] = Rows(lambda: (region_data(child, raw) for child in region.children))
    else:
        data["hex"] = raw[region.start : region.end].hex()
    return data
