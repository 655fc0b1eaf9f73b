"""Raw bytes and spent outputs to a Report: the one place where the stages of finding out meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from txexplain.addresses.addresses import address_of
from txexplain.insights import deciding, findings
from txexplain.insights.timing import sequence_meaning
from txexplain.model.arguments import check_number, check_type, items_of
from txexplain.model.bytes import ByteSlice, Region
from txexplain.model.networks import MAIN, Network
from txexplain.model.report import (
    Capture,
    Coin,
    InnerScript,
    InputReport,
    Match,
    OutputReport,
    Report,
    SpentAmount,
    SpentOutput,
)
from txexplain.model.script import NONSTANDARD, SCRIPT_ROLES, Script
from txexplain.model.transaction import INT64_LIMIT, MAX_BLOCK_SIGOPS_COST, Transaction, TxIn
from txexplain.templates.outputs import key_of, output_type
from txexplain.templates.spends import spend_of
from txexplain.templates.spends.view import SpendView
from txexplain.wire.script import KEPT_OF_OUTPUT, parse
from txexplain.wire.sigops import MOST_SIGOP_COST_OF_BYTE, sigop_cost
from txexplain.wire.transaction import decode

if TYPE_CHECKING:
    from txexplain.model.chain import Lookup

_WITHOUT_RULES_INSIDE_P2SH = ("witness_v1_taproot", "anchor")  # programs of version 1, whose rules are for outputs

_NO_MEANING = Match("")


def analyse(
    raw: bytes,
    spent_outputs: Sequence[Coin | None] = (),
    network: Network = MAIN,
    lookup: Lookup | None = None,
) -> Report:
    """Everything that the bytes of a transaction tell, which are those of the wire, with witness (BIP144) or without.

    `spent_outputs` are in input order, a SpentAmount where only the amount is known, None where nothing is; those at
    the end may be left out. `network` is that of the addresses, `lookup` what a server told of the transaction.

    Raises DecodeError where the bytes are not a transaction, TypeError or ValueError where
    an argument is wrong.
    """
    return with_findings(unjudged(raw, spent_outputs, network, lookup))


def unjudged(
    raw: bytes,
    spent_outputs: Sequence[Coin | None] = (),
    network: Network = MAIN,
    lookup: Lookup | None = None,
) -> Report:
    """What `analyse` gives, without the findings: for the byte map, which shows none. Raises as that does."""
    check_type("raw", raw, bytes)
    check_type("network", network, Network)
    given = _spent_outputs(spent_outputs)
    return read_report(decode(raw), given, network, lookup)


def with_findings(report: Report) -> Report:
    """The report with what is noticed in it."""
    return report._replace(findings=tuple(findings(report)))


def report_of(
    tx: Transaction, given: Sequence[Coin | None], network: Network, lookup: Lookup | None = None
) -> Report:
    """Everything that a decoded transaction tells; the arguments are those of `analyse`."""
    return with_findings(read_report(tx, given, network, lookup))


def read_report(
    tx: Transaction, given: Sequence[Coin | None], network: Network, lookup: Lookup | None = None
) -> Report:
    """What `report_of` gives, without the findings."""
    spent = coins_of(tx, given)
    known = {coin: coin_report(coin, network) for coin in {*spent} if isinstance(coin, SpentOutput)}
    inputs = tuple(
        input_report(tx, txin, coin, known.get(coin) if isinstance(coin, SpentOutput) else None, network)
        for txin, coin in zip(tx.inputs, spent, strict=True)
    )
    outputs = tuple(output_report(*output, network) for output in tx.outputs)
    return brief_report(tx, spent, network)._replace(inputs=inputs, outputs=outputs, lookup=lookup)


def coins_of(tx: Transaction, given: Sequence[Coin | None]) -> Sequence[Coin | None]:
    """What each input spends, as far as that was given. Raises ValueError where more was."""
    if len(given) > len(tx.inputs):
        raise ValueError(f"spent_outputs are {len(given)}, of a transaction that has {len(tx.inputs)} inputs")
    return [*given, *[None] * (len(tx.inputs) - len(given))]


def brief_report(tx: Transaction, spent: Sequence[Coin | None], network: Network) -> Report:
    """The amounts and the sigops of a report, with neither inputs nor outputs; `spent` as `coins_of` gives it."""
    input_sat = _input_sat(tx, spent)
    scripts = [coin.script_pubkey if isinstance(coin, SpentOutput) else None for coin in spent]
    return Report(
        tx,
        network,
        (),
        (),
        input_sat,
        None if input_sat is None else input_sat - tx.output_sat,
        sigop_cost=sigop_cost(tx, scripts),
        sigop_cost_known=tx.is_coinbase or None not in scripts,
    )


def to_judge(tx: Transaction, given: Sequence[Coin | None], lookup: Lookup | None = None) -> Report:
    """What judging the inputs takes of the report that `report_of` gives, and no more; it is for nothing else.

    Of the findings it has those that decide, of an input how it spends. There are no outputs, addresses or shapes.
    """
    spent = coins_of(tx, given)
    inputs = tuple(_input_to_judge(tx, txin, coin) for txin, coin in zip(tx.inputs, spent, strict=True))
    input_sat = _input_sat(tx, spent)
    fee_sat = None if input_sat is None else input_sat - tx.output_sat
    report = Report(tx, MAIN, inputs, (), input_sat, fee_sat, lookup=lookup)
    if len(tx.raw) * MOST_SIGOP_COST_OF_BYTE > MAX_BLOCK_SIGOPS_COST:
        scripts = [coin.script_pubkey if isinstance(coin, SpentOutput) else None for coin in spent]
        report = report._replace(sigop_cost=sigop_cost(tx, scripts))
    return report._replace(findings=tuple(deciding(report)))


def _input_to_judge(tx: Transaction, txin: TxIn, coin: Coin | None) -> InputReport:
    script_sig = parse(txin.script_sig, keep=KEPT_OF_OUTPUT)
    spent, spent_type = None, None
    if isinstance(coin, SpentOutput):
        spent_type = key_of(coin.script_pubkey)
        script = Script(ByteSlice(0, coin.script_pubkey), ())
        spent = OutputReport(coin.value_sat, script, Match(spent_type), None)
    view = SpendView(script_sig, txin.witness, spent_type, tx.is_coinbase)
    return InputReport(txin, script_sig, *spend_of(view), _NO_MEANING, spent, coin=coin)


def with_others(report: Report, raws: Iterable[bytes]) -> Report:
    """The report with what only shows when these transactions are looked at with it. Raises DecodeError."""
    from txexplain.insights import nonces_across  # most have none beside them

    others = (analyse(raw, network=report.network) for raw in raws)
    return report._replace(findings=(*report.findings, *nonces_across.find(report, others)))


def _spent_outputs(given: object) -> list[Coin | None]:
    """What was given as spent outputs, if that is what it is. Raises TypeError or ValueError."""
    found: list[Coin | None] = []
    for index, item in enumerate(items_of("spent_outputs", given)):
        check_type(f"spent_outputs[{index}]", item, SpentOutput, SpentAmount, type(None))
        coin = item if isinstance(item, SpentOutput | SpentAmount) else None
        if coin is not None:
            check_number(f"spent_outputs[{index}].value_sat", coin.value_sat, -INT64_LIMIT, INT64_LIMIT - 1)
        if isinstance(coin, SpentOutput):
            check_type(f"spent_outputs[{index}].script_pubkey", coin.script_pubkey, bytes)
        found.append(coin)
    return found


def regions(report: Report, limit: int | None = None) -> Region:
    """The labelled byte tree of the transaction, with what was recognised in its scripts. The leaves tile it.

    After `limit` regions, what is left of each list is one leaf.
    """
    check_type("report", report, Report)
    from txexplain.wire.regions import Budget, transaction_regions  # only the byte map needs it

    roles = {capture.slice.span: capture for capture in _captures(report)}
    return transaction_regions(report.tx, roles, Budget(limit))


def _input_sat(tx: Transaction, spent: Sequence[Coin | None]) -> int | None:
    """What goes in, in satoshi; None where a spent output is missing or spent twice, and for a coinbase."""
    known = [coin.value_sat for coin in spent if coin is not None]
    if not known or len(known) < len(spent) or tx.is_coinbase:
        return None
    return sum(known) if len({txin.outpoint for txin in tx.inputs}) == len(spent) else None


def input_report(
    tx: Transaction, txin: TxIn, coin: Coin | None, spent: OutputReport | None, network: Network
) -> InputReport:
    """One input by itself; `spent` is the report on its coin, where the script of that is known."""
    script_sig = parse(txin.script_sig, keep=KEPT_OF_OUTPUT)
    spent_type = spent.type.key if spent else None
    view = SpendView(script_sig, txin.witness, spent_type, tx.is_coinbase, network.bip34_height)
    spend, certainty, fits = spend_of(view)
    inner = tuple([inner_script(each.role, each.slice) for each in spend.captures if each.role in SCRIPT_ROLES])
    if inner and any(script.shapes for script in inner):
        from txexplain.templates.spends.preimages import preimages

        spend = spend._replace(captures=spend.captures + preimages(inner, chain(view.pushes or (), txin.witness)))
    return InputReport(txin, script_sig, spend, certainty, fits, sequence_meaning(tx, txin), spent, inner, coin)


def output_report(value_sat: int, script_pubkey: ByteSlice, network: Network) -> OutputReport:
    """One output by itself."""
    script = parse(script_pubkey, keep=KEPT_OF_OUTPUT)
    type_ = output_type(script)
    shapes: tuple[Match, ...] = ()
    if type_.key == NONSTANDARD and script.instructions:
        shapes = _shapes(script, type_)
    return OutputReport(value_sat, script, type_, address_of(script_pubkey.data, network), shapes)


def coin_report(coin: SpentOutput, network: Network) -> OutputReport:
    """A spent output by itself; its script counts from 0."""
    return output_report(coin.value_sat, ByteSlice(0, coin.script_pubkey), network)


def brief_coin_report(coin: SpentOutput) -> OutputReport:
    """The same without its address and its shapes."""
    script = parse(ByteSlice(0, coin.script_pubkey), keep=KEPT_OF_OUTPUT)
    return OutputReport(coin.value_sat, script, output_type(script), None)


def inner_script(role: str, piece: ByteSlice) -> InnerScript:
    """A script that an input reveals, and what it is recognised as."""
    script = parse(piece, tapscript=role == "leaf_script")
    type_ = output_type(script)
    if role == "redeem_script" and type_.key in _WITHOUT_RULES_INSIDE_P2SH:
        from txexplain.templates.outputs import witness_unknown  # hardly any reveals one

        type_ = witness_unknown.match(script) or type_
    if type_.key.startswith("witness_") and not script.tapscript:
        return InnerScript(role, script, (type_,))
    return InnerScript(role, script, _shapes(script, type_))


def _shapes(script: Script, type_: Match) -> tuple[Match, ...]:
    from txexplain.templates.scripts import shapes_of  # most transactions reveal no script

    return shapes_of(script, type_)


def _captures(report: Report) -> Iterator[Capture]:
    """Everything recognised in the bytes of the transaction; later ones are the more telling."""
    from txexplain.templates.scripts.operands import operands

    for output in report.outputs:
        if output.type.key == NONSTANDARD:
            yield from operands(output.script)
        for match in (output.type, *output.shapes):
            yield from match.captures
    for item in report.inputs:
        for inner in item.inner_scripts:
            yield from operands(inner.script)
            for match in reversed(inner.shapes):
                yield from match.captures
        yield from item.kind.captures
