"""What a node or an explorer tells of a transaction beyond its bytes: its block, and what became of its outputs."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.script import is_unspendable


class Server(NamedTuple):
    """Who was asked. `kind` is `node` or `esplora`; `name` is how it was named, without anything secret in it."""

    kind: str
    name: str


class InBlock(NamedTuple):
    """The block that a transaction is in. `hash` is 32 bytes in stored order.

    `time` is that in its header, in seconds (UTC). `height` and `confirmations` are the server's word, None
    where it does not tell them. Where `proven`, the header has that hash, and a Merkle proof leads from the txid
    to its root.
    """

    hash: bytes
    time: int
    height: int | None = None
    confirmations: int | None = None
    proven: bool = False

    @property
    def is_stale(self) -> bool:
        """Whether the server says that it is in no chain that it follows (Core counts no confirmations then)."""
        return self.confirmations is not None and self.confirmations < 1


class OutputState(NamedTuple):
    """Whether an output is spent, and by which input, by the server's word; `txid` is in stored order.

    `confirmed` tells whether what spends it is in a block, None where the server does not tell.
    """

    spent: bool
    txid: bytes | None = None
    vin: int | None = None
    confirmed: bool | None = None


class Unmade(NamedTuple):
    """An input that names an output beyond the `total` that the earlier transaction has, whose id was recomputed."""

    vin: int
    vout: int
    total: int


class Lookup(NamedTuple):
    """What a server told of one transaction.

    `known` is False where it knows none of that id. `block` is None where it is in none. `outputs` has an entry an
    output, None where the server cannot tell. `coins` has an entry an input: `parent` where the spent output is from
    an earlier transaction whose id was recomputed, `server` where it is the server's word, None where it is neither.
    `tip_height` and `tip_median_time` are of the best block, its word too. `witness_proven` tells
    whether the witness was checked too, which no txid and no Merkle proof covers: it is that in the whole block, or
    has the wtxid that was asked for. Where the whole block has another, `witness_differs`. `given_witness` is empty
    where the bytes are the server's; else `same` or `other` by what it has, its word too, `open` where it has none.
    `block_named` says that somebody named `block`, `stale_block` is one that was named and is in no chain, where the
    transaction is in `block` or in the mempool besides. `unmade` is an input whose coin does not exist. `missing`
    is why the server may not know it, as `Source.missing_reason` tells, where it does not.
    """

    server: Server
    known: bool = True
    in_mempool: bool = False
    block: InBlock | None = None
    outputs: tuple[OutputState | None, ...] = ()
    coins: tuple[str | None, ...] = ()
    tip_height: int | None = None
    tip_median_time: int | None = None
    witness_proven: bool = False
    witness_differs: bool = False
    given_witness: str = ""
    block_named: bool = False
    stale_block: InBlock | None = None
    unmade: Unmade | None = None
    missing: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether it is in a block, and the server does not say that this is in no chain of its."""
        return self.block is not None and not self.block.is_stale

    @property
    def is_accepted(self) -> bool:
        """Whether nodes have accepted it, by the server's word: it is in a block or in the mempool."""
        return self.is_confirmed or self.in_mempool

    def output(self, vout: int, script_pubkey: bytes) -> OutputState | None:
        """What became of that output, None where that is not told.

        One that nobody can spend (Core: IsUnspendable) is unspent, though a node, which does not keep it, has none.
        """
        if not self.known:
            return None
        if is_unspendable(script_pubkey):
            return OutputState(False)
        return self.outputs[vout] if vout < len(self.outputs) else None

    def coins_from(self, proof: str) -> tuple[int, ...]:
        """The inputs whose spent output is known in that way: `parent` or `server`."""
        return tuple(vin for vin, each in enumerate(self.coins) if each == proof)
