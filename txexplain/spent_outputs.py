"""The outputs that a transaction spends, as people have them: lists, explorers' and nodes' JSON, raw parents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import partial
from typing import Any

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import display_hex, is_hex
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import COIN, INT64_LIMIT, OutPoint, Transaction

Found = list[SpentOutput | None]
Entry = tuple[str, Any, str]  # the coin it is for, the entry itself, where it stands

_SATOSHI = Decimal("0.00000001")
_FORMS = {"scriptpubkey", "scriptPubKey"}  # Esplora's, with `value` in satoshi, and Bitcoin Core's, in BTC
_EXACT = Context(prec=20, traps=[Inexact, InvalidOperation])  # digits that hold every amount of 64 bits
_SHOWN = 40
_TXID_DIGITS = 64


def from_json(text: str, tx: Transaction) -> Found:
    """The spent outputs of `tx`, in input order, None where the text does not tell.

    Taken are a list in input order, a map from `txid:n`, and the transaction as Esplora or as Bitcoin Core
    (getrawtransaction, verbosity 2) prints it, which is also what `decode --json` prints. Raises InputError with the
    place of what is wrong, and where different things are told of one output.
    """
    data = _parsed(text, partial(_object, tx=tx))
    if isinstance(data, list):
        return _from_list(data, tx)
    if isinstance(data, dict) and isinstance(data.get("vin"), list):
        return _from_transaction(data["vin"], tx)
    if isinstance(data, dict):
        return _from_map(data, tx)
    raise InputError("bad_spent_outputs", place="$", found=_shown(data))


def from_inputs(inputs: list[Any], tx: Transaction) -> Found:
    """The spent outputs of `tx` from the `vin` of a transaction in JSON, numbers with a point as Decimal.

    Raises as `from_json` does.
    """
    return _from_transaction(inputs, tx)


def from_parents(parents: Iterable[Transaction], tx: Transaction) -> Found:
    """The spent outputs that these transactions made. Raises InputError where one of them made none."""
    places = {txin.outpoint: index for index, txin in enumerate(tx.inputs)}
    found: Found = [None] * len(tx.inputs)
    for parent in parents:
        outpoints = (OutPoint(parent.txid, vout) for vout in range(len(parent.outputs)))
        spent = [(outpoint, places[outpoint]) for outpoint in outpoints if outpoint in places]
        if not spent:
            _refuse_parent(parent, tx)
        for outpoint, index in spent:
            output = parent.outputs[outpoint.vout]
            found[index] = SpentOutput(output.value_sat, output.script_pubkey.data)
    return found


def merged(tx: Transaction, sources: Sequence[Found]) -> Found:
    """What the sources tell together. Raises InputError where two of them tell different things of one input."""
    found: Found = [None] * len(tx.inputs)
    for source in sources:
        for index, output in enumerate(source):
            if output is not None and found[index] not in (None, output):
                raise InputError("spent_outputs_differ", vin=index)
            found[index] = found[index] or output
    return found


def _refuse_parent(parent: Transaction, tx: Transaction) -> None:
    """Why the parent gives nothing: an output that it does not have, or another transaction altogether."""
    for index, txin in enumerate(tx.inputs):
        if txin.outpoint.txid == parent.txid:
            raise InputError("parent_lacks_output", vin=index, vout=txin.outpoint.vout, count=len(parent.outputs))
    raise InputError("not_a_parent", txid=display_hex(parent.txid))


def _parsed(text: str, as_object: Callable[[list[tuple[str, Any]]], Any]) -> Any:
    """JSON as data, numbers with a point as decimals, objects as made of their members."""
    import json

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=as_object)
    except json.JSONDecodeError as error:
        raise InputError("not_json", line=error.lineno, column=error.colno) from error
    except (RecursionError, ValueError, InvalidOperation) as error:
        raise InputError("not_json", line=1, column=1) from error


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _object(members: list[tuple[str, Any]], tx: Transaction) -> dict[str, Any]:
    """The members by name. Raises InputError where one of them is there again with another value."""
    found: dict[str, Any] = {}
    for name, value in members:
        if name in found and found[name] != value:
            coins = _coins(tx)
            if name.lower() in coins:
                raise InputError("spent_outputs_differ", vin=coins.index(name.lower()))
            raise InputError("bad_spent_output", place=_beginning(f'"{name}"'), found=_shown(value))
        found[name] = value
    return found


def _from_list(entries: list[Any], tx: Transaction) -> Found:
    if tx.is_coinbase and not entries:  # it spends none
        return [None]
    if len(entries) != len(tx.inputs):
        raise InputError("spent_outputs_count", count=len(entries), inputs=len(tx.inputs))
    return [None if entry is None else _output(entry, f"[{index}]", index) for index, entry in enumerate(entries)]


def _from_map(entries: dict[str, Any], tx: Transaction) -> Found:
    return _matched([(key, entry, f'["{key}"]') for key, entry in entries.items()], tx)


def _from_transaction(inputs: list[Any], tx: Transaction) -> Found:
    """From the `prevout` members of the inputs of a decoded transaction, told apart by the coins they point at."""
    entries: list[Entry] = []
    for index, vin in enumerate(inputs):
        if not isinstance(vin, dict):
            raise InputError("bad_spent_output", place=f"vin[{index}]", found=_shown(vin))
        entries.append((f"{vin.get('txid')}:{vin.get('vout')}", vin.get("prevout"), f"vin[{index}].prevout"))
    return _matched(entries, tx)


def _coins(tx: Transaction) -> list[str]:
    """What each input spends, as `txid:n`."""
    return [f"{display_hex(txin.outpoint.txid)}:{txin.outpoint.vout}" for txin in tx.inputs]


def _matched(entries: list[Entry], tx: Transaction) -> Found:
    """The entry of each input, by the txid and number of the output that it spends; at least one must be there."""
    coins = _coins(tx)
    places = {coin: index for index, coin in enumerate(coins)}
    if not any(name.lower() in places for name, *_ in entries):
        first = entries[0][0] if entries else ""
        raise InputError("spent_outputs_of_other", found=first[: _TXID_DIGITS + 8], wanted=coins[0] if coins else "")
    found: dict[str, SpentOutput] = {}
    for name, entry, place in entries:
        coin = name.lower()
        if coin in places and entry is not None:
            output = _output(entry, place, places[coin])
            if found.setdefault(coin, output) != output:
                raise InputError("spent_outputs_differ", vin=places[coin])
    return [found.get(coin) for coin in coins]


def _output(entry: Any, place: str, vin: int) -> SpentOutput:
    """One spent output, in any of the forms, or in more of them that say the same."""
    if not isinstance(entry, dict):
        raise InputError("bad_spent_output", place=place, found=_shown(entry))
    amounts, scripts = set(_amounts(entry, place)), set(_scripts(entry, place))
    if len(amounts) > 1 or len(scripts) > 1:
        raise InputError("spent_outputs_differ", vin=vin)
    return SpentOutput(amounts.pop(), scripts.pop())


def _amounts(entry: dict[str, Any], place: str) -> Iterator[int]:
    """In satoshi, what `value_sat` and `value` say, the latter in the unit of the form, in either if it has none."""
    if "value_sat" in entry or not _FORMS & entry.keys():
        yield _satoshi(entry, "value_sat", place)
        if "value" not in entry:
            return
    if "scriptpubkey" in entry:
        yield _satoshi(entry, "value", place)
    elif "scriptPubKey" in entry or entry["value"] != entry["value_sat"]:
        yield _from_btc(entry, place)


def _scripts(entry: dict[str, Any], place: str) -> Iterator[bytes]:
    """What each member says that tells the script."""
    if "scriptpubkey" in entry:
        yield _script(entry, "scriptpubkey", place)
    if "scriptPubKey" in entry:
        script = entry["scriptPubKey"]
        if not isinstance(script, dict):
            raise InputError("bad_spent_output", place=f"{place}.scriptPubKey", found=_shown(script))
        yield _script(script, "hex", f"{place}.scriptPubKey")
    if "script_pubkey" in entry or not _FORMS & entry.keys():
        yield _script(entry, "script_pubkey", place)


def _satoshi(entry: dict[str, Any], key: str, place: str) -> int:
    value = entry.get(key)
    if type(value) is not int or not -INT64_LIMIT <= value < INT64_LIMIT:
        raise InputError("bad_spent_value", place=f"{place}.{key}", found=_shown(value))
    return value


def _from_btc(entry: dict[str, Any], place: str) -> int:
    """The `value` in BTC. Raises InputError where it is not exactly a number of satoshi."""
    value = entry.get("value")
    try:
        if type(value) is int or (isinstance(value, Decimal) and value.is_finite()):
            satoshi = int(_EXACT.multiply(_EXACT.quantize(Decimal(value), _SATOSHI), COIN))
            if -INT64_LIMIT <= satoshi < INT64_LIMIT:
                return satoshi
    except (Inexact, InvalidOperation):
        pass
    raise InputError("bad_spent_btc", place=f"{place}.value", found=_shown(value))


def _script(entry: dict[str, Any], key: str, place: str) -> bytes:
    value = entry.get(key)
    if isinstance(value, str) and (is_hex(value) or not value):
        return bytes.fromhex(value)
    raise InputError("bad_spent_script", place=f"{place}.{key}", found=_shown(value))


def _shown(value: Any) -> str:
    """What was found instead, as JSON, its beginning where it is long."""
    import json

    try:
        return _beginning(json.dumps(value, default=str))
    except RecursionError:
        return _beginning("[" * (_SHOWN + 1))


def _beginning(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
