"""What is wrong with the signatures of an input that fails: causes in sentences, and what to change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.parts.diagnosis_words import Statement, fixes, sentences, too_sentences
from txexplain.explain.parts.numbers import grouped
from txexplain.model.diagnosis import Clue, InputDiagnosis, SignatureDiagnosis
from txexplain.model.report import Facts
from txexplain.model.spend import InputVerdict
from txexplain.texts import Line, Texts

SHOWN_STATEMENTS = 4
_NOTHING = "nothing_fits"
_FIRST = frozenset(
    (
        *("multisig_order", "multisig_too_many", "multisig_dummy", "multisig_dummy_missing", "multisig_count"),
        "multisig_empty_misplaced",
    )
)
_VALID = "multisig_fits"
_MISSING = "multisig_missing"
_ORDER_TOO = "multisig_order_too"
_PARTLY = "multisig_partly"
_IN_PLACE = ("multisig_in_place", "multisig_twice")


def statements(spend: InputVerdict) -> list[Statement]:
    """What is to be said of the input, the likeliest cause first; nothing where nobody looked."""
    found = spend.diagnosis
    if found is None:
        return []
    of_signatures = _of_signatures(found, spend)
    said = {clue.key for each in of_signatures for clue in each.clues}
    whole = [clue for clue in found.whole if clue.key != _VALID and clue.key not in said]
    first = [Statement((clue,)) for clue in whole if clue.key in _FIRST]
    after = [Statement((clue,)) for clue in whole if clue.key not in _FIRST and not _is_of_form(clue, said)]
    fitting = [each for each in of_signatures if not each.found_nothing]
    nothing = [each for each in of_signatures if each.found_nothing]
    after.sort(
        key=lambda each: (each.clues[0].key != _ORDER_TOO, each.clues[0].key != _MISSING)
    )  # how many, then which
    if not first and not fitting and nothing:
        partly = tuple(_partly(found, whole))
        if partly:
            return [Statement(partly), *(each for each in after if each.clues[0].key != _MISSING), *nothing]
    return [*first, *fitting, *after, *nothing]


def _partly(found: InputDiagnosis, whole: Sequence[Clue]) -> Iterator[Clue]:
    """Of an opcode that takes several signatures which of them are valid, and which for no key; then how many."""
    valid = [clue for clue in found.whole if clue.key == _VALID]
    if not valid:
        return
    opcode = [valid[0].facts.get(name) for name in ("opcode", "position")]
    facts = [clue.facts for clue in valid if [clue.facts.get(name) for name in ("opcode", "position")] == opcode]
    fitting = {int(each.get("before", 0)) + int(each["place"]) for each in facts}
    lacking = [each.place for each in found.signatures if _found_nothing(each) and each.place not in fitting]
    if lacking:
        names = {"fitting": ", ".join(map(str, sorted(fitting))), "lacking": ", ".join(map(str, lacking))}
        yield Clue(_PARTLY, False, facts=Facts({**facts[0], **names}))
    missing = [clue for clue in whole if clue.key == _MISSING]
    yield from missing if lacking else ()


def _found_nothing(found: SignatureDiagnosis) -> bool:
    return bool(found.clues) and all(clue.key == _NOTHING for clue in found.clues)


def _is_of_form(clue: Clue, said: set[str]) -> bool:
    """Whether it says of bytes that they are no signature, which the clues about these bytes say better."""
    return clue.key in _IN_PLACE and clue.facts.get("case") != "empty" and bool(said - {_NOTHING})


def _of_signatures(found: InputDiagnosis, spend: InputVerdict) -> list[Statement]:
    """What is said of the signatures, of several at once where it is the same; nothing of those in a table."""
    in_table = {clue.public_key for clue in found.whole if clue.key == _VALID}
    groups: dict[tuple[object, ...], list[SignatureDiagnosis]] = {}
    for each in found.signatures:
        if any(not _is_in_table(clue, in_table) for clue in each.clues):
            same = tuple((clue.key, clue.key != _NOTHING and clue.facts) for clue in each.clues)
            groups.setdefault(same, []).append(each)
    return [_statement(group, found, spend) for group in groups.values()]


def _statement(group: Sequence[SignatureDiagnosis], found: InputDiagnosis, spend: InputVerdict) -> Statement:
    signatures = tuple(each.signature for each in group)
    alone = max(found.brought, len(found.signatures)) == 1
    places = tuple(each.place for each in group)
    proven = any(check.passes for check in spend.run.checks) or any(clue.key == _VALID for clue in found.whole)
    return Statement(group[0].clues, signatures, group[0].asked, alone, places, proven)


def _is_in_table(clue: Clue, keys: set[bytes]) -> bool:
    """Whether a table shows it: that a signature is valid for a key, be it in its place or not."""
    return clue.key == _VALID or (clue.key == "other_key" and clue.public_key in keys)


def diagnosed_causes(spend: InputVerdict, texts: Texts) -> tuple[Line, ...]:
    """The likeliest cause, and what it is not whole without; nothing where none was found."""
    found = statements(spend)
    if not found or found[0].found_nothing:
        return ()
    lines = (sentences(found[0], texts), *(too_sentences(too, texts) for too in _besides(found)))
    return tuple(line for line in lines if line)


def _besides(found: Sequence[Statement]) -> Iterator[Statement]:
    """What the first sentence is not whole without: an order that is wrong too, signatures that fit nothing."""
    is_order = found[0].clues[0].key == "multisig_order"
    for each in found[1:]:
        key = each.clues[0].key
        if key == _ORDER_TOO or (is_order and key in _FIRST) or (each.found_nothing and found[0].signatures):
            yield each


def explains(spend: InputVerdict) -> bool:
    """Whether a cause was found, so that it need not be said which number of which check differs."""
    found = statements(spend)
    return bool(found) and not found[0].found_nothing


def says(spend: InputVerdict) -> frozenset[str]:
    """The keys of all that is said of the input."""
    return frozenset(clue.key for each in statements(spend) for clue in each.clues)


def diagnosis_lines(spend: InputVerdict, texts: Texts) -> Iterator[Line]:
    """All that is to be said: causes, what to change, and what a limit kept from being tried."""
    found = statements(spend)
    for statement in found[:SHOWN_STATEMENTS]:
        yield from _lines(statement, texts)
    if len(found) > SHOWN_STATEMENTS:
        yield texts.line("verify", "more_items", count=grouped(len(found) - SHOWN_STATEMENTS))
    diagnosis = spend.diagnosis
    if diagnosis is None:
        return
    tried = grouped(diagnosis.tried)
    if diagnosis.left_out:
        yield texts.line("diagnosis", "lead", "left_out" if diagnosis.tried else "not_tried", tried=tried)
    elif any(each.found_nothing for each in found):
        yield texts.line("diagnosis", "lead", "tried", tried=tried)


def _lines(statement: Statement, texts: Texts) -> Iterator[Line]:
    said = sentences(statement, texts)
    if said:
        yield said
    fix = fixes(statement, texts)
    if fix:
        yield fix


def signature_lines(signature: bytes, spend: InputVerdict, texts: Texts) -> Iterator[Line]:
    """What is said of that signature alone."""
    found = None if spend.diagnosis is None else spend.diagnosis.on(signature)
    if found is not None and spend.diagnosis is not None:
        yield from _lines(_statement((found,), spend.diagnosis, spend), texts)
