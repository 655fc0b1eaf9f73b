"""What is wrong with the signatures of an input that fails: the cause in a sentence, what to change, and the proof."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Fact, Facts, Grid, Heading, Paragraph, text
from txexplain.explain.parts.diagnosis_words import Statement, fixes, sentences
from txexplain.explain.parts.numbers import grouped
from txexplain.model.diagnosis import InputDiagnosis
from txexplain.model.signing import Sighash, SignatureCheck
from txexplain.model.spend import InputVerdict
from txexplain.texts import Line, Texts

SHOWN_STATEMENTS = 4
SHOWN_PROOFS = 2
_NOTHING = "nothing_fits"
_FIRST = ("multisig_order", "multisig_too_many", "multisig_dummy", "multisig_dummy_missing", "multisig_count")
_VALID = "multisig_fits"
_NUMBER_HEX = 64


def statements(spend: InputVerdict) -> list[Statement]:
    """What is to be said of the input, the likeliest cause first; nothing where nobody looked."""
    found = spend.diagnosis
    if found is None:
        return []
    first = [Statement((clue,)) for clue in found.whole if clue.key in _FIRST]
    after = [Statement((clue,)) for clue in found.whole if clue.key not in (*_FIRST, _VALID)]
    of_signatures = _of_signatures(found, spend)
    fitting = [each for each in of_signatures if not each.found_nothing]
    nothing = [each for each in of_signatures if each.found_nothing]
    return [*first, *fitting, *after, *nothing]


def _of_signatures(found: InputDiagnosis, spend: InputVerdict) -> list[Statement]:
    """What is said of the signatures, of several at once where it is the same; not that one is in another's place."""
    in_order = {clue.public_key for clue in found.whole if clue.key == _VALID}
    groups: dict[tuple[object, ...], Statement] = {}
    for each in found.signatures:
        if each.clues and all(clue.key == "other_key" and clue.public_key in in_order for clue in each.clues):
            continue
        same = tuple((clue.key, clue.key != _NOTHING and clue.facts) for clue in each.clues)
        before = groups.get(same)
        asked = before.asked if before else asked_of(each.signature, spend)
        signatures = (*before.signatures, each.signature) if before else (each.signature,)
        groups[same] = Statement(each.clues, signatures, asked)
    alone = len(groups) == 1
    return [each._replace(alone=alone) for each in groups.values()]


def check_of(signature: bytes, spend: InputVerdict) -> SignatureCheck | None:
    """The check of that signature, the last one that it did not pass; None where none came to be made."""
    checks = (each for each in reversed(spend.run.checks) if each.signature == signature and not each.passes)
    return next(checks, None)


def asked_of(signature: bytes, spend: InputVerdict) -> Sighash | None:
    """The message that the signature should sign."""
    check = check_of(signature, spend)
    return None if check is None else check.sighash


def cause_line(spend: InputVerdict, texts: Texts) -> Line:
    """The likeliest cause in one sentence; nothing where none was found."""
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
        yield sentences(statement, texts)
        fix = fixes(statement, texts)
        if fix:
            yield fix
    if len(found) > SHOWN_STATEMENTS:
        yield texts.line("verify", "more_items", count=grouped(len(found) - SHOWN_STATEMENTS))
    diagnosis = spend.diagnosis
    if diagnosis is not None and diagnosis.left_out:
        key = "left_out" if diagnosis.tried else "not_tried"
        yield texts.line("diagnosis", "lead", key, tried=grouped(diagnosis.tried))


def signature_lines(signature: bytes, spend: InputVerdict, texts: Texts) -> Iterator[Line]:
    """What is said of that signature alone."""
    clues = () if spend.diagnosis is None else spend.diagnosis.of(signature)
    if clues:
        statement = Statement(clues, (signature,), asked_of(signature, spend))
        yield sentences(statement, texts)
        fix = fixes(statement, texts)
        if fix:
            yield fix


def proof_blocks(spend: InputVerdict, texts: Texts, level: int) -> Iterator[Block]:
    """What was checked on the curve: each signature with its message, digest and key; of a multisig a table."""
    table = tuple(_table(spend, texts))
    proven = [each for each in statements(spend) if each.signatures and any(clue.fits for clue in each.clues)]
    if not table and not proven:
        return
    yield Heading(texts.line("diagnosis", "proof", "heading", vin=f"#{spend.vin}"), level)
    yield from table
    for statement in proven[:SHOWN_PROOFS]:
        yield Facts(tuple(_proof(statement, spend, texts)))


def _proof(statement: Statement, spend: InputVerdict, texts: Texts) -> Iterator[Fact]:
    clue = next(each for each in statement.clues if each.fits)
    check = check_of(statement.signatures[0], spend)
    signed, asked = clue.sighash or statement.asked, statement.asked
    if signed is not None:
        yield _row("signed", _message(signed, texts), texts)
    if clue.digest:
        yield _row("digest", text(clue.digest.hex(), "data"), texts)
    if asked is not None and asked.digest != clue.digest:
        yield _row("needed", _message(asked, texts), texts)
        yield _row("digest", text(asked.digest.hex(), "data"), texts)
    if clue.public_key:
        yield _row("key", text(clue.public_key.hex(), "data"), texts)
    working = check.working if check is not None else {}
    for name in ("r", "s"):
        if name in working:
            yield Fact(name, (text(f"{working[name]:0{_NUMBER_HEX}x}", "data"),))


def _row(key: str, line: Line, texts: Texts) -> Fact:
    return Fact(texts.plain("diagnosis", "proof", key), (line,))


def _message(sighash: Sighash, texts: Texts) -> Line:
    size = grouped(sum(len(part.data) for part in sighash.parts))
    return texts.line("diagnosis", "proof", f"message_{sighash.algorithm}", size=size)


def _table(spend: InputVerdict, texts: Texts) -> Iterator[Block]:
    """Of the first multisig each signature against each key, by their numbers from 1."""
    whole = () if spend.diagnosis is None else spend.diagnosis.whole
    valid = [clue for clue in whole if clue.key == _VALID]
    if not valid:
        return
    first = valid[0].facts
    same = [clue for clue in whole if all(clue.facts.get(name) == first[name] for name in ("opcode", "position"))]
    marks = {(clue.facts["place"], clue.facts["key"]) for clue in same if clue.key == _VALID}
    places = max(int(clue.facts.get("place", -1)) for clue in same) + 1
    places = max(places, int(first.get("required", 0)))
    keys = int(first["keys"])
    heads = tuple(texts.plain("diagnosis", "proof", "column", number=grouped(key + 1)) for key in range(keys))
    rows = tuple(
        (
            texts.plain("diagnosis", "proof", "line", number=grouped(place + 1)),
            tuple("✓" if (place, key) in marks else "·" for key in range(keys)),
        )
        for place in range(places)
    )
    yield Grid(heads, rows)
    yield Paragraph(texts.line("diagnosis", "proof", "legend"))
