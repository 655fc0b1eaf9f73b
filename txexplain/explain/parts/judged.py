"""What a verification adds to the answer: the verdict, relay policy, and the rules where they were named."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Fact
from txexplain.explain.parts.answer import Judged
from txexplain.explain.parts.marks import verdict_line
from txexplain.explain.parts.policy import relay_fact
from txexplain.explain.parts.verdicts import how_to_give, lacks_spent_output, rules_fact, verdict_sentence
from txexplain.model.policy import Relay
from txexplain.model.rules import CONSENSUS
from txexplain.model.spend import InputVerdict, Verdict, Verification
from txexplain.texts import Texts


def judged(verification: Verification, relay: Relay | None, texts: Texts, *, whole: bool = False) -> Judged:
    """The verdict, or what is missing for one, and the others in a line each; `whole` names all inputs."""
    lacking = verification.verdict is Verdict.UNKNOWN and lacks_spent_output(verification)
    note = (
        how_to_give(verification, texts, "give_spent_outputs") if lacking else verdict_sentence(verification, texts)
    )
    verdict = Fact(texts.plain("page", "verdict"), (verdict_line(verification.verdict, texts),), note)
    others: tuple[Fact, ...] = ()
    if relay is not None:
        failing = told_with_verdict(verification)
        others = (relay_fact(relay, verification.report, texts, failing, has_section=True, whole=whole),)
    return Judged(verdict, (*others, *_rules(verification, texts)), verification.broken)


def told_with_verdict(verification: Verification) -> frozenset[int]:
    """The inputs of which the verdict on them says why relay refuses their scripts."""
    return frozenset(spend.vin for spend in verification.inputs if _is_told_with_verdict(spend))


def _is_told_with_verdict(spend: InputVerdict) -> bool:
    """Whether the reason of relay's script rules is the one of consensus, or signatures that do not fit."""
    if spend.verdict is not Verdict.INVALID or spend.run.failure is None or spend.standard is None:
        return spend.verdict is Verdict.INVALID
    return spend.standard.code in (spend.run.failure.code, "NULLFAIL")


def _rules(verification: Verification, texts: Texts) -> Iterator[Fact]:
    """By which rules, where they were named."""
    if verification.height is None and verification.rules != CONSENSUS:
        yield rules_fact(verification, texts)
