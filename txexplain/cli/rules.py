"""What `--rules` and `--height` say."""

from __future__ import annotations

from txexplain.model.errors import InputError
from txexplain.model.rules import CONSENSUS, NO_RULES, POLICY, Rules, with_needed

MAX_HEIGHT = 0x7FFFFFFF
_SETS = {"CONSENSUS": CONSENSUS, "POLICY": CONSENSUS | POLICY, "NONE": NO_RULES}


def parse_rules(text: str | None) -> Rules | None:
    """`consensus`, `policy` (consensus and more), `none`, or names of rules with commas between; None for None.

    Rules that others need are added. Raises InputError("unknown_rule").
    """
    if text is None:
        return None
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


def check_input(index: int, count: int) -> None:
    """Raises InputError where the transaction has no input of that number."""
    if not 0 <= index < count:
        raise InputError("no_such_input", vin=index, count=count, last=max(0, count - 1))


def check_output(index: int, count: int) -> None:
    """Raises InputError where the transaction has no output of that number."""
    if not 0 <= index < count:
        raise InputError("no_such_output", vout=index, count=count, last=max(0, count - 1))


def _near(name: str) -> str:
    from difflib import get_close_matches

    names = ["consensus", "policy", "none", *Rules.__members__]
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    return ", ".join(near or names[:3])
