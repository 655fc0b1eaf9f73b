"""What is wrong with the signatures of an input that fails: causes in sentences, what to change, and the proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from txexplain.explain.document import Block, Fact, Facts, Grid, Heading, Paragraph, text
from txexplain.explain.parts.diagnosis_words import Statement, fixes, sentences
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.model.diagnosis import Clue, InputDiagnosis, SignatureDiagnosis
from txexplain.model.signing import Sighash
from txexplain.model.spend import InputVerdict
from txexplain.texts import Line, Texts

SHOWN_STATEMENTS = 4
SHOWN_PROOFS = 2
_NOTHING = "nothing_fits"
_FIRST = ("multisig_order", "multisig_too_many", "multisig_dummy", "multisig_dummy_missing", "multisig_count")
_VALID = "multisig_fits"
_MISSING = "multisig_missing"
_IN_PLACE = ("multisig_in_place", "multisig_twice")
_OF_OPCODE = ("opcode", "position")
_NUMBER_HEX = 64


def statements(spend: InputVerdict) -> list[Statement]:
    """What is to be said of the input, the likeliest cause first; nothing where nobody looked."""
    found = spend.diagnosis
    if found is None:
        return []
    of_signatures = _of_signatures(found)
    said = {clue.key for each in of_signatures for clue in each.clues}
    whole = [clue for clue in found.whole if clue.key != _VALID and clue.key not in said]
    first = [Statement((clue,)) for clue in whole if clue.key in _FIRST]
    after = [Statement((clue,)) for clue in whole if clue.key not in _FIRST and not _is_of_form(clue, said)]
    fitting = [each for each in of_signatures if not each.found_nothing]
    nothing = [each for each in of_signatures if each.found_nothing]
    after.sort(key=lambda each: each.clues[0].key != _MISSING)  # how many, then which
    return [*first, *fitting, *after, *nothing]


def _is_of_form(clue: Clue, said: set[str]) -> bool:
    """Whether it says of bytes that they are no signature, which the clues about these bytes say better."""
    return clue.key in _IN_PLACE and clue.facts.get("case") != "empty" and bool(said - {_NOTHING})


def _of_signatures(found: InputDiagnosis) -> list[Statement]:
    """What is said of the signatures, of several at once where it is the same; nothing of those in a table."""
    in_table = {clue.public_key for clue in found.whole if clue.key == _VALID}
    groups: dict[tuple[object, ...], list[SignatureDiagnosis]] = {}
    for each in found.signatures:
        if any(not _is_in_table(clue, in_table) for clue in each.clues):
            same = tuple((clue.key, clue.key != _NOTHING and clue.facts) for clue in each.clues)
            groups.setdefault(same, []).append(each)
    alone = len(found.signatures) == 1 or (len(groups) == 1 and not in_table)
    return [
        Statement(group[0].clues, tuple(each.signature for each in group), group[0].asked, alone)
        for group in groups.values()
    ]


def _is_in_table(clue: Clue, keys: set[bytes]) -> bool:
    """Whether a table shows it: that a signature is valid for a key, be it in its place or not."""
    return clue.key == _VALID or (clue.key == "other_key" and clue.public_key in keys)


def cause_line(spend: InputVerdict, texts: Texts) -> Line:
    """The likeliest cause in a sentence or two; nothing where none was found."""
    found = statements(spend)
    return sentences(found[0], texts) if found and not found[0].found_nothing else ()


def explains(spend: InputVerdict) -> bool:
    """Whether a cause was found, so that it need not be said which number of which check differs."""
    found = statements(spend)
    return bool(found) and not found[0].found_nothing


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
    if found is not None:
        yield from _lines(Statement(found.clues, (signature,), found.asked), texts)


def proof_blocks(spend: InputVerdict, texts: Texts, level: int) -> Iterator[Block]:
    """What was checked on the curve: each signature with its message, digest and key; of a multisig a table."""
    if spend.diagnosis is None:
        return
    table = tuple(_table(spend.diagnosis.whole, texts))
    proven = [each for each in spend.diagnosis.signatures if any(clue.fits for clue in each.clues)]
    if not table and not proven:
        return
    yield Heading(texts.line("diagnosis", "proof", "heading", vin=f"#{spend.vin}"), level)
    yield from table
    for each in proven[:SHOWN_PROOFS]:
        yield Facts(tuple(_proof(each, texts, several=len(proven) > 1)))
    if len(proven) > SHOWN_PROOFS:
        yield Paragraph(texts.line("verify", "more_items", count=grouped(len(proven) - SHOWN_PROOFS)))


def _proof(found: SignatureDiagnosis, texts: Texts, *, several: bool) -> Iterator[Fact]:
    clue = next(each for each in found.clues if each.fits)
    signed, asked = clue.sighash or found.asked, found.asked
    signature = shortened(found.signature.hex())
    by = texts.line("diagnosis", "proof", "by", signature=signature) if several else ()
    if signed is not None:
        yield _row("signed", _message(signed, texts), texts)._replace(note=by)
    if clue.digest:
        yield _row("digest", text(clue.digest.hex(), "data"), texts)
    if asked is not None and asked.digest != clue.digest:
        yield _row("needed", _message(asked, texts), texts)
        yield _row("digest", text(asked.digest.hex(), "data"), texts)
    if clue.public_key:
        yield _row("key", text(clue.public_key.hex(), "data"), texts)
    for name, number in zip(("r", "s"), found.numbers or (), strict=False):
        yield Fact(name, (text(f"{number:0{_NUMBER_HEX}x}", "data"),))


def _row(key: str, line: Line, texts: Texts) -> Fact:
    return Fact(texts.plain("diagnosis", "proof", key), (line,))


def _message(sighash: Sighash, texts: Texts) -> Line:
    size = grouped(sum(len(part.data) for part in sighash.parts))
    name = texts.plain("diagnosis", "proof", f"name_{sighash.algorithm}").strip()
    return texts.line("diagnosis", "proof", "message", name=name, size=size)


def _table(whole: tuple[Clue, ...], texts: Texts) -> Iterator[Block]:
    """Of the first opcode that takes several signatures each of them against each key, by their numbers from 1."""
    valid = [clue for clue in whole if clue.key == _VALID]
    if not valid:
        return
    first = valid[0].facts
    same = [each.facts for each in whole if all(each.facts.get(name) == first[name] for name in _OF_OPCODE)]
    marks = {(clue.facts["place"], clue.facts["key"]) for clue in valid if clue.facts in same}
    keys = range(_count(first, "keys"))
    places = range(max(_count(first, "required"), *(_count(facts, "place") + 1 for facts in same)))
    heads = (_number("column", key, texts) for key in keys)
    rows = ((_number("line", at, texts), tuple("✓" if (at, key) in marks else "·" for key in keys)) for at in places)
    yield Grid(tuple(heads), tuple(rows))
    yield Paragraph(texts.line("diagnosis", "proof", "legend"))


def _number(key: str, place: int, texts: Texts) -> str:
    return texts.plain("diagnosis", "proof", key, number=grouped(place + 1))


def _count(facts: Mapping[str, int | str], name: str) -> int:
    value = facts.get(name, 0)
    return value if isinstance(value, int) else 0
