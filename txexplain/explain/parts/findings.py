"""Findings as callouts: how loud, how certain, and the sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.document import Callout
from txexplain.explain.parts.kinds import has_trait, name_of_rule
from txexplain.explain.parts.numbers import grouped, ranges, sizes
from txexplain.model.report import Certainty, Finding, Level, Report
from txexplain.texts import Chunk, Line, Texts

_PLACES = ("vin", "vout")
PAIR = ("first_vin", "second_vin")  # how a finding names two inputs
SHOWN_ALIKE = 3  # findings of a kind that are told in words
SHOWN_RANGES = 12
_TOLD_ELSEWHERE = ("lock_time", "replaceable", "not_replaceable")  # how the keys begin of those told with the times


def noticed(report: Report) -> tuple[Finding, ...]:
    """The findings that have a sentence of their own; the others are told where they belong."""
    return tuple(finding for finding in report.findings if not finding.key.startswith(_TOLD_ELSEWHERE))


def never_spent(report: Report) -> frozenset[int]:
    """The outputs that no input can ever spend: by their type, or by what was noticed."""
    types = {key for key in {item.type.key for item in report.outputs} if has_trait("never_spent", "type", key)}
    by_type = (vout for vout, item in enumerate(report.outputs) if item.type.key in types)
    forbidding = (int(each.facts["vout"]) for each in report.findings if is_never_spent(each))
    return frozenset((*by_type, *forbidding))


def never_spent_coins(report: Report) -> frozenset[int]:
    """The inputs whose coin no input can ever spend."""
    return frozenset(int(each.facts["vin"]) for each in report.findings if each.key == "unspendable_coin")


def callouts(findings: Sequence[Finding], texts: Texts) -> Iterator[Callout]:
    """One each, or one of all of which the same is true; of many of a kind the first in words, the others by their
    numbers."""
    alike: dict[str, list[Finding]] = {}
    burnt = _burnt_with_another(findings)
    for finding in findings:
        if finding is burnt:
            continue
        alike.setdefault(finding.key, []).append(finding)
    for group in alike.values():
        if has_trait("merged", group[0].key, topic="findings"):
            yield from (callout(same[0], texts, same[1:]) for same in _same(group))
            continue
        for finding in group[:SHOWN_ALIKE]:
            one = callout(finding, texts)
            yield _with_burnt(one, burnt, texts) if burnt and _is_of_same(finding, burnt) else one
        for place in _PLACES:
            numbers = [int(finding.facts[place]) for finding in group[SHOWN_ALIKE:] if place in finding.facts]
            if numbers:
                told = ranges(numbers, SHOWN_RANGES)
                yield Callout(group[0].level.value, "", texts.line("findings", f"alike_{place}", numbers=told))


def _burnt_with_another(findings: Sequence[Finding]) -> Finding | None:
    """What says that the money of one output is burnt, where another says why."""
    burnt = next((each for each in findings if each.key == "burnt" and each.facts["count"] == 1), None)
    shown = [each for each in findings if burnt and _is_of_same(each, burnt)]
    alike = [each for each in findings if shown and each.key == shown[0].key]
    return burnt if shown and shown[0] in alike[:SHOWN_ALIKE] else None


def _is_of_same(finding: Finding, burnt: Finding) -> bool:
    return is_never_spent(finding) and finding.facts.get("vout") == burnt.facts["vout"]


def _with_burnt(told: Callout, burnt: Finding, texts: Texts) -> Callout:
    value = grouped(int(burnt.facts["value_sat"]))
    more = texts.line("findings", "burnt_with_it", value_sat=value)
    return told._replace(line=(*told.line, *texts.line("page", "between_sentences"), *more))


def _same(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Those together that differ by nothing but their input or output."""
    found: dict[object, list[Finding]] = {}
    for each in findings:
        facts = tuple((name, value) for name, value in each.facts.items() if name not in _PLACES)
        found.setdefault((each.certainty, bool(each.conditions), facts), []).append(each)
    yield from found.values()


def is_never_spent(finding: Finding) -> bool:
    """Whether it says so of the output that it names."""
    return has_trait("never_spent", finding.key, topic="findings")


def is_told_by_relay(finding: Finding) -> bool:
    """Whether it says nothing that is not among the reasons why relay refuses such a transaction."""
    return has_trait("not_relayed", finding.key, topic="findings")


def callout(finding: Finding, texts: Texts, others: Sequence[Finding] = ()) -> Callout:
    """One finding; `others` say the same of other inputs or outputs."""
    facts = {key: grouped(value) if isinstance(value, int) else value for key, value in finding.facts.items()}
    facts |= _place((finding, *others), texts)
    facts |= sizes(finding.facts, texts)
    label = texts.plain("findings", f"{finding.level.value}_label")
    plain = finding.level is Level.FACT and finding.certainty is Certainty.PROVEN
    if finding.certainty is Certainty.HEURISTIC:
        label = texts.plain("findings", "heuristic", label=label)
    line = (*texts.line("findings", _key(finding, texts), **facts), *_consequence(finding, texts))
    if finding.level is Level.INVALID:
        line += (Chunk(texts.plain("findings", "rule", name=name_of_rule(finding.key)), "note"),)
    return Callout(finding.level.value, "" if plain else texts.plain("findings", "label", label=label), line)


def _key(finding: Finding, texts: Texts) -> str:
    """That of the sentence: for one, for two within one input, for what is so only on a condition."""
    key = finding.key
    if finding.facts.get("count") == 1 and texts.has("findings", f"{key}_one"):
        key = f"{key}_one"
    if len({finding.facts.get(name) for name in PAIR}) == 1 and texts.has("findings", f"{key}_within"):
        key = f"{key}_within"
    where = f"{key}_{finding.facts.get('where')}"
    return _on_condition(where if texts.has("findings", where) else key, finding, texts)


def _on_condition(key: str, finding: Finding, texts: Texts) -> str:
    """The sentence that names what is open, where something is."""
    is_open = bool(finding.conditions) or finding.key == "nonce_used_elsewhere"  # whose signatures are not all run
    return f"{key}_if" if is_open and texts.has("findings", f"{key}_if") else key


def _place(findings: Sequence[Finding], texts: Texts) -> dict[str, str]:
    """The inputs or outputs in words."""
    for name in _PLACES:
        if name in findings[0].facts:
            numbers = ranges([int(each.facts[name]) for each in findings], SHOWN_RANGES).replace("#", "")
            first, _, last = numbers.rpartition(", ")
            numbers = texts.plain("findings", "place_and", first=first, last=last) if first else numbers
            key = f"place_{name}" if len(findings) > 1 else f"place_{name}_one"
            return {"place": texts.plain("findings", key, numbers=numbers)}
    return {}


def _consequence(finding: Finding, texts: Texts) -> Line:
    """What follows where two signatures share a nonce, by whether they are by one key and over one message; and how
    anybody can open an output."""
    keys, messages, how = (finding.facts.get(name) for name in ("keys", "messages", "how"))
    about = "reused_nonce" if keys else finding.key
    for key in (f"{about}_{keys}_{messages}", f"{about}_{keys}", f"{about}_{how}"):
        if (keys or how) and texts.has("findings", key):
            key = _on_condition(key, finding, texts)
            return (*texts.line("page", "between_sentences"), *texts.line("findings", key))
    return ()
