"""The reasons that relay has against a transaction in sentences, those alike together."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from txexplain.explain.parts.failures import sentence as why_it_fails
from txexplain.explain.parts.findings import callout
from txexplain.explain.parts.kinds import short_name
from txexplain.explain.parts.numbers import fee_rate, grouped, ranges, sizes, utc
from txexplain.model.policy import Policy, PolicyReason
from txexplain.model.report import Report
from txexplain.model.spend import Failure
from txexplain.texts import Chunk, Line, Texts

SHOWN_RANGES = 4
_NEW_SINCE = 24  # a rule that is older has always been there for most readers

Group = Sequence[PolicyReason]


def is_told_elsewhere(reason: PolicyReason, report: Report, failing: Container[int]) -> bool:
    """Whether a finding of the same name says it, or the verdict on an input."""
    if reason.rule == "script":
        return reason.at in failing
    if reason.rule == "non_final_never":
        return report.finding("never_final") is not None
    return reason.rule == "consensus" and report.finding(reason.name) is not None


def groups_of(reasons: Iterable[PolicyReason]) -> list[list[PolicyReason]]:
    """Reasons of the same rule together, in the order in which each rule is met first; all that are of dust are."""
    found: dict[tuple[str, str], list[PolicyReason]] = {}
    for reason in reasons:
        found.setdefault((reason.name, "dust" if is_dust(reason) else reason.rule), []).append(reason)
    return [*found.values()]


def is_dust(reason: PolicyReason) -> bool:
    return reason.what[0] == "dust"


def name_in_front(name: str, line: Line, texts: Texts) -> Line:
    return (Chunk(name, "code"), Chunk(texts.plain("verify", "between_name_and_sentence")), *line)


def reason_line(group: Group, policy: Policy, report: Report, texts: Texts, *, whole: bool = False) -> Line:
    """The sentence on the first of them, and how many inputs or outputs more it is true of."""
    first = group[0]
    if len(group) > 1 and is_dust(first):
        return _all_dust(group, texts, whole)
    line = sentence(first, policy, report, texts)
    others = [each.at for each in group[1:] if each.at is not None]
    if others:
        numbers = ranges(others, None if whole else SHOWN_RANGES)
        line = (*line, *_between(texts), *texts.line("policy", _ALIKE[first.place or "output"], numbers=numbers))
    return (*line, *_since(first, texts))


def _all_dust(group: Group, texts: Texts, whole: bool) -> Line:
    """Which outputs are, and how many can be."""
    each = {reason.at: reason for reason in group}
    shown = [*each.values()][: None if whole else SHOWN_RANGES]
    told = [
        texts.plain(
            "policy", "dust_of", n=grouped(one.at or 0), **{name: grouped(int(one.facts[name])) for name in _SAT}
        )
        for one in shown
    ]
    outputs = texts.plain("policy", "between_dust").join([*told, *(["…"] if len(shown) < len(each) else [])])
    with_fee = next((reason for reason in group if "fee_sat" in reason.facts), None)
    allowed = grouped(int(group[0].facts.get("allowed", 1)))
    if with_fee is None:
        key = "dust_alike" if allowed == "0" else "dust_alike_too_many"
        return texts.line("policy", "reason", key, outputs=outputs, allowed=allowed)
    fee = grouped(int(with_fee.facts["fee_sat"]))
    return texts.line("policy", "reason", "dust_alike_with_fee", outputs=outputs, allowed=allowed, fee_sat=fee)


_SAT = ("value_sat", "limit_sat")
_ALIKE = {"input": "alike_inputs", "output": "alike_outputs"}


def _between(texts: Texts) -> Line:
    return texts.line("page", "between_sentences")


def _since(reason: PolicyReason, texts: Texts) -> Line:
    """Since which version it is refused, where that is not long ago."""
    major = reason.since.partition(".")[0]
    if is_dust(reason) or not major.isdigit() or int(major) < _NEW_SINCE:
        return ()
    return (*_between(texts), *texts.line("policy", "since", version=reason.since))


def sentence(reason: PolicyReason, policy: Policy, report: Report, texts: Texts) -> Line:
    """Why that is a reason, with its number and its limit."""
    if reason.rule == "consensus":
        return _of_consensus(reason, report, texts)
    if reason.rule == "script":
        return _of_script(reason, texts)
    told: dict[str, object] = {
        name: grouped(fact) if isinstance(fact, int) else fact for name, fact in reason.facts.items()
    }
    told |= {"n": "" if reason.at is None else grouped(reason.at), "core": policy.settings.core}
    told |= sizes(reason.facts, texts) | _worded(reason, report, texts)
    case = f"{reason.rule}_one" if reason.facts.get("count") == 1 else ""
    key = case if case and texts.has("policy", "reason", case) else reason.rule
    if reason.facts.get("form") and texts.has("policy", "reason", f"{key}_{reason.facts['form']}"):
        key = f"{key}_{reason.facts['form']}"
    if key == "version" and reason.facts.get("high") == int(reason.facts.get("low", 0)) + 1:
        key = "version_of_two"
    if key == "datacarrier" and reason.facts.get("left_bytes") == reason.facts.get("limit_bytes"):
        key = "datacarrier_each"
    if not texts.has("policy", "reason", key):
        return texts.line("policy", "reason", "other", name=reason.name)
    return texts.line("policy", "reason", key, **told)


def _worded(reason: PolicyReason, report: Report, texts: Texts) -> dict[str, object]:
    """What is told in other words than as a number: types, rates, times."""
    told: dict[str, object] = {}
    if reason.place == "output" and reason.at is not None and reason.at < len(report.outputs):
        told["type"] = short_name(report.outputs[reason.at].type, texts)
    for name in ("lock_time", "median_time", "from_time"):
        fact = reason.facts.get(name)
        if reason.rule.endswith("_time") and isinstance(fact, int):
            told[name] = utc(fact)
    if "sat_per_kvb" in reason.facts:
        told["rate"] = fee_rate(int(reason.facts["sat_per_kvb"]), 1000)
    return told


def _of_consensus(reason: PolicyReason, report: Report, texts: Texts) -> Line:
    """A rule of the whole transaction, by the finding that says so."""
    found = next((each for each in report.findings if each.key == reason.name), None)
    return texts.line("policy", "reason", "consensus") if found is None else callout(found, texts).line


def _of_script(reason: PolicyReason, texts: Texts) -> Line:
    """The script rule that an input breaks, by the name that `why` knows."""
    code = str(reason.facts.get("code", ""))
    if not texts.has("script_errors", code):
        return texts.line("policy", "reason", "script_unnamed", n=reason.at or 0)
    start = texts.line("policy", "reason", "script", n=grouped(reason.at or 0), code=code)
    line = (*start, *why_it_fails(Failure(code, facts=reason.facts), texts))
    other = str(reason.facts.get("consensus_code", ""))
    return (*line, *_between(texts), *texts.line("policy", "stops_earlier", code=other)) if other else line
