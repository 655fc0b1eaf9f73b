"""Nodes and explorers for callers of the library; nothing is asked, and no socket opened, until one is used."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from txexplain.model.arguments import check_type
from txexplain.model.networks import Network
from txexplain.session.page import worded

if TYPE_CHECKING:
    from txexplain.lookup.source import Source
    from txexplain.session.asking import Asking


def node(where: str | os.PathLike[str], *, user: str | None = None, password: str | None = None) -> Source:
    """Your Bitcoin Core node: the URL of its RPC server, or its data folder, whose cookie lets you in.

    Raises InputError where it is named wrongly, as by a URL with a password in it.
    """
    from txexplain.lookup.open import open_source

    _check_node(where, user, password)
    told = {"TXEXPLAIN_NODE_USER": user, "TXEXPLAIN_NODE_PASSWORD": password}
    with worded():
        source = open_source(os.fspath(where), None, {name: value for name, value in told.items() if value}, None)
    assert source is not None
    return source


def _check_node(where: str | os.PathLike[str], user: str | None, password: str | None) -> None:
    check_type("where", where, str, os.PathLike)
    check_type("where", os.fspath(where), str)
    for name, value in (("user", user), ("password", password)):
        check_type(name, value, str, type(None))
    _check_not_empty("where", os.fspath(where))


def esplora(url: str) -> Source:
    """An explorer that answers as Esplora does, by the URL of its API. Raises InputError where that is none."""
    from txexplain.lookup.open import open_source

    check_type("url", url, str)
    _check_not_empty("url", url)
    with worded():
        source = open_source(None, url, {}, None)
    assert source is not None
    return source


def _check_not_empty(name: str, value: str) -> None:
    if not value.strip():
        raise ValueError(f"{name} must name a server, and is empty")


def asking_by(source: Source | None, network: Network | None, block: str | int | None = None) -> Asking | None:
    """Whom `read` asks. Raises TypeError for what is no source, ValueError for a block without one."""
    check_type("block", block, str, int, type(None))
    if source is None:
        if block is not None:
            raise ValueError("block needs a source")
        return None
    from txexplain.lookup.source import Source

    if isinstance(source, type) or not isinstance(source, Source):
        raise TypeError(f"source must be made by txexplain.node or txexplain.esplora, not {type(source).__name__}")
    from txexplain.session.asking import Asking

    return Asking(lambda: source, network, block)
