"""A line that is a JSON object: the transaction in it, the coins that it spends, and what else is there.

The transaction is its `hex` or its `psbt`; `prevouts` tells the coins, in the shapes that `--prevouts` takes;
`height` by the rules of which mainnet block it is judged; `id` names it. What `decode` prints is such an object too,
whose inputs tell the coins; but the height in an answer is no more than what somebody states, which proves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from txexplain.bulk.line_coins import plain_coins
from txexplain.bulk.line_kept import as_written, seed_apart, without_secret
from txexplain.bulk.line_text import Named, named_in, raw_of_hex, text_of, told
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.networks import MAIN, NETWORKS, Network
from txexplain.model.rules import check_height
from txexplain.model.subject import PsbtSubject, Subject
from txexplain.sources.files import sized

_READ = frozenset(("hex", "psbt", "prevouts", "height", "id"))
_TOLD_AGAIN = frozenset(  # members of a decoded transaction that the answer has, or would have, itself
    (
        *("txid", "hash", "version", "size", "vsize", "weight", "locktime", "vin", "vout", "schema_version", "line"),
        *("network", "has_witness", "input_sat", "output_sat", "fee_sat", "fee", "sigop_cost", "sigop_cost_known"),
        *("sigop_vsize", "fee_rate_sat_per_kvb", "sigop_fee_rate_sat_per_kvb", "findings", "policy", "example"),
        *("regions", "file"),
    )
)
_ANSWERED = frozenset(  # members that only an answer has: ours, a node's or an explorer's
    (
        *("schema_version", "line", "block", "blockhash", "block_hash", "position", "stale", "confirmations"),
        *("blocktime", "block_time", "inputs", "verdict", "in_active_chain"),
    )
)
_OF_INPUT = frozenset(("txid", "coinbase", "prevout"))  # members of an input in `vin`, one of which each has
_WHAT_IT_IS = "looks_like_"  # codes of errors that say what there is instead
_SHOWN_NAME = 40
_MOST_NESTED = 200  # objects and lists of a caller; of JSON its reader counts them
_MOST_OTHER = 1_000_000  # characters of an object that are searched for a transaction under another name


def object_in(line: bytes | str) -> dict[str, Any] | None:
    """The object that the line is; None where it is none.

    Numbers with a point are Decimal. Raises InputError where it is no JSON, nested too deeply, or has a name twice.
    """
    if line[:1] not in (b"{", "{"):
        return None
    try:
        found: dict[str, Any] = json.loads(
            text_of(line), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_members
        )
    except json.JSONDecodeError as error:
        raise InputError("line_not_json", column=error.colno) from error
    except RecursionError:
        raise InputError("json_too_deep", why="line") from None
    except (ValueError, ArithmeticError) as error:  # of thousands of digits, or with an exponent of 20
        raise InputError("line_number_too_large") from error
    return found


def _no_constant(name: str) -> None:
    raise InputError("line_not_json", why="constant", name=name)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise InputError("line_name_twice", name=twice[:_SHOWN_NAME])
    return found


def is_decoded(data: Mapping[str, Any]) -> bool:
    """Whether it is a transaction as `decode`, a node or an explorer prints it, or what of that has its inputs."""
    inputs = data.get("vin")
    if not isinstance(inputs, list):
        return False
    first = inputs[0] if inputs else None
    return "txid" in data or ("hex" in data and isinstance(first, dict) and not _OF_INPUT.isdisjoint(first))


def is_answer(data: Mapping[str, Any]) -> bool:
    """Whether a program answered it, or more than it: what that states is not the word of who gives the line."""
    return is_decoded(data) or not _ANSWERED.isdisjoint(data)


def kept_members(data: Mapping[str, Any]) -> dict[str, Any]:
    """The other members, whole, and its height. Of a decoded transaction those that an answer has itself are left
    out, and what was kept by the answer that it is goes on."""
    names = _READ | _TOLD_AGAIN if is_decoded(data) else _READ
    kept = {name: value for name, value in data.items() if name not in names}
    if "height" in data:
        kept["height"] = data["height"]
    if is_decoded(data) and isinstance(kept.get("input"), dict):
        kept = {**kept.pop("input"), **kept}
    secret = seed_apart(data) if kept else frozenset()
    return {without_secret(str(name)): as_written(value, secret) for name, value in kept.items()}


def nests_too_deep(value: Any, levels: int = _MOST_NESTED) -> bool:
    """Whether more objects and lists are in each other than so many, as where one contains itself."""
    if not isinstance(value, Mapping | list | tuple):
        return False
    items = value.values() if isinstance(value, Mapping) else value
    return not levels or any(nests_too_deep(item, levels - 1) for item in items)


def id_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """Its `id` alone, if it has one. Raises InputError where that is no string, number, boolean or null."""
    if "id" not in data:
        return {}
    value = data["id"]
    if not isinstance(value, str | int | float | Decimal | None):
        raise bad_member("id", value)
    return {"id": as_written(value, seed_apart(data) if isinstance(value, str) else frozenset())}


def bad_member(name: str, value: Any) -> InputError:
    """That a member of that name cannot be what it is."""
    return InputError("line_bad_member", name=name[:_SHOWN_NAME], found=_shown(value))


def _shown(value: Any) -> str:
    """What it is, as JSON; of what has members none, as these can be the words of a seed."""
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[…]"
    if not isinstance(value, str | int | float | Decimal | None):
        return type(value).__name__
    from txexplain.spent_outputs.parsing import shown

    return shown(value)


def judging_height(data: Mapping[str, Any], network: Network | None) -> int | None:
    """The mainnet block by whose rules who gives the line wants it judged; None where they name none, or one of
    another network, or an answer states it. Raises InputError."""
    return None if is_answer(data) else _height(data, network)


def told_height(data: Mapping[str, Any], network: Network | None) -> int | None:
    """The mainnet block that an answer states it to be in, or was given and kept; None where there is no such.

    Raises InputError.
    """
    if not is_answer(data):
        return None
    kept = data.get("input")
    if data.get("height") is None and isinstance(kept, dict):
        data = {"network": data.get("network", MAIN.name), **kept}
    return _height(data, network)


def _height(data: Mapping[str, Any], network: Network | None) -> int | None:
    height = data.get("height")
    if height is None:
        return None
    name = data.get("network", MAIN.name) if network is None else network.name
    if name != MAIN.name:
        return None
    if type(height) is not int:
        raise bad_member("height", height)
    check_height(height, None)
    return height


def subject_in(data: Mapping[str, Any], line: bytes | str | None) -> Named:
    """The transaction or PSBT, with its coins and of which network it says that it is.

    `line` is what the object was read from, None where a caller made it. Raises InputError or DecodeError.
    """
    subject = _named(data, line)
    if data.get("prevouts") is not None:
        subject = _with_coins(subject, data["prevouts"], is_json=line is not None)
    elif is_decoded(data) and isinstance(subject, Subject):
        subject = _with_coins_within(subject, data)
    network = NETWORKS.get(str(data.get("network"))) if is_decoded(data) else None
    return subject if network is None else subject._replace(network=network)


def _named(data: Mapping[str, Any], line: bytes | str | None) -> Named:
    """By `hex` or `psbt`, else by whatever else in the line holds a transaction, as a node's answer does."""
    digits, psbt = data.get("hex"), data.get("psbt")
    if digits is not None and psbt is not None:
        raise InputError("line_two_transactions")
    if digits is not None:
        return _of_hex(digits)
    if psbt is not None:
        return _of_psbt(psbt)
    if line is None or len(line) > _MOST_OTHER or isinstance(data.get("error"), dict):
        raise InputError("line_without_transaction")
    if "merkleroot" in data and "tx" in data:
        raise InputError("line_is_block")
    return _named_elsewhere(line)


