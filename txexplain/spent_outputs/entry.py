"""What JSON tells of one spent output: its amount, its script, and when it was made."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import is_hex
from txexplain.model.report import Coin, SpentAmount, SpentOutput
from txexplain.model.transaction import COIN, INT64_LIMIT, MAX_MONEY
from txexplain.spent_outputs import forms
from txexplain.spent_outputs.checked import check_beside
from txexplain.spent_outputs.parsing import shown
from txexplain.spent_outputs.wanted import Entry, member

_SATOSHI = Decimal("0.00000001")
_EXACT = Context(prec=20, traps=[Inexact, InvalidOperation])  # digits that hold every amount of 64 bits
_MAX_DIGITS = 20
_LAST_HEIGHT = 0x7FFFFFFE  # Core's mempool has the height after it
_LAST_TIME = 0xFFFFFFFF
_SATOSHIS_RATHER = 500  # from which on a whole number is less likely one of bitcoins


def coin_in(entry: Entry) -> Coin | None:
    """What the entry tells; None where that is not known. Raises InputError with the place of what is wrong."""
    told, place = entry.told, entry.place
    if told is None or isinstance(told, SpentOutput):
        return told
    if _is_number(told):
        return _alone(_bitcoin(told, place) if isinstance(told, Decimal) else _satoshi(told, place), place)
    if not isinstance(told, dict):
        raise InputError("bad_spent_output", place=place, found=shown(told))
    amounts = set(_amounts(told, place))
    scripts = set() if entry.of_input else set(_scripts(told, place))
    if len(amounts) > 1 or len(scripts) > 1:
        raise InputError("spent_outputs_differ", vin=entry.vin or 0, place=place)
    check_beside(told, scripts, place)
    if not amounts:
        raise _no_amount(told, place)
    if not scripts:
        return _alone(amounts.pop(), place)
    return SpentOutput(amounts.pop(), scripts.pop(), _height(told, place), _coinbase(told, place), _time(told, place))


def tells(told: dict[str, Any], *, of_input: bool = False) -> bool:
    """Whether the object holds an amount, or the script of an output."""
    names = {*forms.AMOUNTS, forms.VALUE} if of_input else {*forms.AMOUNTS, forms.VALUE, *forms.SCRIPTS}
    return not names.isdisjoint(told)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _alone(value_sat: int, place: str) -> SpentAmount:
    """Raises InputError where no output holds so much: without a script, nothing shows that it is of the chain."""
    if not 0 <= value_sat <= MAX_MONEY:
        raise InputError("spent_amount_impossible", place=place, value_sat=value_sat)
    return SpentAmount(value_sat)


def _no_amount(told: dict[str, Any], place: str) -> InputError:
    """What is missing, by its name in the form that has these others."""
    name = "amount" if "scriptPubKey" in told else "value_sat"
    return InputError("spent_amount_missing", place=f"{place}.{name}")


# Amounts, in satoshi


def _amounts(told: dict[str, Any], place: str) -> Iterator[int]:
    """What each member says that is an amount; null is none where another says it."""
    exact: set[int] = set()
    for name, unit in forms.AMOUNTS.items():
        if told.get(name) is not None:
            _check_unit(name, told[name], member(place, name), exact)
            exact.add(_told_twice(name, told[name], exact) or _UNITS[unit](told[name], member(place, name)))
        elif name in told and forms.VALUE not in told:
            code = "bad_spent_btc" if unit == forms.BITCOIN else "bad_spent_value"
            raise InputError(code, place=member(place, name), found="null")
    yield from exact
    if forms.VALUE in told:
        yield _value(told, member(place, forms.VALUE), exact)


def _value(told: dict[str, Any], place: str, exact: set[int]) -> int:
    """The `value`, in the unit of the form; in either where the form says none, and `exact` is told beside it."""
    value = told[forms.VALUE]
    is_of_core = isinstance(told.get("scriptPubKey"), dict) and "scriptpubkey" not in told
    if is_of_core or not forms.IN_BITCOIN.isdisjoint(told):
        _check_unit(forms.VALUE, value, place, exact)
        return _told_twice(forms.VALUE, value, exact) or _bitcoin(value, place)
    in_satoshi = not forms.IN_SATOSHI.isdisjoint(told)
    if exact and value in exact:
        return int(value)
    if _has_point(value) and (exact or not in_satoshi):
        return _bitcoin(value, place)
    if in_satoshi or exact:
        return _satoshi(value, place)
    if type(value) is not int and _from_digits(value) is None:
        raise InputError("bad_spent_value", place=place, found=shown(value))
    raise InputError("spent_amount_unit", place=place, found=shown(value))


def _check_unit(name: str, value: Any, place: str, exact: set[int]) -> None:
    """Raises InputError for a number without a point where programs write BTC, always with one: it may be satoshis.

    Where an amount is `exact` beside it, that tells; and of few whole bitcoins a filter may have left out the point.
    """
    if name in forms.WITH_POINT and type(value) is int and abs(value) >= _SATOSHIS_RATHER and not exact:
        raise InputError("spent_amount_unit", place=place, found=shown(value))


def _told_twice(name: str, value: Any, exact: set[int]) -> int:
    """The amount in satoshis, if it is that of another member although its name is used for BTC; else 0."""
    return value if name in forms.WITH_POINT and type(value) is int and value in exact else 0


def _has_point(value: Any) -> bool:
    return isinstance(value, Decimal) or (isinstance(value, str) and "." in value)


def _satoshi(value: Any, place: str) -> int:
    number = _from_digits(value) if isinstance(value, str) else value
    if type(number) is not int:
        raise InputError("bad_spent_value", place=place, found=shown(value))
    if not -INT64_LIMIT <= number < INT64_LIMIT:
        raise InputError("spent_value_too_large", place=place, found=shown(value))
    return number


def _bitcoin(value: Any, place: str) -> int:
    """Raises InputError where it is not exactly a number of satoshi."""
    try:
        satoshi = _exactly(value)
    except (Inexact, InvalidOperation):
        satoshi = None
    if satoshi is None or not -INT64_LIMIT <= satoshi < INT64_LIMIT:
        raise InputError("bad_spent_btc", place=place, found=shown(value))
    return satoshi


def _exactly(value: Any) -> int | None:
    """The satoshi; None where it is no number. Raises Inexact or InvalidOperation where there is none as exact."""
    number = Decimal(value) if isinstance(value, str) and len(value) <= _MAX_DIGITS and value.isascii() else value
    if type(number) is int or (isinstance(number, Decimal) and number.is_finite()):
        return int(_EXACT.multiply(_EXACT.quantize(Decimal(number), _SATOSHI), COIN))
    return None


def _millisatoshi(value: Any, place: str) -> int:
    number = _from_digits(value.removesuffix("msat")) if isinstance(value, str) else value
    if type(number) is not int or number % 1000:
        raise InputError("bad_spent_value", place=place, found=shown(value))
    return _satoshi(number // 1000, place)


def _from_digits(text: object) -> int | None:
    if not isinstance(text, str) or not text.isascii() or not text.isdigit():
        return None
    return int(text) if len(text) <= _MAX_DIGITS else INT64_LIMIT  # which is above every amount too


_UNITS = {forms.SATOSHI: _satoshi, forms.BITCOIN: _bitcoin, forms.MILLISATOSHI: _millisatoshi}


# The script


def _scripts(told: dict[str, Any], place: str) -> Iterator[bytes]:
    """What each member says that is the script of an output."""
    for name in forms.SCRIPTS:
        if name in told:
            yield _script(told[name], member(place, name))
    if "isAddress" in told and forms.SCRIPT_OF_BLOCKBOOK in told:
        yield _script(told[forms.SCRIPT_OF_BLOCKBOOK], member(place, forms.SCRIPT_OF_BLOCKBOOK))


def _script(value: Any, place: str) -> bytes:
    """Hex, by itself or as the `hex` of an object; or a Buffer, as JavaScript writes bytes."""
    if isinstance(value, dict):
        found = bytes_of(value)
        return _script(value.get("hex"), f"{place}.hex") if found is None else found
    found = b"" if value == "" else bytes_of(value)
    if found is None:
        raise InputError("bad_spent_script", place=place, found=shown(value))
    return found


def bytes_of(value: Any) -> bytes | None:
    """The bytes that hex or a Buffer stands for; None where it is neither."""
    if isinstance(value, str):
        return bytes.fromhex(value) if is_hex(value) and len(value) % 2 == 0 else None
    if not isinstance(value, dict) or value.get("type") != "Buffer" or not isinstance(value.get("data"), list):
        return None
    numbers = value["data"]
    return bytes(numbers) if all(type(each) is int and 0 <= each <= 255 for each in numbers) else None


# When it was made


def _height(told: dict[str, Any], place: str) -> int | None:
    """None in a mempool, which Electrum writes as 0 or -1, and Core as the highest number there is."""
    status = told.get("status")
    if isinstance(status, dict) and "block_height" in status:
        told, place = status, f"{place}.status"
    name = next((name for name in forms.HEIGHTS if told.get(name) is not None), None)
    if name is None:
        return None
    height = _whole(told[name], member(place, name), -1, _LAST_HEIGHT + 1)
    return height if 0 < height <= _LAST_HEIGHT else None


def _coinbase(told: dict[str, Any], place: str) -> bool | None:
    name = next((name for name in forms.COINBASES if told.get(name) is not None), None)
    if name is not None and not isinstance(told[name], bool):
        raise InputError("bad_spent_since", place=member(place, name), found=shown(told[name]))
    if name is None:
        return None
    height = next((each for each in forms.HEIGHTS if told.get(each) is not None), None)
    if told[name] and height is not None and _height(told, place) is None:
        raise InputError("coinbase_without_block", place=member(place, height), found=shown(told[height]))
    return bool(told[name])


def _time(told: dict[str, Any], place: str) -> int | None:
    time = told.get("mediantime_before")
    return None if time is None else _whole(time, f"{place}.mediantime_before", 0, _LAST_TIME)


def _whole(value: Any, place: str, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise InputError("bad_spent_since", place=place, found=shown(value))
    return value
