"""The outputs that a transaction spends, as people have them: lists, explorers' and nodes' JSON, raw parents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from txexplain.model.errors import InputError
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import COIN, OutPoint, Transaction, shown

Found = list[SpentOutput | None]

_INT64_LIMIT = 1 << 63
_SHOWN = 40
_TXID_DIGITS = 64


def from_json(text: str, tx: Transaction) -> Found:
    """The spent outputs of `tx`, in input order, None where the text does not tell.

    Taken are a list in input order, a map from `txid:n`, and the transaction as Esplora or as Bitcoin Core
    (getrawtransaction, verbosity 2) prints it, which is also what `decode --json` prints. Raises InputError with the
    place of what is wrong.
    """
    data = _parsed(text)
    if isinstance(data, list):
        return _from_list(data, tx)
    if isinstance(data, dict) and isinstance(data.get("vin"), list):
        return _from_transaction(data["vin"], tx)
    if isinstance(data, dict):
        return _from_map(data, tx)
    raise InputError("bad_spent_outputs", place="$", found=_shown(data))


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
    raise InputError("not_a_parent", txid=shown(parent.txid))


def _parsed(text: str) -> Any:
    """JSON as data, numbers with a point as decimals."""
    import json

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InputError("not_json", line=error.lineno, column=error.colno) from error
    except (RecursionError, ValueError, InvalidOperation) as error:
        raise InputError("not_json", line=1, column=1) from error


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _from_list(entries: list[Any], tx: Transaction) -> Found:
    if len(entries) != len(tx.inputs):
        raise InputError("spent_outputs_count", count=len(entries), inputs=len(tx.inputs))
    return [None if entry is None else _output(entry, f"[{index}]") for index, entry in enumerate(entries)]


def _from_map(entries: dict[str, Any], tx: Transaction) -> Found:
    return _matched({key.lower(): (entry, f'["{key}"]') for key, entry in entries.items()}, tx)


def _from_transaction(inputs: list[Any], tx: Transaction) -> Found:
    """From the `prevout` members of the inputs of a decoded transaction, told apart by the coins they point at."""
    entries = {}
    for index, vin in enumerate(inputs):
        if not isinstance(vin, dict):
            raise InputError("bad_spent_output", place=f"vin[{index}]", found=_shown(vin))
        entries[f"{vin.get('txid')}:{vin.get('vout')}".lower()] = (vin.get("prevout"), f"vin[{index}].prevout")
    return _matched(entries, tx)


def _matched(entries: dict[str, tuple[Any, str]], tx: Transaction) -> Found:
    """The entry of each input, by the txid and number of the output that it spends; at least one must be there."""
    names = [f"{shown(txin.outpoint.txid)}:{txin.outpoint.vout}" for txin in tx.inputs]
    if not any(name in entries for name in names):
        first = next(iter(entries), "")
        raise InputError("spent_outputs_of_other", found=first[: _TXID_DIGITS + 8], wanted=names[0] if names else "")
    found = (entries.get(name, (None, "")) for name in names)
    return [None if entry is None else _output(entry, place) for entry, place in found]


def _output(entry: Any, place: str) -> SpentOutput:
    """One spent output, in any of the forms."""
    if not isinstance(entry, dict):
        raise InputError("bad_spent_output", place=place, found=_shown(entry))
    if "scriptpubkey" in entry:  # Esplora: `value` in satoshi
        return SpentOutput(_satoshi(entry, "value", place), _script(entry, "scriptpubkey", place))
    if "scriptPubKey" in entry:  # Bitcoin Core: `value` in BTC; txexplain: `value_sat` beside it
        script = entry["scriptPubKey"]
        if not isinstance(script, dict):
            raise InputError("bad_spent_output", place=f"{place}.scriptPubKey", found=_shown(script))
        value = _satoshi(entry, "value_sat", place) if "value_sat" in entry else _from_btc(entry, place)
        return SpentOutput(value, _script(script, "hex", f"{place}.scriptPubKey"))
    return SpentOutput(_satoshi(entry, "value_sat", place), _script(entry, "script_pubkey", place))


def _satoshi(entry: dict[str, Any], key: str, place: str) -> int:
    value = entry.get(key)
    if type(value) is not int or not -_INT64_LIMIT <= value < _INT64_LIMIT:
        raise InputError("bad_spent_value", place=f"{place}.{key}", found=_shown(value))
    return value


def _from_btc(entry: dict[str, Any], place: str) -> int:
    value = entry.get("value")
    if type(value) is int or isinstance(value, Decimal):
        btc = Decimal(value)
        if abs(btc) < _INT64_LIMIT and btc * COIN == int(btc * COIN):
            return int(btc * COIN)
    raise InputError("bad_spent_btc", place=f"{place}.value", found=_shown(value))


def _script(entry: dict[str, Any], key: str, place: str) -> bytes:
    value = entry.get(key)
    try:
        if isinstance(value, str) and value.isascii() and not any(map(str.isspace, value)):
            return bytes.fromhex(value)
    except ValueError:
        pass
    raise InputError("bad_spent_script", place=f"{place}.{key}", found=_shown(value))


def _shown(value: Any) -> str:
    """What was found instead, as JSON, its beginning where it is long."""
    import json

    text = json.dumps(value, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
