"""Edits, one after another, on a draft and then on its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from txexplain.model.arguments import check_type, items_of
from txexplain.model.errors import InputError
from txexplain.model.hash_types import SIGHASH_DEFAULT, parse_hash_type
from txexplain.model.hexadecimal import is_hex
from txexplain.model.report import InputReport
from txexplain.model.whatif import Edit
from txexplain.whatif.paths import Element, Field, element_at, field_at, input_at
from txexplain.wire.assemble import assemble
from txexplain.wire.der import encode_der, lax_der
from txexplain.wire.draft import NOT_TOLD, Draft, DraftInput
from txexplain.wire.keys import CURVE_ORDER
from txexplain.wire.script import instructions, push

_SCHNORR_SIZE = 64
_MAX_DIGITS = 9  # of an offset or the number of a bit
_SIGNATURES = ("ecdsa_signature", "schnorr_signature")


def checked(edits: object) -> list[Edit]:
    """The edits, if that is what they are. Raises TypeError or ValueError, which says of which argument."""
    found = []
    for place, edit in enumerate(items_of("edits", edits)):
        check_type(f"edits[{place}]", edit, Edit)
        assert isinstance(edit, Edit)
        for name, value in edit._asdict().items():
            check_type(f"edits[{place}].{name}", value, str)
        if edit.action not in ACTIONS:
            raise ValueError(f"edits[{place}].action must be one of {', '.join(ACTIONS)}")
        found.append(edit)
    return found


def apply_to_fields(edits: Iterable[Edit], draft: Draft, inputs: tuple[InputReport, ...]) -> None:
    """Makes the changes in the draft; `inputs` are those of the transaction as it was. Raises InputError.

    A `flip` by byte offset is none of them: see `flip_byte`.
    """
    coins = [(each.txid, each.vout) for each in draft.inputs]
    of_fields = [edit for edit in edits if not is_of_bytes(edit)]
    for edit in of_fields:
        ACTIONS[edit.action](edit, draft, inputs)
    _forget_other_coins(coins, draft, of_fields)


def _forget_other_coins(coins: list[tuple[bytes, int]], draft: Draft, edits: Iterable[Edit]) -> None:
    """Where an input points at another coin now, nothing is known of that, unless the edits tell it."""
    told = {
        edit.path.lower().partition(".")[0] for edit in edits if edit.path.lower().startswith(("spent", "prevout"))
    }
    for number, each in enumerate(draft.inputs):
        moved = (each.txid, each.vout) != coins[each.origin]
        if moved:
            each.spent_since = NOT_TOLD
        if moved and not {f"spent[{number}]", f"prevout[{number}]"} & told:
            each.spent_value = each.spent_script = None


def is_of_bytes(edit: Edit) -> bool:
    """Whether it changes the bytes as such, and no field by its name."""
    return edit.action == "flip" and edit.path.isascii() and edit.path.isdigit()


def flip_byte(edit: Edit, raw: bytes) -> bytes:
    """The bytes with one bit flipped. Raises InputError("no_such_byte")."""
    offset = int(edit.path) if len(edit.path) <= _MAX_DIGITS else len(raw)
    if offset >= len(raw):
        raise InputError("no_such_byte", offset=edit.path[:20], last=len(raw) - 1)
    return _flipped(raw, 8 * offset + _bit(edit, 8))


def _bit(edit: Edit, bits: int) -> int:
    text = edit.value or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS and int(text) < bits):
        raise InputError("no_such_bit", bit=text[:20], last=bits - 1)
    return int(text)


def _flipped(data: bytes, bit: int) -> bytes:
    """The data with that bit flipped: bits count from the lowest one of the first byte."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _flip(edit: Edit, draft: Draft, inputs: tuple[InputReport, ...]) -> None:
    field = field_at(draft, edit.path)
    value = field.value
    if value is None or value == b"":
        raise InputError("nothing_to_change", path=field.path)
    if isinstance(value, bytes):
        field.put(_flipped(value, _bit(edit, 8 * len(value))))
        return
    size, signed = field.size or 0, field.is_signed
    data = value.to_bytes(size, "little", signed=signed)
    field.put(int.from_bytes(_flipped(data, _bit(edit, 8 * size)), "little", signed=signed))


def _set(edit: Edit, draft: Draft, inputs: tuple[InputReport, ...]) -> None:
    field = field_at(draft, edit.path)
    field.put(_bytes(field, edit.value) if field.size is None else _number(field, edit.value))


