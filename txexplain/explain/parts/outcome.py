"""What becomes of a changed transaction: the verdict, each input, the rules that are broken now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from txexplain.explain.document import Block, Fact, Facts, Heading, Paragraph
from txexplain.explain.parts.failures import failure_lines, is_unsigned, missing_line
from txexplain.explain.parts.findings import callout
from txexplain.explain.parts.marks import verdict_line
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.policy_change import policy_change
from txexplain.model.policy import Policy
from txexplain.model.spend import InputVerdict, Verdict
from txexplain.model.whatif import InputDifference, WhatIf
from txexplain.texts import Chunk, Line, Texts

SHOWN_INPUTS = 20


def verdict_before(found: WhatIf, texts: Texts) -> Facts:
    """The verdict of the transaction as it is."""
    return Facts((Fact(texts.plain("verify", "verdict"), (verdict_line(found.before.verdict, texts),)),))


def verdict_change(found: WhatIf, texts: Texts) -> Facts:
    """The verdict before and after."""
    assert found.after is not None
    value = _arrow(found.before.verdict, found.after.verdict, texts)
    return Facts((Fact(texts.plain("verify", "verdict"), (value,)),))


def verdict_and_reason(found: WhatIf, texts: Texts) -> Facts:
    """The verdict before and after, and what decides it now."""
    (fact,) = verdict_change(found, texts).rows
    parts = [line for line in (_reason(found, texts), _condition(found, texts)) if line]
    between = texts.line("page", "between_sentences")
    return Facts((fact._replace(note=tuple(chain.from_iterable(_with_between(parts, between)))),))


def _with_between(parts: list[Line], between: Line) -> Iterator[Line]:
    for number, part in enumerate(parts):
        yield from (between, part) if number else (part,)


def _condition(found: WhatIf, texts: Texts) -> Line:
    """On whose word both verdicts rest, where a node or an explorer was asked and one of them is known."""
    assert found.after is not None
    report = found.before.report
    if report.lookup is None or found.before.verdict is found.after.verdict is Verdict.UNKNOWN:
        return ()
    from txexplain.explain.parts.chain_verdict import condition

    return condition(report, texts)


def _reason(found: WhatIf, texts: Texts) -> Line:
    """What decides the verdict, where it is another one now: a rule of the whole, or the first such input."""
    assert found.after is not None
    verdict = found.after.verdict
    if verdict is found.before.verdict:
        return ()
    broken = [finding for finding in found.after.broken if finding not in found.before.broken]
    if broken:
        return callout(broken[0], texts).line
    for difference in found.inputs:
        after = difference.after
        if after is not None and after.verdict is verdict:
            label = Chunk(f"#{after.vin}" + texts.plain("verify", "between_name_and_sentence"))
            return next(((label, *line) for line in _causes(difference, after, texts)), ())
    return ()


def _arrow(before: Verdict, after: Verdict, texts: Texts) -> Line:
    return (*verdict_line(before, texts), Chunk(" → ", "arrow"), *verdict_line(after, texts))


def input_changes(inputs: Sequence[InputDifference], texts: Texts) -> Iterator[Block]:
    """The verdict on each input before and after, and what decides it now."""
    yield Facts(tuple(_input(difference, texts) for difference in inputs[:SHOWN_INPUTS]))
    if len(inputs) > SHOWN_INPUTS:
        yield Paragraph(texts.line("whatif", "more_inputs", count=grouped(len(inputs) - SHOWN_INPUTS)))


def _input(difference: InputDifference, texts: Texts) -> Fact:
    before, after = difference.before, difference.after
    if after is None:
        assert before is not None
        return Fact(f"#{before.vin}", (texts.line("whatif", "input_gone"),))
    label = f"#{after.vin}"
    if before is not None and before.vin != after.vin:
        label += texts.plain("whatif", "input_was", before=f"#{before.vin}")
    if before is None:
        return Fact(label, (verdict_line(after.verdict, texts), texts.line("whatif", "input_new")))
    return Fact(label, (_arrow(before.verdict, after.verdict, texts), *_reasons(difference, after, texts)))


def _reasons(difference: InputDifference, after: InputVerdict, texts: Texts) -> Iterator[Line]:
    """Where the run goes another way, and why."""
    turning = difference.turning
    if turning is not None and turning.role != "outcome":
        role = texts.plain("verify", f"role_{turning.role}")
        key = "turning" if turning.position is None else "turning_at" if turning.opcode else "turning_push"
        position = grouped(turning.position or 0)
        yield texts.line("whatif", key, role=role, position=position, opcode=turning.opcode)
    yield from _causes(difference, after, texts)


def _causes(difference: InputDifference, after: InputVerdict, texts: Texts) -> Iterator[Line]:
    """Why it is judged as it is: what of the change reaches the check, what is missing or fails."""
    cause = difference.cause
    if texts.has("whatif", f"cause_{cause.key}"):
        names = texts.plain("why", "between_names").join(texts.plain("sighash", part) for part in cause.parts)
        yield texts.line("whatif", f"cause_{cause.key}", parts=names)
    if after.missing is not None:
        yield missing_line(after.missing, texts)
    elif after.run.failure is not None:
        yield from _made_for(after, texts)
        yield failure_lines(after.run.failure, texts)[0]


def _made_for(after: InputVerdict, texts: Texts) -> Iterator[Line]:
    """What its signatures were made for, where that was found."""
    if after.diagnosis is not None and not is_unsigned(after):
        from txexplain.explain.parts.diagnosis import diagnosis_lines, explains

        if explains(after):
            yield from diagnosis_lines(after, texts)


def new_faults(found: WhatIf, policies: tuple[Policy | None, Policy | None], texts: Texts) -> list[Block]:
    """The rules that are broken now and were not before: of the transaction as a whole, and of relay policy."""
    return [*_transaction(found, texts), *_policy(found, policies, texts)]


def _transaction(found: WhatIf, texts: Texts) -> list[Block]:
    """The rules of the transaction as a whole that it breaks now."""
    assert found.after is not None
    broken = [finding for finding in found.after.broken if finding not in found.before.broken]
    if not broken:
        return []
    return [Heading(texts.line("verify", "heading_broken"), 2), *(callout(finding, texts) for finding in broken)]


def _policy(found: WhatIf, policies: tuple[Policy | None, Policy | None], texts: Texts) -> list[Block]:
    """What relay refuses now and did not before, and the other way round."""
    before, after = policies
    if before is None or after is None or found.after is None:
        return []
    told = policy_change(before, after, found.before, found.after, texts)
    return [Heading(texts.line("verify", "heading_policy"), 2), *told] if told else []
