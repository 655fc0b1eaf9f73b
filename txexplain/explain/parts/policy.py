"""What relay says of a transaction: the answer in a line, the reasons with their numbers, what is not known."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from txexplain.explain.document import Block, Callout, Fact, Heading, Paragraph
from txexplain.explain.parts.failures import sentence as why_it_fails
from txexplain.explain.parts.findings import callout
from txexplain.explain.parts.kinds import short_name
from txexplain.explain.parts.marks import answer_mark
from txexplain.explain.parts.numbers import fee_rate, grouped, ranges, sizes, utc
from txexplain.explain.parts.policy_waits import headline_key, missing_lines
from txexplain.model.policy import Policy, PolicyReason, Relay
from txexplain.model.report import Report
from txexplain.model.spend import Failure
from txexplain.texts import Chunk, Line, Texts

SHOWN_REASONS = 3  # in the answer
SHOWN_RULES = 10  # in the section
SHOWN_RANGES = 4
_NEW_SINCE = 24  # a rule that is older has always been there for most readers
_LONG_DETAIL = 60  # characters: a longer line of a node's stands in the section

_SHORT = {True: "short_accepted", False: "short_refused", None: "short_unsure"}

_DUST_AND_FEE = (("dust", "dust_with_fee"), ("dust", "dust_any_fee"))

Group = Sequence[PolicyReason]


def relay_fact(relay: Relay, report: Report, texts: Texts, failing: Container[int] = ()) -> Fact:
    """The answer with its mark, the first reasons, what is missing, what older versions say.

    `failing` are the inputs that consensus refuses too: why is said with the verdict on them.
    """
    policy = relay.policy
    groups = [each for each in _groups(policy.reasons) if not is_told_elsewhere(each[0], report, failing)]
    return Fact(texts.plain("policy", "label"), (_headline(relay, texts), *_below(relay, groups, report, texts)))


def answer_line(policy: Policy, texts: Texts) -> Line:
    """Whether it would be accepted, in a word; the name is the one that a node prints first."""
    return _with_name(answer_mark(policy.accepted, texts.plain("policy", _SHORT[policy.accepted])), policy, texts)


def _headline(relay: Relay, texts: Texts) -> Line:
    """Whether it would be accepted, and by whom; where only a lock time decides from when on it would."""
    key, when = headline_key(relay)
    words = texts.plain("policy", key, core=_whose(relay.policy, texts), when=when)
    return _with_name(answer_mark(relay.policy.accepted, words), relay.policy, texts)


def _with_name(mark: Line, policy: Policy, texts: Texts) -> Line:
    if not policy.reasons:
        return mark
    return (*mark, Chunk(texts.plain("verify", "between_name_and_sentence")), _code(policy.reasons[0].name))


def _code(words: str) -> Chunk:
    return Chunk(words, "code")


def _whose(policy: Policy, texts: Texts) -> str:
    """Which node's policy: its version, and whether options were named."""
    settings = policy.settings
    plain_one = settings._replace(tip=None) == type(settings)(core=settings.core)
    return texts.plain("policy", "by_core" if plain_one else "by_core_options", core=settings.core)


def _below(relay: Relay, groups: Sequence[Group], report: Report, texts: Texts) -> Iterator[Line]:
    policy = relay.policy
    for group in groups[:SHOWN_REASONS]:
        yield _reason_line(group, policy, report, texts, named=group[0].name != policy.reasons[0].name)
    if len(groups) > SHOWN_REASONS:
        yield texts.line("policy", "more_reasons", count=grouped(len(groups) - SHOWN_REASONS))
    yield from missing_lines(relay, texts)
    yield from _older(relay, report, texts)


def is_told_elsewhere(reason: PolicyReason, report: Report, failing: Container[int]) -> bool:
    """Whether a finding of the same name says it, or the verdict on an input."""
    if reason.rule == "script":
        return reason.at in failing
    if reason.rule == "non_final_never":
        return report.finding("never_final") is not None
    return reason.rule == "consensus" and report.finding(reason.name) is not None


def _groups(reasons: Sequence[PolicyReason]) -> list[list[PolicyReason]]:
    """Reasons of the same rule together, in the order in which each rule is met first."""
    found: dict[tuple[str, str], list[PolicyReason]] = {}
    for reason in reasons:
        found.setdefault((reason.name, reason.rule), []).append(reason)
    if ("dust", "dust") in found:  # which says of the fee what these do
        found = {key: group for key, group in found.items() if key not in _DUST_AND_FEE}
    return [*found.values()]


