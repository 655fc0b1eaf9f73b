"""The rules that scripts are checked against, by Core's names (script/interpreter.h: SCRIPT_VERIFY_…)."""

from __future__ import annotations

from enum import Flag, auto
from functools import cache
from typing import NamedTuple

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import display_hex


class Rules(Flag):
    """A set of script rules. Each one only ever refuses more: what passes with it passes without it."""

    P2SH = auto()  # BIP16
    DERSIG = auto()  # BIP66
    NULLDUMMY = auto()  # BIP147
    CHECKLOCKTIMEVERIFY = auto()  # BIP65
    CHECKSEQUENCEVERIFY = auto()  # BIP112
    WITNESS = auto()  # BIP141, BIP143
    TAPROOT = auto()  # BIP341, BIP342
    STRICTENC = auto()  # the forms of keys and hash types
    LOW_S = auto()  # BIP62, rule 5
    SIGPUSHONLY = auto()  # BIP62, rule 2
    MINIMALDATA = auto()  # BIP62, rules 3 and 4
    CLEANSTACK = auto()  # BIP62, rule 6
    DISCOURAGE_UPGRADABLE_NOPS = auto()
    DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM = auto()  # BIP141
    MINIMALIF = auto()  # BIP141
    NULLFAIL = auto()  # BIP146
    WITNESS_PUBKEYTYPE = auto()  # BIP143
    CONST_SCRIPTCODE = auto()
    DISCOURAGE_UPGRADABLE_TAPROOT_VERSION = auto()  # BIP341
    DISCOURAGE_OP_SUCCESS = auto()  # BIP342
    DISCOURAGE_UPGRADABLE_PUBKEYTYPE = auto()  # BIP342

    def __contains__(self, other: Rules) -> bool:
        """As of any Flag, whose own looks at the type first: the engine asks for each opcode."""
        return self._value_ & other._value_ == other._value_

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the rules in the set, in the order above."""
        return _names(self)


@cache
def _names(rules: Rules) -> tuple[str, ...]:
    return tuple(rule.name for rule in Rules if rule in rules and rule.name)


NO_RULES = Rules(0)
_ALWAYS = Rules.P2SH | Rules.WITNESS | Rules.TAPROOT
CONSENSUS = (
    _ALWAYS | Rules.DERSIG | Rules.CHECKLOCKTIMEVERIFY | Rules.CHECKSEQUENCEVERIFY | Rules.NULLDUMMY
)  # today's (Core: GetBlockScriptFlags for a new block)
POLICY = ~CONSENSUS  # what relay adds (Core: STANDARD_SCRIPT_VERIFY_FLAGS; SIGPUSHONLY stands for IsStandardTx)
STANDARD = CONSENSUS | POLICY & ~Rules.SIGPUSHONLY  # by which relay runs scripts

_NEEDED = {  # rules that mean nothing without others (Core asserts as much)
    Rules.TAPROOT: Rules.WITNESS,
    Rules.CLEANSTACK: Rules.WITNESS,
    Rules.WITNESS: Rules.P2SH,
}


def with_needed(rules: Rules) -> Rules:
    """The rules, and those that they cannot do without."""
    for rule, needed in _NEEDED.items():
        if rule in rules:
            rules |= needed
    return rules


class Change(NamedTuple):
    """Rules that count from the mainnet block of that height on; `bip` names the change."""

    height: int
    rules: Rules
    bip: str


_BURIED = (  # newest first (Core: kernel/chainparams.cpp)
    Change(481_824, Rules.NULLDUMMY, "BIP147"),
    Change(419_328, Rules.CHECKSEQUENCEVERIFY, "BIP112"),
    Change(388_381, Rules.CHECKLOCKTIMEVERIFY, "BIP65"),
    Change(363_725, Rules.DERSIG, "BIP66"),
)
_BIP16 = Change(173_805, _ALWAYS, "BIP16")  # the first block of 1 April 2012 or later, from when nodes required it
HISTORY = (*_BURIED, _BIP16)
"""The changes that a transaction without witness can have come before, newest first."""

TAPROOT_HEIGHT = 709_632  # of the mainnet block from which on nodes required it

_EXCEPTIONS = {  # the blocks that broke a rule before it was one (Core: script_flag_exceptions)
    170_060: NO_RULES,  # BIP16
    692_261: Rules.P2SH | Rules.WITNESS,  # BIP341
}


_HASHES = {  # of these blocks, by which Core knows them
    "00000000000002dc756eebf4f49723ed8d30cc28a5f108eb94b1ba88ac4f9c22": 170_060,
    "0000000000000000000f14c35b2d841e986ab5441de8c585d5ffe55ea1e395ad": 692_261,
}


def height_of_exception(block_hash: bytes) -> int | None:
    """The height of that mainnet block, its hash in stored order, where it is one of the two; else None."""
    return _HASHES.get(display_hex(block_hash))


def rules_at(height: int) -> Rules:
    """The consensus rules for the scripts of the mainnet block of that height (Core: GetBlockScriptFlags).

    BIP16, BIP141 and BIP341 count from the first block on, for no block but the two exceptions broke them.
    """
    rules = _EXCEPTIONS.get(height, _ALWAYS)
    for change in _BURIED:
        if height >= change.height:
            rules |= change.rules
    return rules


Asked = tuple["Rules | None", "int | None"]
"""By which rules to judge: those that are named, else those of the mainnet block of a height, else today's."""


def what_decides(asked: Asked, own: Asked) -> Asked:
    """What somebody asked for, rules before a height; where that is nothing, what a transaction has of its own.

    An example's own is the height of its block.
    """
    rules, height = asked
    if rules is not None:
        return rules, None
    return own if height is None else (None, height)


MAX_HEIGHT = 0x7FFFFFFF
_SETS = {"CONSENSUS": CONSENSUS, "POLICY": CONSENSUS | POLICY, "NONE": NO_RULES}
RULE_NAMES = (*(name.lower() for name in _SETS), *Rules.__members__)
"""What can be asked for by name."""


def rules_named(text: str) -> Rules:
    """`consensus`, `policy` (consensus and more), `none`, or names of rules with commas between.

    Rules that others need are added. Raises InputError("unknown_rule").
    """
    words = text.replace(",", " ").split()
    if not words:
        raise InputError("unknown_rule", name=f'"{text[:40]}"', near=_near(""))
    rules = NO_RULES
    for word in words:
        name = word.upper().removeprefix("SCRIPT_VERIFY_")
        if name in _SETS:
            rules |= _SETS[name]
        elif name in Rules.__members__:
            rules |= Rules[name]
        else:
            raise InputError("unknown_rule", name=word[:40], near=_near(name))
    return with_needed(rules)


def check_height(height: int | None, rules: Rules | None) -> None:
    """Raises InputError where the height is none, or where rules are named besides."""
    if height is not None and not 0 <= height <= MAX_HEIGHT:
        raise InputError("bad_height", height=height)
    if height is not None and rules is not None:
        raise InputError("rules_and_height")


def _near(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, RULE_NAMES, n=3, cutoff=0.5)
    return ", ".join(near or RULE_NAMES[:3])
