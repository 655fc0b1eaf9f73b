"""Answers of a few plain members, made straight from the places of things: a line costs as much as its answer."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.bulk.scanning import scan_plan
from txexplain.bulk.work import Asked, Item
from txexplain.data import Data
from txexplain.model.subject import Subject
from txexplain.wire.scan import Doubt, scan

_BESIDES = ("input", "error")  # where these are asked for, an answer takes more


def quick_answers(asked: Asked) -> Callable[[Item], dict[str, Data] | None] | None:
    """What makes the same answers as `answer.answer_of`; None where the fields need more.

    It gives None for an item that needs more, and for what is no transaction. Raises nothing.
    """
    if asked.view != "decode" or asked.fields is None:
        return None
    plan = scan_plan(asked.fields)
    if plan is None or any(len(path) > 1 or path[0] in _BESIDES for path in asked.fields.paths):
        return None
    before = asked.fields.before
    makers = [(path[0], plan.get(path[0])) for path in asked.fields.paths]

    def answer(item: Item) -> dict[str, Data] | None:
        members, subject = item.members, item.subject
        if type(subject) is not Subject or subject.lookup is not None or item.error is not None:
            return None
        try:
            found = scan(subject.raw)
        except Doubt:
            return None
        if len(subject.spent_outputs) > len(found.inputs):
            return None
        made: dict[str, Data] = {name: members[name] for name in before if name in members}
        for name, make in makers:
            made[name] = members.get(name) if make is None else make(found, subject)
        return made

    return answer
