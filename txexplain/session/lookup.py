"""What a node or an explorer tells of a transaction: its coins, its block, what became of its outputs.

What somebody gave, or a PSBT brings, is kept: where a server tells something else, that is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TypeVar

from txexplain.model.chain import InBlock, Lookup, OutputState
from txexplain.model.errors import DecodeError, InputError, ServerError
from txexplain.model.networks import MAIN, Network
from txexplain.model.report import Coin, Facts, SpentOutput
from txexplain.model.subject import BlockSubject, Note, PsbtSubject, Subject
from txexplain.model.transaction import SEQUENCE_LOCKTIME_DISABLE_FLAG, OutPoint, Transaction
from txexplain.session.asking import Asking
from txexplain.session.coins import known_coins
from txexplain.session.taken import Taken
from txexplain.spent_outputs import SpentOutputs
from txexplain.wire.script import instructions
from txexplain.wire.transaction import decode

S = TypeVar("S", Subject, PsbtSubject)
_MOST_PARENTS = {"node": 5_000, "esplora": 100}  # an explorer has to be asked for each of them by itself
_MOST_BYTES = 200_000_000  # of earlier transactions
_AT_ONCE = 250  # earlier transactions that are in memory together
_MOST_ON_WORD = 5_000  # coins
_SHOWN_OF_SCRIPT = 80  # characters


def looked_up(subject: S, taken: Taken) -> S:
    """The subject, which was taken so, with what the server tells of it.

    It stays as it was where it is an example that nothing is asked about, or does not read. Raises InputError where
    something else was given than the server tells, and ServerError.
    """
    asking = taken.asking
    try:
        tx, known = known_coins(subject)
    except DecodeError:
        return subject  # which is told when it is read
    if asking is None or is_left_alone(subject, asking):
        return subject
    asked: _Asked = _Asked(tx, asking, taken.by_id)
    coins, lookup = asked.coins_beside(known), asked.lookup
    notes = [*subject.notes, *asked.notes]
    is_bytes = not taken.by_id and subject.raw == tx.raw
    if is_bytes and asked.has_other_bytes(tx.raw):
        notes.append(Note("other_witness", Facts(server=lookup.server.name)))
    if taken.output is not None:
        notes.append(_note_of_output(tx, lookup, taken.output, asking.network))
    at = lookup.block.height if lookup.block and asking.network.name == MAIN.name else None
    return subject._replace(
        spent_outputs=coins,
        network=asking.network,
        height=subject.height if at is None else at,
        notes=tuple(notes),
        lookup=lookup,
    )


def is_left_alone(subject: Subject | PsbtSubject | BlockSubject, asking: Asking) -> bool:
    """Whether it is an example, whose coins are known, and nobody asked for more; or one of another network.

    A server that a variable names is left alone too where another network is wanted.
    """
    if subject.example is None:
        return not asking.explicit and asking.is_elsewhere
    return not asking.explicit or subject.network.name != asking.network.name


class _Asked:
    """What one transaction has the server asked, each thing once."""

    def __init__(self, tx: Transaction, asking: Asking, by_id: bool) -> None:
        self._tx, self._source, self._by_id = tx, asking.source, by_id
        self.notes: list[Note] = []
        _ = asking.network  # which is refused first
        self._named_block = asking.block
        self._block, self._in_mempool = self._where(asking)
        self._wanted = tuple(dict.fromkeys(each.outpoint for each in tx.inputs if not each.outpoint.is_null))
        self._proven = self._from_parents()
        self._stated = self._by_word()

    def _where(self, asking: Asking) -> tuple[InBlock | None, bool]:
        """Raises InputError where it is not in the block that was named."""
        found = self._source.where(self._tx.txid, asking.block)
        if asking.block is None or found[0] is not None:
            return found
        if asking.is_block_named:
            raise InputError("not_in_named_block", server=self._source.server.name)
        return self._source.where(self._tx.txid)

    @property
    def is_known(self) -> bool:
        return self._by_id or self._in_mempool or self._block is not None

    @property
    def _block_hash(self) -> bytes | None:
        return None if self._block is None else self._block.hash

    @cached_property
    def lookup(self) -> Lookup:
        height, median_time = self._source.tip()
        outputs, coins = self._outputs(), tuple(self._proof_of(each.outpoint) for each in self._tx.inputs)
        return Lookup(
            *(self._source.server, self.is_known, self._in_mempool, self._block),
            *(outputs, coins, height, median_time),
        )

    def has_other_bytes(self, raw: bytes) -> bool:
        """Whether the server has the transaction with other bytes, which differ in what no txid covers."""
        if not self.is_known:
            return False
        theirs = self._source.transaction(self._tx.txid, self._named_block)
        return theirs is not None and theirs != raw

    def coins_beside(self, known: Sequence[Coin | None]) -> tuple[Coin | None, ...]:
        """All that is known together of the coins. Raises InputError where the server tells something else."""
        told = SpentOutputs(self._tx, known)
        try:
            told.add([self._coin(each.outpoint) for each in self._tx.inputs])
        except InputError as error:
            vin = int(error.facts["vin"])
            why = self._proof_of(self._tx.inputs[vin].outpoint) or ""
            raise InputError("server_coin_differs", vin=vin, server=self._source.server.name, why=why) from error
        return told.coins

    def _coin(self, outpoint: OutPoint) -> SpentOutput | None:
        """With its age, where that is told."""
        proven, stated = self._proven.get(outpoint), self._stated.get(outpoint)
        if proven is None or stated is None:
            return proven or stated
        return proven._replace(height=stated.height, mediantime_before=stated.mediantime_before)

    def _proof_of(self, outpoint: OutPoint) -> str | None:
        return "parent" if outpoint in self._proven else "server" if outpoint in self._stated else None

    def _from_parents(self) -> dict[OutPoint, SpentOutput]:
        """The coins that earlier transactions prove, whose ids are theirs."""
        wanted: dict[bytes, list[OutPoint]] = {}
        for outpoint in self._wanted:
            wanted.setdefault(outpoint.txid, []).append(outpoint)
        found: dict[OutPoint, SpentOutput] = {}
        for parent in self._parents(tuple(wanted)):
            for outpoint in wanted.get(parent.txid, ()):
                if outpoint.vout < len(parent.outputs):
                    found[outpoint] = _made_by(parent, outpoint.vout)
                elif not any(note.key == "coin_not_made" for note in self.notes):
                    self.notes.append(Note("coin_not_made", self._not_made(outpoint, len(parent.outputs))))
        return found

    def _not_made(self, outpoint: OutPoint, count: int) -> Facts:
        vin = next(number for number, each in enumerate(self._tx.inputs) if each.outpoint == outpoint)
        return Facts(vin=vin, vout=outpoint.vout, count=count)

    def _parents(self, txids: Sequence[bytes]) -> Iterator[Transaction]:
        """Those that the server has, some at a time, and of too many or too large ones only the first."""
        most = _MOST_PARENTS.get(self._source.server.kind, _MOST_PARENTS["esplora"])
        left, size, asked = iter(txids[:most]), 0, 0
        while chunk := tuple(islice(left, _AT_ONCE)):
            asked += len(chunk)
            for raw in self._source.transactions(chunk).values():
                size += len(raw)
                yield decode(raw)
            if size > _MOST_BYTES:
                break
        if asked < len(txids):
            server = self._source.server.name
            self.notes.append(Note("only_some_parents", Facts(count=asked, total=len(txids), server=server)))

    def _by_word(self) -> dict[OutPoint, SpentOutput]:
        """What the server states: of coins without a proof, and of those whose age counts."""
        asked = [each for each in self._wanted if each not in self._proven or each in self._whose_age_counts]
        if not asked:
            return {}
        told = self._source.coins(asked[:_MOST_ON_WORD], self._tx.txid, self._block_hash)
        for outpoint, coin in told.items():
            proven = self._proven.get(outpoint)
            if proven is not None and proven[:2] != coin[:2]:
                vin = next(number for number, each in enumerate(self._tx.inputs) if each.outpoint == outpoint)
                raise ServerError("server_contradicts_itself", server=self._source.server.name, vin=vin)
        return self._with_median_times({each: told[each] for each in asked if each in told})

    def _with_median_times(self, told: dict[OutPoint, SpentOutput]) -> dict[OutPoint, SpentOutput]:
        """With the median time of the block before that of each coin, from which BIP68 counts."""
        heights = {
            outpoint: coin.height - 1
            for outpoint, coin in told.items()
            if coin.height and coin.mediantime_before is None and outpoint in self._whose_age_counts
        }
        times = self._source.median_times(sorted(set(heights.values()))) if heights else {}
        ages = {outpoint: times.get(height) for outpoint, height in heights.items()}
        return {
            outpoint: coin._replace(mediantime_before=ages[outpoint]) if outpoint in ages else coin
            for outpoint, coin in told.items()
        }

    @cached_property
    def _whose_age_counts(self) -> frozenset[OutPoint]:
        """Those with a relative lock (BIP68), and those of a coinbase, which has to mature."""
        locked = {each.outpoint for each in self._tx.inputs if _has_relative_lock(self._tx, each.sequence)}
        young = {outpoint for outpoint, coin in self._proven.items() if coin.coinbase}
        return frozenset(locked | young)

    def _outputs(self) -> tuple[OutputState | None, ...]:
        if not self.is_known:
            return ()
        return self._source.outputs(self._tx)


def _made_by(parent: Transaction, vout: int) -> SpentOutput:
    output = parent.outputs[vout]
    return SpentOutput(output.value_sat, output.script_pubkey.data, coinbase=parent.is_coinbase)


def _has_relative_lock(tx: Transaction, sequence: int) -> bool:
    return tx.version & 0xFFFFFFFF >= 2 and not sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG


def _note_of_output(tx: Transaction, lookup: Lookup, vout: int, network: Network) -> Note:
    """What the output is that was asked for. Raises InputError where there is none of that number."""
    from txexplain.addresses.addresses import address_of
    from txexplain.model.hexadecimal import display_hex
    from txexplain.wire.unspendable import why_unspendable

    count = len(tx.outputs)
    if vout >= count:
        raise InputError("no_such_output", vout=vout, count=count, last=count - 1)
    output = tx.outputs[vout]
    state = lookup.outputs[vout] if lookup.outputs else None
    by = state and state.txid
    facts = {
        "vout": vout,
        "sat": f"{output.value_sat:,}",
        "to": address_of(output.script_pubkey.data, network) or _short(output.script_pubkey.data),
        "txid": display_hex(by) if by else "",
        "vin": (state and state.vin) or 0,
    }
    never = why_unspendable(output.script_pubkey.data) is not None
    key = (
        "never"
        if never
        else "unknown"
        if state is None
        else "unspent"
        if not state.spent
        else "spent_by"
        if by
        else "spent"
    )
    return Note(f"output_{key}", Facts(facts))


def _short(script: bytes) -> str:
    """In assembly, of a long one the beginning."""
    parts = (item.name if item.data is None or item.flaw else f"<{item.data.hex()}>" for item in instructions(script))
    told = " ".join(islice(parts, _SHOWN_OF_SCRIPT)) or "0x"
    return told if len(told) <= _SHOWN_OF_SCRIPT else f"{told[:_SHOWN_OF_SCRIPT]}…"
