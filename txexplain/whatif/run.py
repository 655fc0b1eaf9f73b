"""A Report and edits to a WhatIf: the transaction is changed, read and judged again."""

from __future__ import annotations

from collections.abc import Iterable

from txexplain.analyse import analyse
from txexplain.model.arguments import check_type
from txexplain.model.errors import DecodeError
from txexplain.model.networks import Network
from txexplain.model.report import Coin, Report
from txexplain.model.rules import Rules
from txexplain.model.whatif import Edit, InputDifference, WhatIf
from txexplain.verify import Verifier
from txexplain.whatif.compare import cause, field_differences, turning
from txexplain.whatif.edits import apply_to_fields, checked, flip_byte, is_of_bytes, ordered
from txexplain.wire.draft import Draft, draft_of
from txexplain.wire.transaction import decode

KEPT_STEPS = 1_000  # of each script, to see where the run goes another way


def whatif(
    report: Report,
    edits: Iterable[Edit],
    rules: Rules | None = None,
    height: int | None = None,
    told_height: int | None = None,
) -> WhatIf:
    """The transaction with the edits beside the one without, both judged by the same rules, as Verifier does.

    Raises InputError where an edit cannot be made, TypeError and ValueError where an argument is wrong. What becomes
    of the bytes is never an error, but a result.
    """
    check_type("report", report, Report)
    edits = tuple(ordered(checked(edits)))
    judge = Verifier(report, rules, height, told_height=told_height)
    spent = [item.coin for item in report.inputs]
    original, draft = draft_of(report.tx, spent), draft_of(report.tx, spent)
    apply_to_fields(edits, draft, report.inputs)
    raw = draft.serialise() if draft != original else report.tx.raw
    before = judge.verification()
    origins: list[int | None] = [each.origin for each in draft.inputs]
    for edit in filter(is_of_bytes, edits):
        raw = flip_byte(edit, raw)
    read = _read(raw, draft, report.network)
    if isinstance(read, DecodeError):
        fields = tuple(field_differences(original, draft))
        return WhatIf(edits, raw, before, None, read, fields, ())
    changed, coins = read
    after = Verifier(changed, rules, height, told_height=told_height)
    verification = after.verification()
    origins += [None] * (len(changed.inputs) - len(origins))
    fields = tuple(field_differences(original, draft_of(changed.tx, coins)))
    inputs = tuple(_differences(judge, after, origins, bool(fields)))
    return WhatIf(edits, raw, before, verification, None, fields, inputs)


def _read(raw: bytes, draft: Draft, network: Network) -> tuple[Report, list[Coin | None]] | DecodeError:
    """What the bytes are now, and the coins that are known of it; an error where they are nothing."""
    try:
        coins = draft.spent() if len(decode(raw).inputs) == len(draft.inputs) else []
        return analyse(raw, coins, network), coins
    except DecodeError as error:
        return error.with_facts()


def _differences(
    before: Verifier, after: Verifier, origins: list[int | None], changed: bool
) -> Iterable[InputDifference]:
    """Each input as it is now, beside what it was; then those that are no more."""
    for number, origin in zip(range(len(after.report.inputs)), origins, strict=False):
        new = after.trace(number, KEPT_STEPS)
        old = None if origin is None else before.trace(origin, KEPT_STEPS)
        turned = None if old is None else turning(old.run, new.run)
        why = cause(old, new, changed)
        judged_before = None if origin is None else before.input(origin)
        yield InputDifference(judged_before, after.input(number), turned, why)
    for gone in sorted(set(range(len(before.report.inputs))) - set(origins)):
        yield InputDifference(before.input(gone), None, None, cause(None, None, changed))