def _reason_line(
    group: Group, policy: Policy, report: Report, texts: Texts, *, named: bool, whole: bool = False
) -> Line:
    """The sentence on the first of them, and how many inputs or outputs more it is true of."""
    first = group[0]
    line = sentence(first, policy, report, texts)
    if named:
        line = (_code(first.name), Chunk(texts.plain("verify", "between_name_and_sentence")), *line)
    others = [each.at for each in group[1:] if each.at is not None]
    if others:
        numbers = ranges(others, None if whole else SHOWN_RANGES)
        line = (*line, *_between(texts), *texts.line("policy", _ALIKE[first.place or "output"], numbers=numbers))
    return (*line, *_since(first, texts))


_ALIKE = {"input": "alike_inputs", "output": "alike_outputs"}


def _between(texts: Texts) -> Line:
    return texts.line("page", "between_sentences")


def _since(reason: PolicyReason, texts: Texts) -> Line:
    """Since which version it is refused, where that is not long ago."""
    major = reason.since.partition(".")[0]
    if reason.what[0] == "dust" or not major.isdigit() or int(major) < _NEW_SINCE:
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
    if key == "datacarrier" and reason.facts.get("left_bytes") == reason.facts.get("limit_bytes"):
        key = "datacarrier_each"
    if key == "dust" and reason.facts.get("allowed"):
        key = "dust_too_many"
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


def _older(relay: Relay, report: Report, texts: Texts) -> Iterator[Line]:
    """What older versions refuse besides, by the first version and the last that do."""
    now = {each.what for each in relay.policy.reasons}
    first = relay.policy.reasons[0].what if now else None
    fresh: dict[str, tuple[PolicyReason, Policy, list[int]]] = {}
    for policy in relay.older:
        for reason in policy.reasons:
            if reason.what not in now:
                _, _, cores = fresh.setdefault(reason.rule, (reason, policy, []))
                if policy.settings.core not in cores:
                    cores.append(policy.settings.core)
    for reason, policy, cores in [*fresh.values()][:SHOWN_REASONS]:
        refuses_for_that = first in {each.what for each in policy.reasons}
        also = "older" if first is None else "older_also" if refuses_for_that else "older_instead"
        head = texts.line("policy", also, versions=_versions(cores), name=reason.name)
        yield (*head, *sentence(reason, policy, report, texts))


def _versions(cores: list[int]) -> str:
    return str(cores[0]) if len(cores) == 1 else f"{cores[0]}–{cores[-1]}"


def policy_section(relay: Relay, report: Report, texts: Texts, level: int, *, show_all: bool = False) -> list[Block]:
    """All reasons, where the answer has no room for them, and the line that a node prints where it is long."""
    policy = relay.policy
    groups = _groups(policy.reasons)
    line = printed_line(policy)
    if len(groups) <= SHOWN_REASONS and len(line) <= _LONG_DETAIL and not show_all:
        return []
    if not groups:
        return []
    blocks: list[Block] = [Heading(texts.line("verify", "heading_policy"), level)]
    blocks.append(Paragraph(texts.line("policy", "printed", line=line, core=policy.settings.core)))
    if len(groups) > SHOWN_REASONS or show_all:
        blocks += _all(groups, policy, report, texts, show_all)
    return blocks


def _all(
    groups: list[list[PolicyReason]], policy: Policy, report: Report, texts: Texts, whole: bool
) -> Iterator[Block]:
    for group in groups if whole else groups[:SHOWN_RULES]:
        label = f"{group[0].name}" + texts.plain("verify", "between_name_and_sentence")
        yield Callout("odd", label, _reason_line(group, policy, report, texts, named=False, whole=whole))
    if len(groups) > SHOWN_RULES and not whole:
        yield Paragraph(texts.line("policy", "more_reasons", count=grouped(len(groups) - SHOWN_RULES)))


def printed_line(policy: Policy) -> str:
    """What the node prints: the reason and, behind a comma, its detail (Core: ValidationState::ToString)."""
    if not policy.reasons:
        return ""
    first = policy.reasons[0]
    return f"{first.name}, {first.detail}" if first.detail else first.name
