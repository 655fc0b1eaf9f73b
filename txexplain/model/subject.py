"""What any source gives to be looked at: the bytes, what is known besides, and by which rules to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from txexplain.model.frozen import FrozenDict
from txexplain.model.networks import MAIN, NETWORKS, Network
from txexplain.model.report import NO_FACTS, Coin, Facts
from txexplain.model.transaction import OutPoint

if TYPE_CHECKING:
    from txexplain.model.chain import Lookup
    from txexplain.model.examples import BlockExample, Example
    from txexplain.model.policy import PolicySettings
    from txexplain.model.rules import Rules

S = TypeVar("S", "Subject", "PsbtSubject")
PSBT_MAGIC = b"psbt\xff"  # what a PSBT begins with (BIP174)


class Origin(NamedTuple):
    """What the bytes were taken from: the `form` of a text (`json_rpc_result`, `dump`, …), and the place in it."""

    form: str
    place: str = ""


class Note(NamedTuple):
    """Something that was taken for granted on the way, which whoever gave it should know."""

    key: str
    facts: Facts = NO_FACTS


class Subject(NamedTuple):
    """A raw transaction, the outputs that it spends as far as they are known, and by which rules it is judged.

    `spent_outputs` are in input order, no more than inputs, None where not known. The rules are `rules` where they
    are named, else those of the mainnet block of `height`, else today's. `example` is the bundled transaction that
    it is, which is its label: nothing is found out from that. `origin` is what it was taken from, where it was
    found in other text; `notes` are what else is to be said about how it was taken; `lookup` is what a node or an
    explorer told of it, where one was asked; `called` are its id and whom to ask, where it was given by its id.
    `told_height` is that of its mainnet block as a server or a coinbase states it, by which nothing is valid.
    `policy` is by which node's relay policy it is told, None for the default of the newest one.
    `proven` are the inputs whose spent output is that of a whole earlier transaction that was given, and whose id
    was computed again; `parents` are these transactions, raw.
    """

    raw: bytes
    spent_outputs: tuple[Coin | None, ...] = ()
    network: Network = MAIN
    rules: Rules | None = None
    height: int | None = None
    example: Example | None = None
    origin: Origin | None = None
    notes: tuple[Note, ...] = ()
    lookup: Lookup | None = None
    told_height: int | None = None
    proven: frozenset[int] = frozenset()
    called: str = ""
    parents: tuple[bytes, ...] = ()
    policy: PolicySettings | None = None

    @property
    def name(self) -> str:
        """The words by which a command finds it again; empty where it was given by its bytes."""
        return self.example.name if self.example else self.called


class PsbtSubject(NamedTuple):
    """A raw PSBT, told of as a Subject tells of a transaction; the spent outputs are those that were given beside it.

    The rules are those by which the finished transaction is judged.
    """

    raw: bytes
    spent_outputs: tuple[Coin | None, ...] = ()
    network: Network = MAIN
    rules: Rules | None = None
    height: int | None = None
    example: Example | None = None
    origin: Origin | None = None
    notes: tuple[Note, ...] = ()
    lookup: Lookup | None = None
    told_height: int | None = None
    proven: frozenset[int] = frozenset()
    policy: PolicySettings | None = None


class MessageSubject(NamedTuple):
    """The bytes of a message that a signature signs, which were given by themselves."""

    raw: bytes
    network: Network = MAIN


class LockSubject(NamedTuple):
    """What locks coins, given by itself: its `kind` is `address`, `descriptor`, `script` or `public_key`.

    `text` is what was given, tidied up; `raw` the script or the key where one was given. `network` is the one that
    was asked for. `indexes` are the first and the last of a range that are looked at, None where nobody said which.
    """

    kind: str
    text: str
    raw: bytes = b""
    network: Network | None = None
    indexes: tuple[int, int] | None = None
    notes: tuple[Note, ...] = ()


def judged_by(subject: S, rules: Rules | None, height: int | None) -> S:
    """The same, by these rules, or else those of that mainnet block, or else by those that it had."""
    if rules is None and height is None:
        return subject
    from txexplain.model.rules import what_decides

    decided, of_block = what_decides((rules, height), (subject.rules, subject.height))
    return subject._replace(rules=decided, height=of_block)


def subject_of(example: Example) -> Subject:
    """A bundled transaction, with what it spends; one of mainnet is judged by the rules of its own block."""
    height = example.block_height if example.network == MAIN.name else None
    network = NETWORKS[example.network]
    return Subject(example.raw, example.spent_outputs, network, height=height, example=example)


def psbt_subject_of(example: Example) -> PsbtSubject:
    """A bundled PSBT."""
    return PsbtSubject(example.raw, network=NETWORKS[example.network], example=example)


class BlockSubject(NamedTuple):
    """A raw block. `height` is None where only its own bytes can tell; the others are as in Subject.

    Of one that is no example the height is the word of a server; `lookup` is what that told of its coinbase. `coins`
    is what is told of the outputs that its transactions spend.
    """

    raw: bytes
    network: Network = MAIN
    height: int | None = None
    example: BlockExample | None = None
    origin: Origin | None = None
    lookup: Lookup | None = None
    called: str = ""
    coins: FrozenDict[OutPoint, Coin] = FrozenDict()

    @property
    def name(self) -> str:
        """The words by which a command finds it again; empty where it was given by its bytes."""
        return self.example.name if self.example else self.called


def subject_of_block(example: BlockExample) -> BlockSubject:
    return BlockSubject(example.raw, NETWORKS[example.network], example.height, example)
