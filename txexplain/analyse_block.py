"""Raw bytes to a BlockReport: a block read in one pass, counted, and checked as far as it can be by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from txexplain.insights import check_transaction
from txexplain.model.arguments import check_number, check_type
from txexplain.model.block import (
    BIP34_VERSION,
    CHECKS,
    SEGWIT_HEIGHT,
    BlockHeader,
    BlockReport,
    BlockStart,
    Check,
    Counts,
    Height,
)
from txexplain.model.frozen import FrozenDict
from txexplain.model.networks import MAIN, Network
from txexplain.model.report import Facts, Report
from txexplain.model.transaction import MAX_BLOCK_WEIGHT, WITNESS_SCALE_FACTOR, Transaction, TxIn
from txexplain.templates.outputs import output_type
from txexplain.templates.spends import spend_of
from txexplain.templates.spends.view import SpendView
from txexplain.wire.block import (
    BlockReader,
    commitment_of,
    committed_hash,
    merkle_root,
    repeated_leaves,
    target_of,
    work_number,
)
from txexplain.wire.block_scan import BlockScan
from txexplain.wire.script import KEPT_OF_OUTPUT, parse


def analyse_block(
    raw: bytes, network: Network = MAIN, height: int | None = None, *, by_server: bool = False
) -> BlockReport:
    """Everything that the bytes of a block tell, and its height where that is known besides, or `by_server` stated.

    Raises DecodeError where they are no block, TypeError and ValueError where an argument is wrong.
    """
    check_type("raw", raw, bytes)
    check_type("network", network, Network)
    if height is not None:
        check_number("height", height, 0)
    reader = BlockReader(raw)
    tally = _Tally(reader, network)
    for tx in reader.transactions():
        tally.add(tx)
    return _report(reader, tally, height, by_server=by_server)


def failing_checks(
    raw: bytes, network: Network = MAIN, height: int | None = None, *, by_server: bool = False
) -> tuple[Check, ...]:
    """Those of the checks of `analyse_block` that fail, and nothing else of it, at a small part of the cost."""
    from txexplain.wire.quickly import decode_quickly

    reader = BlockScan(raw)
    tally = _Checked(network)
    for tx in reader.scanned():
        tally.add(decode_quickly(tx.raw))
    report = _report(reader, tally, height, by_server=by_server)
    return tuple(check for check in report.checks if check.holds is False)


def _report(reader: BlockReader, tally: _Checked, height: int | None, *, by_server: bool) -> BlockReport:
    layout, network = reader.layout(), tally.network
    coinbase = tally.first if tally.first is not None and tally.first.is_coinbase else None
    known = _known(_height(coinbase, reader.header, network), height, by_server=by_server)
    commitment = None if coinbase is None else commitment_of(coinbase)
    counts = tally.counts()
    target = target_of(reader.header.bits)
    report = BlockReport(layout, network, target, (), counts, coinbase, known, commitment, _pushes(coinbase))
    return report._replace(checks=tuple(_checks(report, tally)))


def block_start(
    raw: bytes, network: Network = MAIN, height: int | None = None, *, by_server: bool = False
) -> BlockStart:
    """What a block begins with; no more of it is read than its first transaction. As `analyse_block` else."""
    reader = BlockReader(raw)
    start = BlockStart(reader.header, network, reader.count, next(reader.transactions(), None), None)
    stated = _height(start.coinbase, reader.header, network)
    return start._replace(height=_known(stated, height, by_server=by_server))


def _known(stated: Height | None, height: int | None, *, by_server: bool) -> Height | None:
    """How the height is known, where the coinbase begins with `stated`, and somebody knows `height`."""
    if height is None or (by_server and stated is not None and stated.source == "stated"):
        return stated
    return Height(height, "server" if by_server else "known")


class _Checked:
    """Counts what the checks need, and keeps nothing of transactions but the first, and their ids."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.first: Transaction | None = None
        self.wtxids: list[bytes] = []
        self.other_coinbase = 0
        self._inputs = self._outputs = self._with_witness = self._base_size = 0
        self._broken = self._first_broken = 0
        self._rule = ""

    def add(self, tx: Transaction) -> None:
        number = len(self.wtxids)
        if number == 0:
            self.first = tx
        elif tx.is_coinbase and not self.other_coinbase:
            self.other_coinbase = number
        self.wtxids.append(tx.wtxid)
        self._inputs += len(tx.inputs)
        self._outputs += len(tx.outputs)
        self._with_witness += tx.has_witness
        self._base_size += tx.base_size_bytes
        finding = next(check_transaction.find(Report(tx, self.network, (), (), None, None)), None)
        if finding is not None:
            if not self._broken:
                self._first_broken, self._rule = number, finding.key
            self._broken += 1

    def counts(self) -> Counts:
        return Counts(
            self._inputs,
            self._outputs,
            self._with_witness,
            self._base_size,
            FrozenDict(),
            FrozenDict(),
            self._broken,
            self._first_broken,
            self._rule,
        )


