"""The fields of a transaction that is a little another one: what the engine's own builders then make messages of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy

from txexplain.crypto.sighash.fields import Fields
from txexplain.diagnosis.setting import Setting
from txexplain.model.report import SpentOutput
from txexplain.wire.cursor import Cursor
from txexplain.wire.draft import Draft, draft_of
from txexplain.wire.transaction import read_at

_OF_SPENT = ("sha_amounts", "sha_script_pubkeys", "_all_spent")


def with_spent(fields: Fields, changed: Mapping[int, SpentOutput]) -> Fields:
    """The same transaction with some spent outputs other ones; what was hashed of the rest stays."""
    found = copy(fields)
    found.spent = [changed.get(vin, spent) for vin, spent in enumerate(fields.spent)]
    for name in _OF_SPENT:
        found.__dict__.pop(name, None)
    return found


def rewritten(setting: Setting, change: Callable[[Draft], None]) -> Setting:
    """The setting in the transaction after a change; `vin` follows the input that is signed."""
    fields = setting.fields
    draft = draft_of(fields.tx, fields.spent)
    for each in draft.inputs:
        each.witness = []
    change(draft)
    tx = read_at(Cursor(draft.serialise()), extended=False)
    vin = next(place for place, each in enumerate(draft.inputs) if each.origin == setting.vin)
    spent = [each.spent if isinstance(each.spent, SpentOutput) else None for each in draft.inputs]
    return setting._replace(fields=Fields(tx, spent), vin=vin)
