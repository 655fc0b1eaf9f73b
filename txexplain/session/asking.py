"""Whom to ask, and what was given together with that: bytes as always, or an id, which a server turns into bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from txexplain.analyse_block import block_start
from txexplain.bundled import example_of, load_example
from txexplain.model.chain import InBlock, Lookup, Server
from txexplain.model.errors import DecodeError, InputError, ServerError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import Network
from txexplain.model.subject import BlockSubject, subject_of
from txexplain.session.taken import Taken
from txexplain.sources import blocks, looked_up
from txexplain.sources.files import text_in
from txexplain.sources.transactions import from_either, note_of_example, with_example

if TYPE_CHECKING:
    from txexplain.lookup.source import Source


class Asking:
    """A server, and the block that was named by its hash or height.

    `explicit` is False where only a variable names the server: then nothing is asked about bundled examples.
    """

    def __init__(
        self,
        source: Callable[[], Source],
        network: Network | None = None,
        block: str | int | bytes | None = None,
        *,
        explicit: bool = True,
    ) -> None:
        self.explicit = explicit
        self._open, self._network, self._block = source, network, block

    @classmethod
    def of(
        cls,
        node: str | None,
        esplora: str | None,
        environment: Mapping[str, str],
        network: Network | None = None,
        block: str | None = None,
        *,
        explicit: bool,
    ) -> Asking:
        """By what options and variables name, one of which does. Raises InputError where no block is so named."""
        if block is not None:
            looked_up.check_block_name(block)

        def opened() -> Source:
            from txexplain.lookup.open import open_source

            source = open_source(node, esplora, environment, None if network is None else network.name)
            assert source is not None
            return source

        return cls(opened, network, block, explicit=explicit)

    @cached_property
    def source(self) -> Source:
        """The server, which is not asked yet. Raises InputError where it is named wrongly."""
        return self._open()

    @cached_property
    def is_elsewhere(self) -> bool:
        """Whether another network was named than the server is on."""
        return self._network is not None and self._network.name != self.source.network().name

    @cached_property
    def network(self) -> Network:
        """The network of the server. Raises InputError where another one was named."""
        found = self.source.network()
        if self._network is not None and self.is_elsewhere:
            server = self.source.server.name
            raise InputError("other_network_than_server", network=self._network.name, server=server, name=found.name)
        return found

    @cached_property
    def block(self) -> bytes | None:
        """The hash of the block that was named. Raises InputError."""
        if self._block is None or isinstance(self._block, bytes):
            return self._block
        return looked_up.block_named(self._block, self.source)

    @contextmanager
    def until_done(self) -> Iterator[None]:
        """Lets go of the connection afterwards, where there was one."""
        try:
            yield
        finally:
            if "source" in vars(self):
                self.source.close()

    @property
    def is_block_named(self) -> bool:
        """Whether somebody said which block the transaction is in."""
        return isinstance(self._block, str | int)

    @property
    def height(self) -> int | None:
        """The height that the block was named by."""
        return looked_up.height_of_block(self._block) if isinstance(self._block, str | int) else None

    @cached_property
    def _stated_height(self) -> int | None:
        """What the coinbase of the block that was named begins with, where BIP34 demands that."""
        raw = self.source.block(self.block) if self.is_block_named and self.block is not None else None
        return None if raw is None else block_start(raw, self.network).stated_height

    def check_height(self, block: InBlock) -> None:
        """Raises ServerError where the block that was named is at another height, by what it states or it is told."""
        check_height(self.source.server, self.height, self._stated_height, block.height)

    def called(self, name: str) -> str:
        """The words by which a command finds again what that id, hash or height names at this server.

        A variable that names the server does so again; of a URL with an account in it a placeholder is shown.
        """
        from shlex import quote

        server, words = self.source.server, [name]
        if self.explicit:
            words += [f"--{server.kind}", "URL" if "…" in server.name else quote(server.name)]
        if self._network is not None:
            words += ["--network", self._network.name]
        if isinstance(self._block, str | int):
            words += ["--block", quote(str(self._block))]
        elif self._block is not None and server.kind == "node":  # which may have no index
            words += ["--block", display_hex(self._block)]
        return " ".join(words)

    def in_block(self, block: bytes | None) -> Asking:
        """The same server, about a transaction in the block of that hash."""
        return Asking(lambda: self.source, self._network, block, explicit=self.explicit)


def check_height(server: Server, named: int | None, stated: int | None, told: int | None) -> None:
    """The height by which a block was named, that which its coinbase states, and that which the server tells of it.

    Raises ServerError where they differ.
    """
    if named is None and stated is not None and told not in (None, stated):
        why = "stated"
        raise ServerError("server_contradicts_itself", server=server.name, why=why, height=told or 0, stated=stated)
    for why, found in (("stated", stated), ("told", told)):
        if named is not None and found not in (None, named):
            raise ServerError("server_other_height", server=server.name, why=why, height=named, stated=found or 0)


def taken(told: str | bytes, pick: int | None, asking: Asking) -> Taken:
    """The transaction or PSBT in text or in the bytes of a file, or the one whose id is there. Raises InputError."""
    told = looked_up.id_joined(told)
    try:
        looked_up.refuse_cut_id(told)
        return Taken(with_example(from_either(told, pick)), asking)
    except InputError as error:
        text = told if isinstance(told, str) else text_in(told) or ""
        named = None if error.code == "link_to_block" else looked_up.id_in(text, error)
        if named is None:
            raise
    name = example_of(display_hex(named.id))
    if name is not None:
        note = note_of_example(name, display_hex(named.id))
        return Taken(subject_of(load_example(name))._replace(notes=(note,)), asking, output=named.vout)
    _ = asking.network  # which is refused first
    found = looked_up.transaction_of(named, asking.source, asking.block, asking.height)
    found = found._replace(called=asking.called(display_hex(named.id)))
    return Taken(with_example(found), asking, by_id=True, output=named.vout)


def block_taken(told: str | bytes, asking: Asking) -> BlockSubject:
    """The block in text or in the bytes of a file, or of that hash or height, and what the server tells of it.

    Raises InputError and ServerError.
    """
    try:
        looked_up.refuse_cut_id(told)
        found = blocks.block_from_either(told)
        if not asking.explicit or found.example is not None:
            return found
        return _block_looked_up(found._replace(network=asking.network), asking)
    except InputError as error:
        text = told if isinstance(told, str) else text_in(told) or ""
        if not looked_up.is_name_of_block(text, error):
            raise
    network = asking.network
    found = looked_up.block_of(text, asking.source)._replace(network=network)
    found = found._replace(called=asking.called(looked_up.word_of_block(found)))
    return _block_looked_up(found, asking)


def _block_looked_up(found: BlockSubject, asking: Asking) -> BlockSubject:
    """With where the server has it: that of its coinbase. Bytes that are no block are told of when they are read."""
    try:
        start = block_start(found.raw, found.network)
    except DecodeError:
        return found
    source = asking.source
    place = None if start.first is None else source.where(start.first.txid, start.header.hash)[0]
    check_height(source.server, found.height, start.stated_height, None if place is None else place.height)
    height, median_time = source.tip()
    lookup = Lookup(source.server, place is not None, False, place, tip_height=height, tip_median_time=median_time)
    return found._replace(lookup=lookup)