class _Tally(_Checked):
    """Counts kinds of outputs and spends too."""

    def __init__(self, reader: BlockReader, network: Network) -> None:
        super().__init__(network)
        self._reader = reader
        self._types: Counter[str] = Counter()
        self._type_names: list[str] = []
        self._type_of_output = bytearray()  # which of these names, of each output of the block
        self._spends: Counter[tuple[str, str]] = Counter()

    def add(self, tx: Transaction) -> None:
        super().add(tx)
        for txin in tx.inputs:
            self._spends[self._spend(tx, txin)] += 1
        for output in tx.outputs:
            self._add_type(output_type(parse(output.script_pubkey, keep=KEPT_OF_OUTPUT)).key)

    def _add_type(self, key: str) -> None:
        if key not in self._type_names:
            self._type_names.append(key)
        self._type_of_output.append(self._type_names.index(key))
        self._types[key] += 1

    def _spend(self, tx: Transaction, txin: TxIn) -> tuple[str, str]:
        """The kind of spend, and whether it is proven: where the coin was made in this block, or it spends none."""
        place = None if tx.is_coinbase else self._reader.output_number(txin.outpoint)
        spent_type = None if place is None else self._type_names[self._type_of_output[place]]
        script_sig = parse(txin.script_sig, keep=KEPT_OF_OUTPUT)
        view = SpendView(script_sig, txin.witness, spent_type, tx.is_coinbase, self.network.bip34_height)
        spend, certainty, _ = spend_of(view)
        return spend.key, certainty.value

    def counts(self) -> Counts:
        counts = super().counts()
        return counts._replace(
            output_types=FrozenDict(self._types.most_common()), spends=FrozenDict(self._spends.most_common())
        )


def _pushes(coinbase: Transaction | None) -> tuple[bytes, ...]:
    if coinbase is None:
        return ()
    script = parse(coinbase.inputs[0].script_sig, keep=KEPT_OF_OUTPUT)
    return tuple(each.data for each in script.instructions if each.data)


def _height(coinbase: Transaction | None, header: BlockHeader, network: Network) -> Height | None:
    """The height that the coinbase begins with (BIP34)."""
    if coinbase is None or not coinbase.is_coinbase:
        return None
    script_sig = parse(coinbase.inputs[0].script_sig, keep=KEPT_OF_OUTPUT)
    found = spend_of(SpendView(script_sig, (), None, True, bip34_height=1)).kind.facts.get("height")
    if found is None:
        return None
    number = int(found)
    stated = header.version >= BIP34_VERSION and number >= network.bip34_height
    return Height(number, "stated" if stated else "begins_like")


def _checks(report: BlockReport, tally: _Checked) -> Iterator[Check]:
    """In Core's order: CheckBlockHeader, CheckBlock, ContextualCheckBlock."""
    layout, counts = report.layout, report.counts
    yield _work(report)
    same = merkle_root(layout.txids) == layout.header.merkle_root
    yield _check("merkle_root", "" if same else "differs")
    repeated = repeated_leaves(layout.txids)
    if repeated is None:
        yield _check("no_duplicate_leaves")
    else:
        first, second, length = repeated
        at_the_end = second + length == len(layout.txids)
        reason = "repeated_inside" if not at_the_end else "repeated" if first else "repeated_half"
        yield _check("no_duplicate_leaves", reason, first=first, second=second, length=length)
    missing = "empty" if tally.first is None else "none"
    code = "bad-blk-length" if tally.first is None else ""
    yield _check("coinbase_first", "" if report.coinbase else missing, code)
    yield _check("only_one_coinbase", "another" if tally.other_coinbase else "", number=tally.other_coinbase)
    broken = {"count": counts.broken, "number": counts.first_broken}
    yield _check("transactions", "broken" if counts.broken else "", counts.rule, **broken)
    yield _witness(report, tally.wtxids)
    yield _weight(report)


def _check(key: str, reason: str = "", code: str = "", **facts: int | str) -> Check:
    """A check that fails for that reason, or holds where there is none."""
    if not reason:
        return Check(key, True)
    return Check(key, False, reason, code or CHECKS[key], Facts(facts))


def _work(report: BlockReport) -> Check:
    """Core: CheckProofOfWork."""
    if report.target is None:
        return _check("hash_below_target", "no_target")
    if report.target > report.network.pow_limit:
        return _check("hash_below_target", "too_easy", network=report.network.name)
    return _check("hash_below_target", "above" if work_number(report.header.hash) > report.target else "")


def _weight(report: BlockReport) -> Check:
    """Core: CheckBlock looks at the size without witness, ContextualCheckBlock at the weight."""
    too_long = report.base_size_bytes * WITNESS_SCALE_FACTOR > MAX_BLOCK_WEIGHT
    code = "bad-blk-length" if too_long else ""
    reason = "too_heavy" if report.weight_wu > MAX_BLOCK_WEIGHT else ""
    return _check("weight", reason, code)._replace(facts=Facts(weight_wu=report.weight_wu))


def _witness(report: BlockReport, wtxids: Sequence[bytes]) -> Check:
    """Core: CheckWitnessMalleation. It asks for nothing before segwit, or where there is no witness at all."""
    commitment = report.commitment
    key = "witness_commitment"
    if _before_segwit(report):
        if report.counts.with_witness:
            return _check(key, "unexpected", "unexpected-witness")
        return Check(key, None, "before_segwit")
    if commitment is None:
        if report.counts.with_witness:
            return _check(key, "unexpected", "unexpected-witness")
        return Check(key, None, "no_witness")
    if commitment.reserved is None:
        return _check(key, "no_reserved_value", "bad-witness-nonce-size", vout=commitment.vout)
    same = committed_hash(wtxids, commitment.reserved) == commitment.hash
    return _check(key, "" if same else "differs")._replace(facts=Facts(vout=commitment.vout))


def _before_segwit(report: BlockReport) -> bool:
    height = report.height
    return report.network.name == MAIN.name and height is not None and height.counts and height.number < SEGWIT_HEIGHT
