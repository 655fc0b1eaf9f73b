"""By which node's relay policy: from the words of a command line or the values of a caller to PolicySettings."""

from __future__ import annotations

import re
from typing import TypeAlias

from txexplain.model.arguments import check_number, check_type
from txexplain.model.errors import InputError
from txexplain.model.policy import NEWEST_CORE, OLDEST_CORE, PolicySettings, Tip
from txexplain.model.transaction import COIN, GENESIS_TIME, LOCK_TIME_THRESHOLD, MAX_LOCK_TIME, MAX_MONEY

TipLike: TypeAlias = Tip | tuple[int, int | None] | int | str | None

_LAST_HEIGHT = LOCK_TIME_THRESHOLD - 1  # what is more would be a time
_LAST_SIZE = 0xFFFFFFFF
_AMOUNT = re.compile(r"(\d{1,10})(?:\.(\d{0,8}))?|\.(\d{1,8})")  # Core: ParseMoney
_SHOWN = 40  # characters of what was typed


def settings_of(
    core: int | str | None = None,
    tip: TipLike = None,
    data_carrier: int | str | None = None,
    min_relay: str | None = None,
    dust_relay: str | None = None,
    *,
    no_bare_multisig: bool = False,
) -> PolicySettings | None:
    """What was chosen, None where nothing was. Rates are in BTC per 1,000 vB, as a node takes them.

    Raises InputError that names the option and the part of it that is wrong.
    """
    settings = PolicySettings(
        NEWEST_CORE if core is None else _core(str(core)),
        _tip(tip),
        None if data_carrier is None else _data_carrier(str(data_carrier)),
        None if min_relay is None else _rate("--minrelaytxfee", min_relay),
        None if dust_relay is None else _rate("--dustrelayfee", dust_relay),
        False if no_bare_multisig else None,
    )
    return None if settings == PolicySettings() and core is None else settings


def check_settings(name: str, settings: PolicySettings) -> None:
    """Settings that a caller made. Raises TypeError or ValueError that names the field."""
    check_type(name, settings, PolicySettings)
    check_number(f"{name}.core", settings.core, OLDEST_CORE, NEWEST_CORE)
    check_type(f"{name}.tip", settings.tip, Tip, type(None))
    if settings.tip is not None:
        check_number(f"{name}.tip.height", settings.tip.height, 0, _LAST_HEIGHT)
        if settings.tip.median_time is not None:
            check_number(f"{name}.tip.median_time", settings.tip.median_time, GENESIS_TIME, MAX_LOCK_TIME)
    limits = {
        "data_carrier_bytes": _LAST_SIZE,
        "min_relay_sat_per_kvb": MAX_MONEY,
        "dust_relay_sat_per_kvb": MAX_MONEY,
    }
    for field, most in limits.items():
        value = getattr(settings, field)
        if value is not None:
            check_number(f"{name}.{field}", value, 0, most)
    check_type(f"{name}.permit_bare_multisig", settings.permit_bare_multisig, bool, type(None))


def _core(told: str) -> int:
    """The number of a release, without that of a patch. Raises InputError."""
    found = re.fullmatch(r"v?(\d{1,3})", told.strip(), re.ASCII)
    number = int(found[1]) if found else 0
    if not OLDEST_CORE <= number <= NEWEST_CORE:
        raise InputError("unknown_core", text=_cut(told), oldest=OLDEST_CORE, newest=NEWEST_CORE)
    return number


def _cut(told: str) -> str:
    """What was typed; of what is long the beginning, and how many characters there are."""
    return told if len(told) <= _SHOWN else f"{told[:_SHOWN]}… ({len(told):,})"


def _tip(told: TipLike) -> Tip | None:
    """HEIGHT or HEIGHT,MEDIANTIME. Raises InputError."""
    if told is None:
        return None
    parts = told.split(",") if isinstance(told, str) else _parts(told)
    if not 1 <= len(parts) <= 2:
        raise InputError("tip_parts", text=_cut(",".join(parts)), count=len(parts))
    height = _whole(parts[0], 0, _LAST_HEIGHT)
    if height is None:
        raise InputError("tip_height", text=_cut(parts[0]), low=0, high=_LAST_HEIGHT)
    return Tip(height, _time(parts[1]) if len(parts) == 2 else None)


def _parts(told: Tip | tuple[int, int | None] | int) -> list[str]:
    """As they are typed; a time that is not known is left out."""
    parts = [told] if isinstance(told, int) else [*told]
    return [str(each) for each in (parts[:1] if len(parts) == 2 and parts[1] is None else parts)]


def _time(told: str) -> int:
    """A median time. Raises InputError."""
    time = _whole(told, GENESIS_TIME, MAX_LOCK_TIME)
    if time is None:
        raise InputError("tip_time", text=_cut(told) or '""', low=GENESIS_TIME, high=MAX_LOCK_TIME)
    return time


def _data_carrier(told: str) -> int:
    """Bytes. Raises InputError."""
    size = _whole(told, 0, _LAST_SIZE)
    if size is None:
        raise InputError("data_carrier_size", text=_cut(told), low=0, high=_LAST_SIZE)
    return size


def _whole(told: str, lowest: int, highest: int) -> int | None:
    """A whole number in decimal digits, None where it is none or out of range."""
    digits = told.strip()
    number = int(digits) if re.fullmatch(r"\d{1,10}", digits, re.ASCII) else -1
    return number if lowest <= number <= highest else None


def _rate(name: str, told: str) -> int:
    """Satoshi per 1,000 vB, from BTC. Raises InputError."""
    found = _AMOUNT.fullmatch(told.strip()) if told.isascii() else None
    if found is None:
        raise InputError("fee_rate_option", name=name, text=_cut(told))
    sat = int(found[1] or 0) * COIN + int((found[2] or found[3] or "").ljust(8, "0"))
    if sat > MAX_MONEY:
        raise InputError("fee_rate_option", name=name, text=_cut(told))
    return sat
