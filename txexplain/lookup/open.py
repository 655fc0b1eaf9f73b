"""Whom to ask: what options and variables name, made a Source. No socket is opened here."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING

from txexplain.lookup.address import Address, address_of, is_url
from txexplain.lookup.data_folder import access_to, from_environment
from txexplain.model.chain import Server
from txexplain.model.errors import InputError

if TYPE_CHECKING:
    from txexplain.lookup.esplora import Esplora
    from txexplain.lookup.http import Limits
    from txexplain.lookup.node import Node
    from txexplain.lookup.source import Source

NODE, ESPLORA = "TXEXPLAIN_NODE", "TXEXPLAIN_ESPLORA"


def open_source(
    node: str | None, esplora: str | None, environment: Mapping[str, str], network: str | None = None
) -> Source | None:
    """The server that the options name, else the variables; None where nothing names one.

    `environment` has TXEXPLAIN_NODE, TXEXPLAIN_ESPLORA, TXEXPLAIN_NODE_USER, TXEXPLAIN_NODE_PASSWORD, where set.
    `network` decides which node of a data folder is meant. Raises InputError: `two_sources` where both are named, and
    what `open_node` and `open_esplora` raise.
    """
    options = ("--node", "--esplora")
    if not node and not esplora:
        node, esplora, options = environment.get(NODE), environment.get(ESPLORA), (NODE, ESPLORA)
    if node and esplora:
        raise InputError("two_sources", first=options[0], second=options[1])
    if node:
        return open_node(node, environment, network, option=options[0])
    return open_esplora(esplora, option=options[1]) if esplora else None


def open_node(
    where: str,
    environment: Mapping[str, str],
    network: str | None = None,
    *,
    option: str = "--node",
    limits: Limits | None = None,
) -> Node:
    """The node at that URL, or of that data folder, which is on this machine.

    Raises InputError for a bad URL or folder; `option` is what it was named by.
    """
    from txexplain.lookup.http import Client, Limits
    from txexplain.lookup.node import Node
    from txexplain.lookup.rpc import Rpc

    if is_url(where):
        address, credentials = address_of(where, option), from_environment(environment)
        name = address.name
    else:
        port, credentials = access_to(where, network, option, environment)
        address, name = Address(False, "127.0.0.1", port, ""), where
    headers = {"Content-Type": "application/json"}
    if credentials is not None:
        headers["Authorization"] = "Basic " + base64.b64encode(_as_bytes(credentials)).decode()
    client = Client(address, name, headers, limits or Limits())
    return Node(Rpc(client, has_password=credentials is not None), Server("node", name))


def open_esplora(url: str, *, option: str = "--esplora", limits: Limits | None = None) -> Esplora:
    """The explorer with that URL of its API. Raises InputError for a bad URL."""
    from txexplain.lookup.esplora import Esplora
    from txexplain.lookup.http import Client, Limits

    address = address_of(url, option)
    return Esplora(Client(address, address.name, {}, limits or Limits()), Server("esplora", address.name))


def _as_bytes(credentials: str) -> bytes:
    """As they were given: a variable may hold bytes that are no UTF-8."""
    try:
        return credentials.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character
        return credentials.encode("utf-8", "surrogatepass")
