"""By which node's relay policy: from the words of a command line or the values of a caller to PolicySettings."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from txexplain.model.errors import InputError
from txexplain.model.policy import NEWEST_CORE, OLDEST_CORE, Policy, PolicySettings, Relay, Tip
from txexplain.model.report import Report
from txexplain.model.transaction import COIN, MAX_MONEY

if TYPE_CHECKING:
    from txexplain.session.transaction import Session

TipLike: TypeAlias = Tip | tuple[int, int] | int | str | None

_FIRST_TIME = 1_231_006_505  # of the first block of mainnet: no block of any network is older
_LAST_TIME = 0xFFFFFFFF
_LAST_HEIGHT = 499_999_999  # a locktime from 500,000,000 on is a time, so no height can be one
_LAST_SIZE = 0xFFFFFFFF
_AMOUNT = re.compile(r"(\d{1,10})(?:\.(\d{0,8}))?|\.(\d{1,8})")  # Core: ParseMoney
_SHOWN = 40  # characters of what was typed
_TRUE_BEFORE_SIGNING = frozenset(
    (
        "version",
        "tx_size",
        "scriptpubkey",
        "scriptpubkey_multisig",
        "datacarrier",
        "datacarrier_each",
        "multi_op_return",
        "bare_multisig",
        "dust",
        "dust_with_fee",
        "dust_any_fee",
        "non_final_height",
        "non_final_time",
        "non_final_never",
        "non_bip68_height",
        "non_bip68_time",
        "premature_coinbase",
        "input_script_unknown",
        "min_relay_fee",
        "consensus",
    )
)
"""The rules whose reasons stay when signatures are added, which make it larger and nothing else."""
_OVER_WHEN_MINED = ("tip", "coin_heights")
_COMPARED_WEIGHT = 400_000  # a heavier one is relayed by no version


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


def _core(told: str) -> int:
    """The version, of which only the first number counts. Raises InputError."""
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
    parts = told.split(",") if isinstance(told, str) else [str(told)] if isinstance(told, int) else [*map(str, told)]
    if len(parts) == 2 and parts[1] == "None":
        parts = parts[:1]
    if not 1 <= len(parts) <= 2:
        raise InputError("tip_parts", text=_cut(",".join(parts)), count=len(parts))
    height = _whole(parts[0], 0, _LAST_HEIGHT)
    if height is None:
        raise InputError("tip_height", text=_cut(parts[0]), low=0, high=_LAST_HEIGHT)
    return Tip(height, _time(parts[1]) if len(parts) == 2 else None)


def _time(told: str) -> int:
    """A median time. Raises InputError."""
    time = _whole(told, _FIRST_TIME, _LAST_TIME)
    if time is None:
        raise InputError("tip_time", text=_cut(told) or '""', low=_FIRST_TIME, high=_LAST_TIME)
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


def across_versions(now: Policy, asked: Callable[[PolicySettings], Policy], report: Report) -> Relay:
    """The answer, and those of older versions which find something else; `asked` gives them."""
    settings = now.settings
    if report.tx.weight_wu > _COMPARED_WEIGHT or report.tx.is_coinbase:
        return Relay(now)
    others = (asked(settings._replace(core=core)) for core in range(OLDEST_CORE, settings.core))
    return Relay(now, tuple(each for each in others if _found(each) != _found(now)))


def _found(policy: Policy) -> set[tuple[str, int | None]]:
    return {each.what for each in policy.reasons}


def as_mined(policy: Policy) -> Policy:
    """Of what is in a block: whatever it had to wait for is over."""
    missing = tuple(each for each in policy.missing if each not in _OVER_WHEN_MINED)
    accepted = True if not policy.reasons and not missing else policy.accepted
    return policy._replace(accepted=accepted, missing=missing, waits=())


def relay_of_unsigned(session: Session) -> Relay:
    """Of a transaction that is to be signed: the reasons that no signature takes away, or that it cannot be told."""
    relay = session.relay(run=False)
    return Relay(_unsigned(relay.policy), tuple(map(_unsigned, relay.older)), run=False)


def _unsigned(policy: Policy) -> Policy:
    reasons = tuple(each for each in policy.reasons if each.rule in _TRUE_BEFORE_SIGNING)
    missing = ("witness", *(each for each in policy.missing if each != "scripts"))
    return policy._replace(accepted=False if reasons else None, reasons=reasons, missing=missing)
