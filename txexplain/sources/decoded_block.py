"""A block from the JSON that a node prints of it with its transactions (Core's `getblock` 3), proven by hashes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from txexplain.model.block import BIP34_VERSION, HEADER_SIZE, BlockLayout
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.frozen import FrozenDict
from txexplain.model.hexadecimal import display_hex, is_hex
from txexplain.model.report import Coin
from txexplain.model.subject import BlockSubject, Origin
from txexplain.model.transaction import COIN, OutPoint, btc
from txexplain.wire.block import merkle_root, pushed_number, raw_transaction
from txexplain.wire.block_scan import BlockScan, Scanned, block_layout
from txexplain.wire.cursor import compact_size
from txexplain.wire.hashes import hash256
from txexplain.wire.quickly import decode_quickly

_BEGINS = re.compile(r"\s*[\[{]")
_IS_OBJECT = re.compile(r'\s*(\[\s*)?\{\s*"')
_ROOT, _TRANSACTIONS = re.compile(r'"merkleroot"\s*:'), re.compile(r'"tx"\s*:\s*\[')
_BIP34_EVERYWHERE = 1_364_774_400  # 1 April 2013: on each network that there was, blocks state their heights by then
_AROUND = ("result", "getblock")  # members that a block is found in


def block_of_json(text: str) -> BlockSubject | None:
    """The block that JSON tells of, with what its inputs spend where that is told; None where it tells of none.

    Raises InputError where its members contradict each other, where it is cut, or where there are several.
    """
    if not _BEGINS.match(text) or not _TRANSACTIONS.search(text) or not _tells_header(text):
        return None
    from txexplain.spent_outputs.by_outpoint import coins_told

    found = _within(_parsed(text))
    if len(found) > 1:
        raise InputError("several_blocks", places="; ".join(place for place, _, _ in found[:5]))
    if not found:
        return None
    place, block, raw = found[0]
    made = _made(block, raw)
    if made is None:
        return None
    coins = coins_told(block)
    _check_height(block, made)
    _check_sums(block, made, coins)
    return BlockSubject(made, origin=Origin("getblock", place), coins=FrozenDict(coins))


def _parsed(text: str) -> Any:
    """None where it is no JSON."""
    from txexplain.spent_outputs.parsing import parsed

    try:
        return parsed(text)
    except InputError as error:
        if error.code == "bad_spent_output":  # of the parser: a name that is there twice
            raise _differs("twice", name=str(error.facts["place"]).strip('"')) from None
        if error.code == "not_json" and _IS_OBJECT.match(text):
            raise InputError("block_json_damaged").with_facts(**error.facts) from None
        if error.code != "not_json":
            raise
        return None


def _tells_header(text: str) -> bool:
    """Whether names of it are there, though the root is not."""
    return bool(_ROOT.search(text)) or all(f'"{name}"' in text for name in ("nonce", "bits"))


def _within(data: Any, place: str = "$", raw: Any = None) -> list[tuple[str, dict[str, Any], Any]]:
    """The blocks, each with its place and with what is said to be its bytes, if anything is."""
    if isinstance(data, list):
        return [each for number, item in enumerate(data) for each in _within_object(item, f"{place}[{number}]", raw)]
    return _within_object(data, place, raw)


def _within_object(data: Any, place: str, raw: Any) -> list[tuple[str, dict[str, Any], Any]]:
    for _ in range(len(_AROUND) + 1):
        if not isinstance(data, dict):
            return []
        raw = data.get("hex", raw)
        if ("merkleroot" in data or {"nonce", "bits"} <= data.keys()) and isinstance(data.get("tx"), list):
            return [(place, data, raw)]
        name = next((name for name in _AROUND if name in data), "")
        place, data = f"{place}.{name}", data.get(name)
    return []


def _made(block: Mapping[str, Any], told: Any) -> bytes | None:
    """The bytes of the block, put together from its header's fields and its transactions, or as they are `told`.

    None where neither is there. Raises InputError where it does not have the hash, the ids and the bytes it is told
    to have.
    """
    header, raws = _header(block), [_whole_transaction(tx, number) for number, tx in enumerate(block["tx"])]
    whole = _bytes(told)
    if whole is None and told is not None:
        raise _differs("hex")
    if header is None and whole is None and None not in raws:
        raise InputError("block_json_lacks", name=_lacking(block))
    if header is None or (whole is None and None in raws):
        return None
    stated = block.get("hash")
    if isinstance(stated, str) and display_hex(hash256(header)) != stated.lower():
        raise _differs("header", came=hash256(header))
    if None not in raws:
        made = header + compact_size(len(raws)) + b"".join(raw for raw in raws if raw is not None)
        if whole is not None and whole != made:
            raise _differs("hex")
        whole = made
    assert whole is not None
    _check(block, header, whole)
    return whole


def _whole_transaction(told: Any, number: int) -> bytes | None:
    """The bytes that are told; None where none are. Raises InputError where they are not one transaction."""
    if not isinstance(told, dict) or told.get("hex") is None:
        return None
    raw = _bytes(told["hex"])
    with suppress(DecodeError):
        if raw is not None:
            return decode_quickly(raw).raw
    raise _differs("transaction", number=number)


def _check(block: Mapping[str, Any], header: bytes, raw: bytes) -> None:
    """Raises InputError where the bytes do not have that header, these transactions, or the root that it states."""
    try:
        layout = block_layout(raw)
    except DecodeError:
        raise _differs("hex") from None
    if layout.header.raw != header:
        raise _differs("hex")
    if block.get("size", len(raw)) != len(raw):
        raise _differs("size", number=len(raw))
    count = len(layout.txids)
    for stated in (len(block["tx"]), block.get("nTx", count)):
        if stated != count:
            raise _differs("count", number=count)
    for number, tx in enumerate(block["tx"]):
        _check_ids(tx if isinstance(tx, dict) else {"txid": tx}, layout, number)
    root = merkle_root(layout.txids)
    if root != layout.header.merkle_root:
        raise _differs("root", came=root)


def _check_ids(told: Mapping[str, Any], layout: BlockLayout, number: int) -> None:
    """Raises InputError where the transaction of that number has another txid or wtxid than is told."""
    has = {"txid": layout.txids[number], "hash": hash256(raw_transaction(layout, number))}
    for name, found in has.items():
        stated = told.get(name)
        if isinstance(stated, str) and stated.lower() != display_hex(found):
            raise _differs("id", name=name, number=number, came=found)


def _check_height(block: Mapping[str, Any], raw: bytes) -> None:
    """Raises InputError where another `height` is told than the coinbase begins with, where all state theirs."""
    told = block.get("height")
    scan = BlockScan(raw)
    if told is None or scan.header.version < BIP34_VERSION or scan.header.time < _BIP34_EVERYWHERE:
        return
    first = next(scan.scanned(), None)
    if first is None or not first.is_coinbase:
        return
    start = first.inputs[0] + 36
    stated = pushed_number(first.raw[start + 1 :])  # behind one byte of a length that is less than 101
    if stated is not None and told != stated:
        raise _differs("height", number=stated)


def _check_sums(block: Mapping[str, Any], raw: bytes, coins: Mapping[OutPoint, Coin]) -> None:
    """Raises InputError where the bytes do not give the sizes, or the coins and the outputs not a `fee`, told."""
    scan = BlockScan(raw)
    base_size = HEADER_SIZE + len(compact_size(scan.count))
    for number, (told, tx) in enumerate(zip(block["tx"], scan.scanned(), strict=True)):
        base_size += tx.base_size
        if isinstance(told, dict):
            _check_sizes(told, tx, number)
            _check_fee(told, tx, number, coins)
    for name, came in (("strippedsize", base_size), ("weight", 3 * base_size + len(raw))):
        if block.get(name, came) != came:
            raise _differs("sum", name, came)


def _check_sizes(told: Mapping[str, Any], tx: Scanned, number: int) -> None:
    size, weight = len(tx.raw), 3 * tx.base_size + len(tx.raw)
    for name, came in (("size", size), ("weight", weight), ("vsize", -(-weight // 4))):
        if told.get(name, came) != came:
            raise _differs("tx_sum", name, number, f"{came:,}")


def _check_fee(told: Mapping[str, Any], tx: Scanned, number: int, coins: Mapping[OutPoint, Coin]) -> None:
    if "fee" not in told:
        return
    spent = [coins.get(tx.outpoint(start)) for start in tx.inputs]
    fee_sat = sum(coin.value_sat for coin in spent if coin is not None) - tx.output_sat
    if None not in spent and not _is_fee(told["fee"], fee_sat):
        raise _differs("fee", number=number, fee=btc(fee_sat))


def _is_fee(told: Any, fee_sat: int) -> bool:
    """In BTC, as Core writes it; what is no number tells none."""
    return type(told) not in (int, Decimal) or told * COIN == fee_sat


def _differs(why: str, name: str = "", number: int = 0, came: bytes | str = b"", fee: str = "") -> InputError:
    """`came` is what was computed, a hash in stored order."""
    shown = came if isinstance(came, str) else display_hex(came)
    return InputError("block_json_differs", why=why, name=name, number=number, came=shown, fee=fee)


def _lacking(block: Mapping[str, Any]) -> str:
    """The first field of the header that is missing or is none."""
    sound = {
        "merkleroot": _bytes(block.get("merkleroot"), 32),
        "previousblockhash": _bytes(block.get("previousblockhash", "00" * 32), 32),
        "bits": _bytes(block.get("bits"), 4),
        **{name: _number(block, name) for name in ("version", "time", "nonce")},
    }
    return next((name for name, value in sound.items() if value is None), "")


def _header(block: Mapping[str, Any]) -> bytes | None:
    """The 80 bytes; None where a field of theirs is missing or is none."""
    numbers = [_number(block, name) for name in ("version", "time", "nonce")]
    previous, root = _bytes(block.get("previousblockhash", "00" * 32), 32), _bytes(block.get("merkleroot"), 32)
    bits = _bytes(block.get("bits"), 4)
    if None in numbers or previous is None or root is None or bits is None:
        return None
    version, time, nonce = (b"" if number is None else number for number in numbers)
    return version + previous[::-1] + root[::-1] + time + bits[::-1] + nonce


def _number(block: Mapping[str, Any], name: str) -> bytes | None:
    """Four bytes, lowest first; a version is signed in Core's JSON."""
    value = block.get(name)
    if type(value) is not int or not -(1 << 31) <= value < 1 << 32:
        return None
    return (value % (1 << 32)).to_bytes(4, "little")


def _bytes(value: Any, size: int | None = None) -> bytes | None:
    """Of hex, of that size if one is asked for; None where it is none."""
    if not isinstance(value, str) or len(value) % 2 or not is_hex(value):
        return None
    return bytes.fromhex(value) if size in (None, len(value) // 2) else None