def _number(field: Field, text: str) -> int:
    words = text.replace(",", "").replace("_", "").strip().lower()
    try:
        number = int(words, 16 if words.startswith("0x") else 10)
    except ValueError:
        raise InputError("bad_field_value", path=field.path, found=text[:60]) from None
    bits = 8 * (field.size or 0)
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if field.is_signed else (0, (1 << bits) - 1)
    if not low <= number <= high:
        raise InputError("field_out_of_range", path=field.path, low=low, high=high)
    return number


def _bytes(field: Field, text: str) -> bytes:
    words = text.strip().lower().removeprefix("0x")
    if field.name == "txid" and len(words) == 64 and is_hex(words):
        return bytes.fromhex(words)[::-1]
    if field.name != "txid" and (is_hex(words) or not words):
        return bytes.fromhex(words)
    if not field.is_script:
        raise InputError("bad_field_value", path=field.path, found=text[:60])
    return assemble(text)


def _hash_type(edit: Edit, draft: Draft, inputs: tuple[InputReport, ...]) -> None:
    code = parse_hash_type(edit.value)
    if code is None:
        raise InputError("bad_field_value", path=edit.path, found=edit.value[:60])
    no_byte = code == SIGHASH_DEFAULT and not edit.value.endswith("0")  # `00` is a byte, DEFAULT is none
    said = b"" if no_byte else bytes([code])

    def changed(role: str, signature: bytes) -> bytes:
        if role == "ecdsa_signature":
            return signature[:-1] + bytes([code])
        return signature[:_SCHNORR_SIZE] + said

    _change_signatures(edit, draft, inputs, changed)


def _negate_s(edit: Edit, draft: Draft, inputs: tuple[InputReport, ...]) -> None:
    """n − s in place of s: as valid, which is why a third party could change an id (BIP62)."""

    def changed(role: str, signature: bytes) -> bytes:
        numbers = lax_der(signature[:-1]) if role == "ecdsa_signature" else None
        if numbers is None:
            return signature
        return encode_der(numbers[0], CURVE_ORDER - numbers[1]) + signature[-1:]

    _change_signatures(edit, draft, inputs, changed)


def _change_signatures(
    edit: Edit, draft: Draft, inputs: tuple[InputReport, ...], changed: Callable[[str, bytes], bytes]
) -> None:
    """Every signature of the input, wherever it stands in what the input brings."""
    each = draft.inputs[input_at(draft, edit.path)]
    captures = [capture for capture in inputs[each.origin].kind.captures if capture.role in _SIGNATURES]
    replaced = False
    for capture in captures:
        old = capture.slice.data
        new = changed(capture.role, old) if old else old
        if new != old:
            _replace(each, old, new)
            replaced = True
    if not replaced:
        raise InputError("nothing_to_change", path=edit.path)


def _replace(each: DraftInput, old: bytes, new: bytes) -> None:
    each.witness = [new if item == old else item for item in each.witness]
    script = each.script_sig
    parts = [push(new) if item.data == old else script[slice(*item.span)] for item in instructions(script)]
    each.script_sig = b"".join(parts)


def _swap(edit: Edit, draft: Draft, inputs: tuple[InputReport, ...]) -> None:
    one, other = element_at(draft, edit.path), element_at(draft, edit.value)
    if one.list_of is not other.list_of:
        raise InputError("cannot_swap", one=one.path, other=other.path)
    one.list_of[one.number], one.list_of[other.number] = one.list_of[other.number], one.list_of[one.number]


def _duplicate(edit: Edit, draft: Draft, inputs: tuple[InputReport, ...]) -> None:
    found = element_at(draft, edit.path)
    found.list_of.insert(found.number + 1, _copy(found))


def _copy(found: Element) -> object:
    item = found.list_of[found.number]
    if isinstance(item, bytes):
        return item
    copied = {name: getattr(item, name) for name in type(item).__slots__}
    if isinstance(item, DraftInput):
        copied["witness"] = list(item.witness)
    return type(item)(**copied)


def _drop(edit: Edit, draft: Draft, inputs: tuple[InputReport, ...]) -> None:
    found = element_at(draft, edit.path)
    del found.list_of[found.number]


def ordered(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in the order in which they are made: fields first, then what moves, last of all bytes."""
    order = list(ACTIONS)
    return sorted(edits, key=lambda edit: (is_of_bytes(edit), order.index(edit.action)))


ACTIONS: dict[str, Callable[[Edit, Draft, tuple[InputReport, ...]], None]] = {
    "set": _set,
    "flip": _flip,
    "hash_type": _hash_type,
    "negate_s": _negate_s,
    "swap": _swap,
    "duplicate": _duplicate,
    "drop": _drop,
}
