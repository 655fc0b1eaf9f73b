"""What a change does to the answer of relay: the reasons that are new, and those that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from txexplain.explain.document import Block, Callout, Fact, Facts
from txexplain.explain.parts.policy import answer_line
from txexplain.explain.parts.policy_reasons import is_told_elsewhere, sentence
from txexplain.model.policy import Policy, PolicyReason
from txexplain.model.spend import Verdict, Verification
from txexplain.texts import Chunk, Texts

SHOWN = 5  # reasons


def policy_change(before: Policy, after: Policy, old: Verification, new: Verification, texts: Texts) -> list[Block]:
    """Nothing where the same reasons are true of both. Why inputs are invalid is said with their verdicts.

    Of no reason it is known to be gone where spent outputs are not known any more.
    """
    had, has = ({each.what for each in policy.reasons} for policy in (before, after))
    fresh = [each for each in after.reasons if each.what not in had]
    lost = "spent_outputs" in after.missing and "spent_outputs" not in before.missing
    gone = [] if lost else [each for each in before.reasons if each.what not in has]
    if not fresh and not gone and before.accepted is after.accepted:
        return []
    first, then = (answer_line(policy, texts) for policy in (before, after))
    arrow = (*first, Chunk(" → ", "arrow"), *then)
    told: list[Block] = [Facts((Fact(texts.plain("policy", "label"), (arrow,)),))]
    return [*told, *_callouts("new", fresh, after, new, texts), *_callouts("gone", gone, before, old, texts)]


def _callouts(
    key: str, reasons: list[PolicyReason], policy: Policy, judged: Verification, texts: Texts
) -> Iterator[Block]:
    between = texts.line("page", "between_sentences")
    failing = {spend.vin for spend in judged.inputs if spend.verdict is Verdict.INVALID}
    told = (each for each in reasons if not is_told_elsewhere(each, judged.report, failing))
    for reason in islice(told, SHOWN):
        line = (
            *texts.line("policy", key, name=reason.name),
            *between,
            *sentence(reason, policy, judged.report, texts),
        )
        yield Callout("odd" if key == "new" else "fact", "", line)