def _named_elsewhere(line: bytes | str) -> Named:
    try:
        return named_in(line)
    except InputError as error:
        known = error.code.startswith(_WHAT_IT_IS) and error.code != "looks_like_json"
        raise (error if known else InputError("line_without_transaction")) from error


def _of_hex(digits: Any) -> Named:
    if isinstance(digits, bytes | bytearray | memoryview):
        return told(sized(bytes(digits)))
    if not isinstance(digits, str):
        raise bad_member("hex", digits)
    raw = raw_of_hex(digits)
    if raw is None:
        from txexplain.sources.hexadecimal import hex_in

        if not digits.strip():
            raise InputError("empty_input")
        raw = hex_in(digits)
    return told(raw)


def _of_psbt(psbt: Any) -> Named:
    if not isinstance(psbt, str | bytes):
        raise bad_member("psbt", psbt)
    found = told(sized(psbt)) if isinstance(psbt, bytes) else named_in(psbt)
    if not isinstance(found, PsbtSubject):
        raise bad_member("psbt", psbt)
    return found


def _with_coins(subject: Named, prevouts: Any, *, is_json: bool) -> Named:
    coins = None if any(subject.spent_outputs) else plain_coins(subject.raw, prevouts)
    if coins is not None:
        return subject._replace(spent_outputs=coins)
    from txexplain.session.coins import with_told_coins, with_what_is_told

    try:
        if isinstance(subject, Subject):  # these give back the kind that they are given
            return with_told_coins(subject, prevouts) if is_json else with_what_is_told(subject, prevouts, ())
        return with_told_coins(subject, prevouts) if is_json else with_what_is_told(subject, prevouts, ())
    except (TypeError, ValueError) as error:  # a value that is no JSON
        if is_json:
            raise
        raise bad_member("prevouts", type(prevouts).__name__) from error


def _with_coins_within(subject: Subject, data: Mapping[str, Any]) -> Subject:
    """With what the decoded inputs say of their coins."""
    from txexplain.spent_outputs import SpentOutputs
    from txexplain.wire.transaction import decode

    try:
        coins = SpentOutputs(decode(subject.raw), subject.spent_outputs)
    except DecodeError:
        return subject
    coins.around((data,))
    return subject._replace(spent_outputs=coins.coins) if any(coins.coins) else subject
