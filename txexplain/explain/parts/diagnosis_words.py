"""What the clues about a signature say, in a sentence, and what there is to change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.model.diagnosis import Clue
from txexplain.model.hash_types import hash_type_words
from txexplain.model.signing import Sighash
from txexplain.texts import Line, Texts

_NOTHING = "nothing_fits"
_WITHIN = ("message", "digest", "key")  # said in a clause of a sentence; `form` and `whole` are sentences
_KINDS = (*_WITHIN, "form", "whole")
_PLACES = ("position", "place", "first", "key")  # counted from 0 in the facts, from 1 on a page


class Statement(NamedTuple):
    """What is said at once: by which clues, of which signatures (none: of the input), and what they should sign.

    `alone` says that there is no other signature of which something else is said.
    """

    clues: tuple[Clue, ...]
    signatures: tuple[bytes, ...] = ()
    asked: Sighash | None = None
    alone: bool = True


def kind_of(clue: Clue, texts: Texts) -> str:
    """What the clue is about: `message`, `digest`, `key`, `form` or `whole`; `nothing` where nothing was found."""
    return next((kind for kind in _KINDS if texts.has("diagnosis", kind, _key(clue, kind, texts))), "nothing")


def sentences(statement: Statement, texts: Texts) -> Line:
    """What the clues say, in one sentence or two."""
    found = [(kind_of(clue, texts), clue) for clue in statement.clues]
    parts = [_text(kind, clue, statement, texts) for kind, clue in found if kind not in _WITHIN and kind != "nothing"]
    by_kind = {kind: [clue for each, clue in found if each == kind] for kind in _WITHIN}
    parts += _led(by_kind, statement, texts)
    if not parts:
        parts = [_lead("nothing", statement, texts, tried=_tried(statement))]
    return _joined(parts, texts)


def fixes(statement: Statement, texts: Texts) -> Line:
    """What to change, as far as there is something to be said of it."""
    lines = (_fix(clue, statement, texts) for clue in statement.clues)
    return _joined(list(dict.fromkeys(line for line in lines if line)), texts)


def _fix(clue: Clue, statement: Statement, texts: Texts) -> Line:
    algorithm = statement.asked.algorithm if statement.asked else ""
    for key in (f"{clue.key}_{algorithm}", f"{clue.key}_{clue.facts.get('case')}", clue.key):
        if texts.has("diagnosis", "fix", key):
            return texts.line("diagnosis", "fix", key, **_told(clue, statement, texts))
    return ()


def _led(found: Mapping[str, list[Clue]], statement: Statement, texts: Texts) -> Iterator[Line]:
    """The sentence on the message, the digest or the key; on the key a second one where the message differs too."""
    between = texts.plain("diagnosis", "between")
    for kind in ("message", "digest"):
        clauses = [_text(kind, clue, statement, texts) for clue in found[kind]]
        if clauses:
            difference = between.join("".join(chunk.text for chunk in each) for each in clauses)
            yield _lead(kind, statement, texts, difference=difference)
    for clue in found["key"][:1]:
        which = "".join(chunk.text for chunk in _text("key", clue, statement, texts))
        if found["message"] or found["digest"]:
            yield texts.line("diagnosis", "lead", "key_too", which=which)
        else:
            yield _lead("key", statement, texts, which=which)


def _lead(kind: str, statement: Statement, texts: Texts, **told: str) -> Line:
    """The beginning of a sentence, on one signature, on several, or on one among others."""
    count = len(statement.signatures)
    form = "many" if count > 1 else "one" if statement.alone else "named"
    signature = shortened(statement.signatures[0].hex()) if statement.signatures else ""
    return texts.line("diagnosis", "lead", f"{kind}_{form}", count=grouped(count), signature=signature, **told)


def _tried(statement: Statement) -> str:
    return grouped(max((_number(clue, "tried") for clue in statement.clues), default=0))


def _text(kind: str, clue: Clue, statement: Statement, texts: Texts) -> Line:
    return texts.line("diagnosis", kind, _key(clue, kind, texts), **_told(clue, statement, texts))


def _key(clue: Clue, kind: str, texts: Texts) -> str:
    """The key of the text: of one with several cases that of its case."""
    case = f"{clue.key}_{clue.facts.get('case')}"
    return case if texts.has("diagnosis", kind, case) else clue.key


def _told(clue: Clue, statement: Statement, texts: Texts) -> dict[str, str]:
    """The facts as they are shown."""
    asked = statement.asked
    told = {name: grouped(value) if isinstance(value, int) else value for name, value in clue.facts.items()}
    told |= {name: grouped(_number(clue, name) + 1) for name in _PLACES if name in clue.facts}
    algorithm = "schnorr" if asked is not None and asked.algorithm.startswith("bip34") else "ecdsa"
    if "hash_type" in clue.facts:
        told["hash_type"] = hash_type_words(_number(clue, "hash_type"), algorithm)
    told["asked_hash_type"] = "" if asked is None else hash_type_words(asked.hash_type, algorithm)
    told["asked_sat"] = _amount(asked)
    told["public_key"] = shortened(clue.public_key.hex())
    told["where"] = _where(clue, texts)
    if "order" in clue.facts:
        places = (str(int(place) + 1) for place in str(clue.facts["order"]).split(", "))
        told["order"] = texts.plain("why", "between_names").join(places)
    return told


def _where(clue: Clue, texts: Texts) -> str:
    """Where a key appears."""
    role = str(clue.facts.get("role", ""))
    if not texts.has("diagnosis", "place", role):
        return ""
    told = {name: f"#{clue.facts[name]}" for name in ("vin", "vout") if name in clue.facts}
    return texts.plain("diagnosis", "place", role, **told)


def _amount(sighash: Sighash | None) -> str:
    """The amount that the message commits to, where it has one of its own (BIP143)."""
    parts = () if sighash is None else sighash.parts
    return next((grouped(int.from_bytes(bytes(part.data), "little")) for part in parts if part.key == "amount"), "")


def _number(clue: Clue, name: str) -> int:
    value = clue.facts.get(name, 0)
    return value if isinstance(value, int) else 0


def _joined(lines: list[Line], texts: Texts) -> Line:
    joined: Line = ()
    for line in lines:
        joined += (*texts.line("page", "between_sentences"), *line) if joined else line
    return joined
