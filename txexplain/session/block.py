"""The same room for a block: what is found out of it, its transactions as sessions, and its Merkle proofs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from txexplain.analyse_block import analyse_block, block_start, failing_checks
from txexplain.model.arguments import check_type
from txexplain.model.block import BlockLayout, BlockReport, BlockStart, Check, MerkleProof
from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import MAIN
from txexplain.model.rules import height_of_exception
from txexplain.model.subject import BlockSubject, Subject
from txexplain.model.transaction import Transaction
from txexplain.recognise import secrets_hidden
from txexplain.session.arguments import texts_of
from txexplain.session.coins import SpentOutputsLike, What, with_what_is_told
from txexplain.session.on_subject import OnSubject, better_errors
from txexplain.session.page import Page, worded
from txexplain.session.servers import asking_by
from txexplain.session.taken import Taken, asked_by
from txexplain.session.transaction import Session
from txexplain.wire.block import coins_within, merkle_proof, raw_transaction, transaction_at
from txexplain.wire.block_scan import block_layout

if TYPE_CHECKING:
    from txexplain.data import Data
    from txexplain.explain.document import Document
    from txexplain.lookup.source import Source
    from txexplain.session.asking import Asking
    from txexplain.texts import Texts


class BlockSession(OnSubject[BlockSubject]):
    """One block, by a BlockSubject."""

    def __repr__(self) -> str:
        return f"<BlockSession {self.hash}>"

    @cached_property
    def report(self) -> BlockReport:
        """Everything that the block shows by itself. Raises DecodeError, or InputError that says what it is."""
        subject = self.subject
        with better_errors(of_block=True):
            report = analyse_block(subject.raw, subject.network, self._told_height, by_server=self._is_by_server)
            return report._replace(lookup=subject.lookup)

    @cached_property
    def start(self) -> BlockStart:
        """What it begins with, its height among that: no more is read. Raises as `report` does."""
        subject = self.subject
        with better_errors(of_block=True):
            return block_start(subject.raw, subject.network, self._told_height, by_server=self._is_by_server)

    @cached_property
    def failing(self) -> tuple[Check, ...]:
        """The checks that fail, of those that the report has: they alone. Raises as `report` does."""
        subject = self.subject
        with better_errors(of_block=True):
            return failing_checks(subject.raw, subject.network, self._told_height, by_server=self._is_by_server)

    @cached_property
    def layout(self) -> BlockLayout:
        """Where its transactions stand, and their txids: read, and not looked at. Raises as `report` does."""
        if "report" in vars(self):
            return self.report.layout
        with better_errors(of_block=True):
            return block_layout(self.subject.raw)

    @property
    def _told_height(self) -> int | None:
        subject, lookup = self.subject, self.subject.lookup
        return lookup.block.height if subject.height is None and lookup and lookup.block else subject.height

    @property
    def _is_by_server(self) -> bool:
        return self.subject.example is None

    @property
    def hash(self) -> str:
        """64 hex digits, in the order in which ids are displayed."""
        return display_hex(self.layout.header.hash)

    def __len__(self) -> int:
        """How many transactions it has."""
        return len(self.layout.txids)

    def transaction(
        self,
        which: int | str,
        *,
        spent_outputs: SpentOutputsLike = None,
        parents: Iterable[What] = (),
        source: Source | None = None,
    ) -> Session:
        """A transaction, by its number or txid, by the rules of its block, with the coins made earlier in that.

        More of what it spends can be told as for `read`, or asked of a `source`. Raises InputError where there is no
        such transaction.
        """
        check_type("which", which, int, str)
        asking = asking_by(source, None)
        with worded():
            subject = with_what_is_told(self._subject_of(self._number(which)), spent_outputs, parents)
            return Session(subject if asking is None else self.looked_up(subject, asking))

    def _subject_of(self, number: int) -> Subject:
        layout = self.layout
        raw, coins = raw_transaction(layout, number), coins_within(layout, number, self.subject.coins)
        subject = Subject(raw, tuple(coins), self.subject.network, height=self.proven_height)
        return subject._replace(told_height=self.start.rules_height)

    @property
    def proven_height(self) -> int | None:
        """The mainnet block by whose rules its transactions are valid, None where nothing proves which it is.

        What a server says proves none, nor does a coinbase that begins with a height (BIP34), as any block can.
        """
        subject, start = self.subject, self.start
        if subject.example is not None:
            return start.rules_height
        return height_of_exception(start.header.hash) if subject.network.name == MAIN.name else None

    def looked_up(self, subject: Subject, asking: Asking) -> Subject:
        """A transaction of the block with what a server tells of it; of a bundled one as `session/lookup.py` says."""
        from txexplain.session.lookup import is_left_alone, looked_up
        from txexplain.wire.transaction import decode

        with asked_by(asking):
            if is_left_alone(self.subject, asking):
                return subject
            around = asking.in_block(self.layout.header.hash)
            if self.subject.called:
                subject = subject._replace(called=around.called(display_hex(decode(subject.raw).txid)))
            return looked_up(subject, Taken(subject, around))

    def proof(self, asked: str | int) -> MerkleProof:
        """How a transaction, by its txid or number, leads to the Merkle root. Raises InputError where it is none."""
        check_type("asked", asked, int, str)
        with worded():
            return merkle_proof(self.layout.txids, self._number(asked))

    def page(self, lang: str = "en", *, all: bool = False) -> Page:
        """The page on the block, of its transactions the first ones, or `all`."""
        check_type("all", all, bool)
        return Page(self.document(texts_of(lang), whole=all))

    def html(self, lang: str = "en", *, all: bool = False, proof: str | int | None = None) -> str:
        """The page, or the Merkle proof of a transaction, as one HTML file in all languages: what `--html` writes."""
        from txexplain.session.sharing import shared_block, shared_proof
        from txexplain.web.page import web_page

        check_type("all", all, bool)
        texts = texts_of(lang)
        if proof is not None:
            return web_page(shared_proof(self, self.proof(proof), texts))
        return web_page(shared_block(self, texts, whole=all))

    def document(self, texts: Texts, *, whole: bool = False) -> Document:
        from txexplain.explain.pages.block import SHOWN_TRANSACTIONS, block_page

        limit = self.report.total if whole else SHOWN_TRANSACTIONS
        return block_page(self.report, self._transactions(limit), texts, self.subject.example, self.subject.name)

    def proof_document(self, proof: MerkleProof, texts: Texts) -> Document:
        from txexplain.explain.pages.merkle_proof import proof_page

        return proof_page(self.report, proof, texts)

    def data(self, proof: MerkleProof | None = None) -> dict[str, Data]:
        """What `block --json` prints, with `proof` that too."""
        from txexplain.data.block import block_data

        example = self.subject.example
        return block_data(self.report, proof, example and example.name)

    def to_dict(self, proof: str | int | None = None) -> dict[str, Any]:
        """The same as plain data, ready for `json.dumps`, with the proof of the transaction that is asked for."""
        from txexplain.data import plain

        data: dict[str, Any] = plain(self.data(None if proof is None else self.proof(proof)))
        return data

    def check_transaction(self, number: int) -> None:
        """Raises InputError where the block has no transaction of that number."""
        count = len(self)
        if not 0 <= number < count:
            raise InputError("no_such_transaction", number=number, count=count, last=max(0, count - 1))

    def _number(self, asked: int | str) -> int:
        """The transaction that is asked for by its txid, as it is displayed, or by its number."""
        if isinstance(asked, int):
            self.check_transaction(asked)
            return asked
        with secrets_hidden(asked):
            return self._named(asked)

    def _named(self, asked: str) -> int:
        word = asked.strip().lower()
        if word.isascii() and word.isdigit() and len(word) < 10:
            self.check_transaction(int(word))
            return int(word)
        for number, txid in enumerate(self.layout.txids):
            if display_hex(txid) == word:
                return number
        raise InputError("not_in_block", txid=asked[:64])

    def _transactions(self, limit: int) -> Iterator[Transaction]:
        """The first transactions, read again one by one."""
        return (transaction_at(self.report.layout, number) for number in range(min(limit, self.report.total)))
