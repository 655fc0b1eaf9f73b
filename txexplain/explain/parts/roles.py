"""What each item on a stack is for: told by where it came from and what the run did with it, never by its looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.parts.origins import StackItems, follow
from txexplain.explain.parts.uses import Origin, Tracked
from txexplain.model.report import InputReport
from txexplain.model.rules import Rules
from txexplain.model.script import OP_CHECKSIG, OP_CHECKSIGVERIFY, is_true, script_number
from txexplain.model.signing import SignatureCheck
from txexplain.model.spend import Run

COUNTED = ("signature", "no_signature", "public_key")  # kinds of which there may be several
_NUMBERS = ("number", "key_count", "signature_count", "witness_version")  # told with their value
_PLAIN_KEYS = ("public_key", "x_only_public_key", "output_key")
_SAYS_LESS = {  # uses that say less of an item than the opcode that made it
    "choice": (Origin.TRUTH,),
    "number": (Origin.TRUTH, Origin.NUMBER),
}


class Role(NamedTuple):
    """A role by its key: with a number where there are several of its kind, and the value of a number."""

    key: str = ""
    number: int = 0
    value: int | None = None


class Try(NamedTuple):
    """A signature that was tried against a key."""

    signature: Role
    key: Role
    check: SignatureCheck


class StepRoles(NamedTuple):
    """The roles of the items before a step and after it, in the order of the stacks, and what it tried."""

    before: tuple[Role, ...]
    after: tuple[Role, ...]
    altstack: tuple[Role, ...]
    tries: tuple[Try, ...]


RunRoles = tuple[tuple[StepRoles, ...], ...]
CheckKey = tuple[bytes, bytes]


def roles_of(run: Run, item: InputReport | None, rules: Rules) -> RunRoles:
    """For each stage of the run, and each of its steps that are kept."""
    followed = follow(run, item, rules)
    names = _names(followed.items)
    return tuple(tuple(_step_roles(step, names) for step in steps) for steps in followed.stages)


def check_key(check: SignatureCheck) -> CheckKey:
    """By what a check finds its signature and its key, also where the step that made it is left out."""
    return check.signature, check.public_key


def roles_in_checks(run: Run, roles: RunRoles) -> dict[CheckKey, tuple[Role, Role]]:
    """Of each check that a step made, as which signature and which key the two are told."""
    found: dict[CheckKey, tuple[Role, Role]] = {}
    for stage, named in zip(run.stages, roles, strict=True):
        for step, each in zip(stage.steps, named, strict=True):
            for tried in each.tries:
                found.setdefault(check_key(tried.check), (tried.signature, tried.key))
            if step.instruction.opcode in (OP_CHECKSIG, OP_CHECKSIGVERIFY) and len(each.before) > 1:
                for check in step.checks:
                    found.setdefault(check_key(check), (each.before[-2], each.before[-1]))
    return found


def _step_roles(step: StackItems, names: dict[int, Role]) -> StepRoles:
    before, after, altstack = (
        tuple(names[id(each)] for each in stack) for stack in (step.before, step.after, step.altstack)
    )
    tries = tuple(Try(names[id(signature)], names[id(key)], check) for signature, key, check in step.tries)
    return StepRoles(before, after, altstack, tries)


def _names(items: Sequence[Tracked]) -> dict[int, Role]:
    """The role of each item; those of a kind numbered as they appeared, if there are several."""
    keys = {id(each): _key(each) for each in items}
    totals: dict[str, int] = {}
    for key in keys.values():
        totals[_kind(key)] = totals.get(_kind(key), 0) + 1
    counts: dict[str, Iterator[int]] = {kind: iter(range(1, total + 1)) for kind, total in totals.items()}
    return {
        id(each): _role(keys[id(each)], each, totals[_kind(keys[id(each)])], counts[_kind(keys[id(each)])])
        for each in items
    }


def _role(key: str, item: Tracked, total: int, count: Iterator[int]) -> Role:
    if key in COUNTED and total > 1:
        return Role(key, next(count))
    return Role(key, value=script_number(item.data) if key in _NUMBERS else None)


def _kind(key: str) -> str:
    """Signatures that are empty are counted with the others."""
    return key.removeprefix("no_")


def _key(item: Tracked) -> str:
    """What the item is for: what it was used for comes first, then what its script is known to hold it for."""
    if item.use and item.made_by not in _SAYS_LESS.get(item.use, ()):
        return _used(item)
    if item.compared:
        return "expected_hash"
    if item.role:
        return item.role
    if item.made_by is Origin.HASH:
        return _hash_of(item.source)
    if item.opens:
        return "preimage"
    if item.made_by is Origin.TRUTH:
        return "true" if is_true(item.data) else "false"
    return "number" if item.made_by is Origin.NUMBER else ""


def _used(item: Tracked) -> str:
    if item.use == "signature" and not item.data:
        return "no_signature"
    if item.use == "public_key" and item.role.endswith("_key") and item.role not in _PLAIN_KEYS:
        return item.role
    return item.use


def _hash_of(source: Tracked | None) -> str:
    """Which hash it is, by what was hashed."""
    if source is None:
        return "hash"
    if "public_key" in (source.use, source.role) or source.use.endswith("_key"):
        return "key_hash"
    if "redeem_script" in (source.use, source.role):
        return "script_hash"
    return "hash"
