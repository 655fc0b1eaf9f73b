"""What relay says of a transaction: the answer in a line, the reasons with their numbers, what is not known."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from txexplain.explain.document import Block, Callout, Fact, Heading, Paragraph
from txexplain.explain.parts.marks import answer_mark
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.policy_reasons import (
    Group,
    groups_of,
    is_told_elsewhere,
    name_in_front,
    reason_line,
    sentence,
)
from txexplain.explain.parts.policy_waits import headline_key, missing_lines
from txexplain.model.policy import Policy, PolicyReason, Relay
from txexplain.model.report import Report
from txexplain.texts import Chunk, Line, Texts

SHOWN_REASONS = 3  # in the answer
SHOWN_RULES = 10  # in the section
_LONG_DETAIL = 60  # characters: a longer line of a node's stands in the section

_SHORT = {True: "short_accepted", False: "short_refused", None: "short_unsure"}


def relay_fact(
    relay: Relay,
    report: Report,
    texts: Texts,
    failing: Container[int] = (),
    *,
    has_section: bool = False,
    whole: bool = False,
) -> Fact:
    """The answer with its mark, the first reasons, what is missing, what older versions say.

    `failing` are the inputs that consensus refuses too: why is said with the verdict on them. `has_section` says that
    the page has a `policy_section` for the reasons after the first ones; `whole` names all inputs and outputs.
    """
    lines = [_headline(relay, texts)]
    named = relay.policy.reasons[0].name if relay.policy.reasons else ""
    groups = _groups(relay.policy, report, failing)
    for group in groups[:SHOWN_REASONS]:
        line = reason_line(group, relay.policy, report, texts, whole=whole)
        lines.append(line if group[0].name == named else name_in_front(group[0].name, line, texts))
    if len(groups) > SHOWN_REASONS:
        key = "more_reasons_below" if has_section else "more_reasons"
        lines.append(texts.line("policy", key, count=grouped(len(groups) - SHOWN_REASONS)))
    lines += _told_elsewhere(relay.policy, report, texts, failing)
    return Fact(texts.plain("policy", "label"), (*lines, *missing_lines(relay, texts), *_older(relay, report, texts)))


def _groups(policy: Policy, report: Report, failing: Container[int]) -> list[list[PolicyReason]]:
    return groups_of(each for each in policy.reasons if not is_told_elsewhere(each, report, failing))


def _told_elsewhere(policy: Policy, report: Report, texts: Texts, failing: Container[int]) -> Iterator[Line]:
    """The names of the reasons that the page explains with its verdict or its notes, but for the first."""
    names = [each.name for each in policy.reasons if is_told_elsewhere(each, report, failing)]
    others = [name for name in dict.fromkeys(names) if name != policy.reasons[0].name]
    if others:
        between = (Chunk(texts.plain("policy", "between_names")),)
        chunks = [chunk for name in others[:SHOWN_REASONS] for chunk in (*between, _code(name))][1:]
        more = (*between, Chunk("…")) if len(others) > SHOWN_REASONS else ()
        yield (*texts.line("policy", "told_elsewhere"), *chunks, *more)


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


def _older(relay: Relay, report: Report, texts: Texts) -> Iterator[Line]:
    """What older versions refuse besides, those of one version together."""
    now = {each.what for each in relay.policy.reasons}
    fresh: dict[str, tuple[PolicyReason, Policy, list[int]]] = {}
    for policy in relay.older:
        for reason in policy.reasons:
            if reason.what not in now:
                _, _, cores = fresh.setdefault(reason.rule, (reason, policy, []))
                if policy.settings.core not in cores:
                    cores.append(policy.settings.core)
    together: dict[tuple[int, ...], list[tuple[PolicyReason, Policy]]] = {}
    for reason, policy, cores in [*fresh.values()][:SHOWN_REASONS]:
        together.setdefault(tuple(cores), []).append((reason, policy))
    for versions, found in together.items():
        line = texts.line("policy", _older_key(relay.policy, *found[0]), versions=_versions(versions))
        for number, (reason, by) in enumerate(found):
            between = texts.line("page", "between_sentences") if number else ()
            line = (*line, *between, *name_in_front(reason.name, sentence(reason, by, report, texts), texts))
        yield line


def _older_key(policy: Policy, reason: PolicyReason, older: Policy) -> str:
    """Whether the older version refuses it for what this one does too, and which it prints."""
    if not policy.reasons:
        return "older"
    if policy.reasons[0].what not in {each.what for each in older.reasons}:
        return "older_instead"
    return "older_first" if reason == older.reasons[0] else "older_also"


def _versions(cores: Sequence[int]) -> str:
    return str(cores[0]) if len(cores) == 1 else f"{cores[0]}–{cores[-1]}"


def policy_section(
    relay: Relay,
    report: Report,
    texts: Texts,
    level: int,
    failing: Container[int] = (),
    *,
    show_all: bool = False,
) -> list[Block]:
    """The reasons for which the answer has no room, and the line that a node prints where it is long."""
    policy = relay.policy
    line = printed_line(policy)
    groups = _groups(policy, report, failing)[SHOWN_REASONS:]
    if not line or (not groups and len(line) <= _LONG_DETAIL and not show_all):
        return []
    blocks: list[Block] = [Heading(texts.line("verify", "heading_policy"), level)]
    if line != policy.reasons[0].name or show_all:
        blocks.append(Paragraph(texts.line("policy", "printed", line=line, core=policy.settings.core)))
    return [*blocks, *_others(groups, policy, report, texts, show_all)]


def _others(groups: Sequence[Group], policy: Policy, report: Report, texts: Texts, whole: bool) -> Iterator[Block]:
    for group in groups if whole else groups[:SHOWN_RULES]:
        label = f"{group[0].name}" + texts.plain("verify", "between_name_and_sentence")
        yield Callout("odd", label, reason_line(group, policy, report, texts, whole=whole))
    if len(groups) > SHOWN_RULES and not whole:
        yield Paragraph(texts.line("policy", "more_reasons", count=grouped(len(groups) - SHOWN_RULES)))


def printed_line(policy: Policy) -> str:
    """What the node prints: the reason and, behind a comma, its detail (Core: ValidationState::ToString)."""
    if not policy.reasons:
        return ""
    first = policy.reasons[0]
    return f"{first.name}, {first.detail}" if first.detail else first.name
