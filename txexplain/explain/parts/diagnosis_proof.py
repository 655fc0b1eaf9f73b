"""The proof of a diagnosis: which message was signed, how it differs from the right one, the digest, key, r and s."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from txexplain.explain.document import Block, Fact, Facts, Grid, Heading, Paragraph, text
from txexplain.explain.parts.numbers import grouped, in_bytes, shortened
from txexplain.model.diagnosis import InputDiagnosis, SignatureDiagnosis
from txexplain.model.signing import Sighash
from txexplain.model.spend import InputVerdict
from txexplain.texts import Line, Texts

SHOWN_PROOFS = 2
SHOWN_PARTS = 4  # of a message, that differ
SHOWN_KEYS = 20  # of one opcode: of more there is no table
LONGEST_MESSAGE_BYTES = 2_000  # of one that is shown
_LONGEST_PART_HEX = 40  # of one that is shown as a whole
_VALID = "multisig_fits"
_OF_OPCODE = ("opcode", "position")
_NUMBER_HEX = 64

_Parts = dict[tuple[str, int], bytes]  # by the name of the part, and how many have it before


def proof_blocks(spend: InputVerdict, texts: Texts, level: int, *, whole: bool = False) -> Iterator[Block]:
    """What was checked on the curve: each signature with its message, digest and key; of a multisig a table.

    The bytes of the message are shown where the `whole` is asked for.
    """
    found = spend.diagnosis
    if found is None:
        return
    table = tuple(_table(found, texts))
    proven = [each for each in found.signatures if any(clue.fits for clue in each.clues)]
    if not table and not proven:
        return
    yield Heading(texts.line("diagnosis", "proof", "heading", vin=grouped(spend.vin)), level)
    yield from table
    for each in proven[:SHOWN_PROOFS]:
        yield Facts(tuple(_proof(each, texts, several=found.brought > 1, whole=whole)))
    if len(proven) > SHOWN_PROOFS:
        yield Paragraph(texts.line("verify", "more_items", count=grouped(len(proven) - SHOWN_PROOFS)))


def _proof(found: SignatureDiagnosis, texts: Texts, *, several: bool, whole: bool) -> Iterator[Fact]:
    clue = next(each for each in found.clues if each.fits)
    signed, asked = clue.sighash or found.asked, found.asked
    if several:
        told = {"number": grouped(found.place + 1), "signature": shortened(found.signature.hex())}
        yield _row("of", texts.line("diagnosis", "proof", "by", **told), texts)
    if signed is not None:
        yield _row("signed", _message(signed, texts), texts)
        if whole and signed.parts and _size(signed) <= LONGEST_MESSAGE_BYTES:
            yield _row("bytes", text(signed.message.hex(), "data"), texts)
    if clue.digest:
        yield _row("digest", text(clue.digest.hex(), "data"), texts)
    if asked is not None and asked.digest != clue.digest:
        yield _row("needed", _message(asked, texts), texts)
        yield _row("digest", text(asked.digest.hex(), "data"), texts)
        differing = tuple(_differing(signed, asked, texts)) if signed is not None else ()
        if differing:
            yield Fact(texts.plain("diagnosis", "proof", "differs"), differing)
    if clue.public_key:
        yield _row("key", text(clue.public_key.hex(), "data"), texts)
    for name, number in zip(("r", "s"), found.numbers or (), strict=False):
        yield Fact(name, (text(f"{number:0{_NUMBER_HEX}x}", "data"),))


def _differing(signed: Sighash, asked: Sighash, texts: Texts) -> Iterator[Line]:
    """Of two messages by the same rules the parts that are not the same, with what each has there."""
    if signed.algorithm != asked.algorithm:
        return
    ours, right = _parts(signed), _parts(asked)
    names = [name for name in {**right, **ours} if ours.get(name) != right.get(name)]
    for name in names[:SHOWN_PARTS]:
        part = texts.plain("sighash", name[0])
        told = dict(zip(("signed", "needed"), _both(ours.get(name), right.get(name), texts), strict=True))
        yield texts.line("diagnosis", "proof", "part", part=part, **told)
    if len(names) > SHOWN_PARTS:
        yield texts.line("verify", "more_items", count=grouped(len(names) - SHOWN_PARTS))


def _parts(sighash: Sighash) -> _Parts:
    seen: Counter[str] = Counter()
    found: _Parts = {}
    for part in sighash.parts:
        found[part.key, seen[part.key]] = bytes(part.data)
        seen[part.key] += 1
    return found


def _both(ours: bytes | None, right: bytes | None, texts: Texts) -> tuple[str, str]:
    """What each has; of long ones that begin and end alike, from the first byte on that differs."""
    shown = _bytes(ours, texts), _bytes(right, texts)
    if shown[0] != shown[1] or not ours or not right:
        return shown
    at = next(
        (at for at, pair in enumerate(zip(ours, right, strict=False)) if pair[0] != pair[1]),
        min(len(ours), len(right)),
    )
    return _from(ours, at), _from(right, at)


def _from(data: bytes, at: int) -> str:
    part = data[at : at + _LONGEST_PART_HEX // 2].hex()
    return f"…{part}{'…' if at + _LONGEST_PART_HEX // 2 < len(data) else ''}"


def _bytes(data: bytes | None, texts: Texts) -> str:
    if not data:
        return texts.plain("diagnosis", "proof", "nothing")
    return data.hex() if 2 * len(data) <= _LONGEST_PART_HEX else shortened(data.hex())


def _row(key: str, line: Line, texts: Texts) -> Fact:
    return Fact(texts.plain("diagnosis", "proof", key), (line,))


def _message(sighash: Sighash, texts: Texts) -> Line:
    name = texts.plain("diagnosis", "proof", f"name_{sighash.algorithm}").strip()
    if not sighash.parts:  # the number one is signed
        return text(name)
    return texts.line("diagnosis", "proof", "message", name=name, size=in_bytes(_size(sighash), texts))


def _size(sighash: Sighash) -> int:
    return sum(len(part.data) for part in sighash.parts)


def _table(found: InputDiagnosis, texts: Texts) -> Iterator[Block]:
    """Of the first opcode that takes several signatures each of them against each key, by their numbers from 1."""
    valid = [clue for clue in found.whole if clue.key == _VALID]
    if not valid or _count(valid[0].facts, "keys") > SHOWN_KEYS:
        return
    first = valid[0].facts
    same = [each.facts for each in found.whole if all(each.facts.get(name) == first[name] for name in _OF_OPCODE)]
    marks = {(clue.facts["place"], key) for clue in valid if clue.facts in same for key in _keys(clue.facts)}
    before = _count(first, "before")
    keys = range(_count(first, "keys"))
    beyond = (each.place - before for each in found.signatures if each.position == first["position"])
    places = range(max(_count(first, "required"), *(_count(facts, "place") + 1 for facts in same), *_next(beyond)))
    heads = (_number("column", key, texts) for key in keys)
    rows = (
        (_number("line", before + at, texts), tuple("✓" if (at, key) in marks else "·" for key in keys))
        for at in places
    )
    yield Grid(tuple(heads), tuple(rows))
    legend = "legend_OP_CHECKSIGADD" if first["opcode"] == "OP_CHECKSIGADD" else "legend"
    yield Paragraph(texts.line("diagnosis", "proof", legend))


def _keys(facts: Mapping[str, int | str]) -> list[int]:
    """The key for which the signature is valid, and those that are the same key."""
    equal = facts.get("equal_keys")
    return [_count(facts, "key")] if equal is None else [int(key) for key in str(equal).split(", ")]


def _next(places: Iterator[int]) -> list[int]:
    return [place + 1 for place in places]


def _number(key: str, place: int, texts: Texts) -> str:
    return texts.plain("diagnosis", "proof", key, number=grouped(place + 1))


def _count(facts: Mapping[str, int | str], name: str) -> int:
    value = facts.get(name, 0)
    return value if isinstance(value, int) else 0
