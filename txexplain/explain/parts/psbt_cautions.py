"""What a signer should mistrust in a PSBT, as callouts; and what it claims of an output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.document import Callout, Fact
from txexplain.explain.parts.numbers import grouped, ranges
from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution, PsbtOutputView
from txexplain.texts import Line, Texts

SHOWN_ALIKE = 3  # sentences of a kind
SHOWN_RANGES = 12
_TOPIC = "psbt_cautions"
_LOUDEST_FIRST = (CautionLevel.ERROR, CautionLevel.WARNING, CautionLevel.NOTE)
_STYLES = {CautionLevel.ERROR: "invalid", CautionLevel.WARNING: "odd", CautionLevel.NOTE: "fact"}

Kind = tuple[CautionLevel, str, str]
"""How loud, of which key, and whether of `input`, `output` or `whole`."""


def caution_callouts(cautions: Sequence[PsbtCaution], texts: Texts) -> Iterator[Callout]:
    """The loudest first. What is said alike of several inputs or outputs is said once; of many sentences of a kind
    the first, and of the others the numbers."""
    kinds: dict[Kind, dict[Line, list[int]]] = {}
    for caution in cautions:
        place = "whole" if caution.input is caution.output is None else "output" if caution.input is None else "input"
        sentences = kinds.setdefault((caution.level, caution.key, place), {})
        number = caution.output if caution.input is None else caution.input
        sentences.setdefault(_sentence(caution, texts), []).append(number or 0)
    for kind in sorted(kinds, key=lambda kind: _LOUDEST_FIRST.index(kind[0])):
        yield from _of_kind(kind, kinds[kind], texts)


def _of_kind(kind: Kind, sentences: dict[Line, list[int]], texts: Texts) -> Iterator[Callout]:
    level, _, place = kind
    style, word = _STYLES[level], texts.plain(_TOPIC, level.value)
    for line, numbers in [*sentences.items()][:SHOWN_ALIKE]:
        yield Callout(style, _label(word, place, numbers, texts), line)
    others = [number for numbers in [*sentences.values()][SHOWN_ALIKE:] for number in numbers]
    if others and place == "whole":
        yield Callout(style, "", texts.line(_TOPIC, "alike_whole", count=grouped(len(others))))
    elif others:
        told = _numbers(sorted({*others}))
        yield Callout(style, "", texts.line(_TOPIC, f"alike_{place}", numbers=told))


def _label(word: str, place: str, numbers: list[int], texts: Texts) -> str:
    if place == "whole":
        return texts.plain(_TOPIC, "at_whole", level=word)
    if len(numbers) == 1:
        return texts.plain(_TOPIC, f"at_{place}", level=word, number=grouped(numbers[0]))
    return texts.plain(_TOPIC, f"at_{place}s", level=word, numbers=_numbers(numbers))


def _numbers(numbers: Sequence[int]) -> str:
    return ranges(numbers, SHOWN_RANGES).replace("#", "")


def _sentence(caution: PsbtCaution, texts: Texts) -> Line:
    facts = {name: _written(name, value) for name, value in caution.facts.items()}
    variant = f"{caution.key}_{caution.facts.get('variant')}"
    key = variant if texts.has(_TOPIC, variant) else caution.key
    if caution.key in ("sighash_stated", "sighash_signed"):
        hash_type = str(caution.facts["hash_type"]).lower().replace("|", "_")
        facts["free"] = texts.plain(_TOPIC, "free", hash_type)
    return texts.line(_TOPIC, key, **facts)


def _written(name: str, value: int | str) -> str:
    """Numbers in groups, sequences in hex."""
    if isinstance(value, str):
        return value
    return f"{value:08x}" if name.endswith("sequence") else grouped(value)


def claim_facts(view: PsbtOutputView, texts: Texts) -> Iterator[Fact]:
    """What is claimed of an output by the keys that are stated for it, where any are."""
    if view.silent_payment:
        line = texts.line(_TOPIC, "silent_payment", view.silent_payment)
    elif view.is_change:
        line = texts.line(_TOPIC, "change", view.is_change)
    else:
        return
    if view.is_change and view.is_change != "differs" and all(key.by_xpub for key in view.keys):
        line += (*texts.line("page", "between_sentences"), *texts.line(_TOPIC, "change", "by_xpub"))
    yield Fact(texts.plain(_TOPIC, "claim"), (line,))
