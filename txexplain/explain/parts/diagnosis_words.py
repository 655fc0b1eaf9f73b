"""What the clues about a signature say, in a sentence, and what there is to change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from txexplain.explain.parts.diagnosis_order import moves, numbers, order, places
from txexplain.explain.parts.numbers import grouped, shortened, sizes
from txexplain.model.diagnosis import Clue
from txexplain.model.hash_types import hash_type_words
from txexplain.model.report import Facts
from txexplain.model.signing import Sighash
from txexplain.texts import Line, Texts, plain

_NOTHING = "nothing_fits"
_MADE_FOR = ("message", "digest")
_NAMED = 12  # signatures by their numbers
_PLACES = ("place", "first")  # counted from 0 in the facts, from 1 on a page
_AS_HEX = ("sequence", "written")
_SCHNORR = 64  # bytes of a signature of taproot without a hash type
_MANY = 4  # numbers in an order are given as a list
_PARTLY = (("fitting", "good"), ("lacking", "bad"))
_ALSO, _OF_KEY = "also_", "key_"


class Statement(NamedTuple):
    """What is said at once: by which clues, of which signatures (none: of the input), and what they should sign.

    `alone` says that the input brings no other signature; `places` are their numbers among all, from 0;
    `is_message_proven` says that another signature of the input is valid, for the right message.
    """

    clues: tuple[Clue, ...]
    signatures: tuple[bytes, ...] = ()
    asked: Sighash | None = None
    alone: bool = True
    places: tuple[int, ...] = ()
    is_message_proven: bool = False

    @property
    def is_only_one(self) -> bool:
        """Whether it is about one signature, and there is no other."""
        return self.alone and len(self.signatures) == 1

    @property
    def found_nothing(self) -> bool:
        return all(clue.key == _NOTHING for clue in self.clues)


class _Part(NamedTuple):
    """One mistake of those that a clue names: its topic among the texts, its key there, and what is filled in."""

    topic: str
    key: str
    clue: Clue


def sentences(statement: Statement, texts: Texts) -> Line:
    """What the clues say, in a sentence or two."""
    parts = list(_parts(statement, texts))
    forms = [part for part in parts if part.topic == "form"]
    lines = [_line(part, statement, texts) for part in parts if part.topic in ("form", "whole")]
    led = list(_led(parts, statement, texts))
    if not led and forms and forms[0].clue.fits:
        led = [texts.line("diagnosis", "valid", _valid(forms[0], texts), **_told(forms[0].clue, statement, texts))]
    elif not led and any(clue.key == _NOTHING for clue in statement.clues):
        led = [_lead("nothing", statement, texts), *_perhaps(statement, texts)]
    if forms and statement.signatures and not statement.is_only_one:
        lines[0] = (*_lead("form", statement, texts), *lines[0])
    return _joined([*lines, *led], texts)


def _valid(part: _Part, texts: Texts) -> str:
    """The key of the sentence that it is valid all the same."""
    return part.clue.key if texts.has("diagnosis", "valid", part.clue.key) else "otherwise"


def too_sentences(statement: Statement, texts: Texts) -> Line:
    """The same besides another mistake; of what fits nothing no more than that."""
    if not statement.found_nothing:
        return sentences(statement, texts)
    form = "many" if len(statement.signatures) > 1 else "named"
    number = grouped(statement.places[0] + 1)
    return texts.line("diagnosis", "lead", f"nothing_too_{form}", number=number, names=_names(statement, texts))


def fixes(statement: Statement, texts: Texts) -> Line:
    """What to change, as far as there is something to be said of it."""
    lines = (_fix(part, statement, texts) for part in _parts(statement, texts))
    return _joined(dict.fromkeys(line for line in lines if line), texts)


def _parts(statement: Statement, texts: Texts) -> Iterator[_Part]:
    """Each mistake by itself, where a clue names several; a form that two clues name once."""
    forms = set()
    for clue in statement.clues:
        for each in _mistakes(clue):
            for topic in ("message", "digest", "key", "form", "whole"):
                key = _key(each, topic, statement, texts)
                if key and not (topic == "form" and each.key in forms):
                    yield _Part(topic, key, each)
                    forms |= {each.key} if topic == "form" else set()


def _mistakes(clue: Clue) -> Iterator[Clue]:
    """How it had to be read (`reading`), the mistake that names it, a second one (`also`), another key (`by`)."""
    facts = clue.facts
    if "reading" in facts:
        yield Clue(str(facts["reading"]), False)
    yield _as_told(clue)
    if facts.get("inner"):
        yield clue._replace(key=str(facts["inner"]))
    if "also" in facts and not (clue.key == "hash_for_script" and facts["also"] == "separators_kept"):
        own = {name.removeprefix(_ALSO): value for name, value in facts.items() if name.startswith(_ALSO)}
        yield clue._replace(key=str(facts["also"]), facts=Facts({**facts, **own}))
    if "by" in facts:
        own = {name.removeprefix(_OF_KEY): value for name, value in facts.items() if name.startswith(_OF_KEY)}
        yield clue._replace(key=str(facts["by"]), facts=Facts(own))


def _as_told(clue: Clue) -> Clue:
    """What inputs have of each other is told of the inputs, where that is more than two signatures."""
    case = clue.facts.get("case")
    is_round = clue.key == "other_input" and (case == "rotated" or "with_key" in clue.facts)
    return clue._replace(key="inputs_exchanged") if is_round else clue


def _key(clue: Clue, topic: str, statement: Statement, texts: Texts) -> str:
    """The key of the text, of one with several cases that of its case; empty where the topic has none."""
    algorithm = statement.asked.algorithm if statement.asked else ""
    commas = str(clue.facts.get("order")).count(",")
    both = "both" if commas == 1 else "many" if commas >= _MANY else ""
    facts = (clue.facts.get(name) for name in ("case", "fork", "form", "opcode", "role", "part"))
    unproven = "" if clue.fits else "unproven"
    for end in (unproven, *facts, both, algorithm):
        if end and texts.has("diagnosis", topic, f"{clue.key}_{end}"):
            return f"{clue.key}_{end}"
    return clue.key if texts.has("diagnosis", topic, clue.key) else ""


def _line(part: _Part, statement: Statement, texts: Texts) -> Line:
    return texts.line("diagnosis", part.topic, part.key, **_told(part.clue, statement, texts))


def _fix(part: _Part, statement: Statement, texts: Texts) -> Line:
    key = _key(part.clue, "fix", statement, texts)
    return texts.line("diagnosis", "fix", key, **_told(part.clue, statement, texts)) if key else ()


def _led(parts: list[_Part], statement: Statement, texts: Texts) -> Iterator[Line]:
    """The sentence on the message, the digest or the key; on the key a second one where the message differs too."""
    made_for = [part for part in parts if part.topic in _MADE_FOR]
    if made_for:
        between = texts.plain("diagnosis", "between")
        difference = between.join(plain(_line(part, statement, texts)) for part in made_for)
        yield _lead(made_for[0].topic, statement, texts, difference=difference)
    for part in [part for part in parts if part.topic == "key"][:1]:
        which = plain(_line(part, statement, texts))
        if made_for:
            yield texts.line("diagnosis", "lead", "key_too", which=which)
        else:
            yield _lead("key", statement, texts, which=which)


def _lead(kind: str, statement: Statement, texts: Texts, **told: str) -> Line:
    """The beginning of a sentence, on one signature, on several, or on one among others."""
    count = len(statement.signatures)
    form = "many" if count > 1 else "one" if statement.alone else "named"
    signature = shortened(statement.signatures[0].hex()) if statement.signatures else ""
    told |= {"names": _names(statement, texts), "signature": signature}
    told["number"] = grouped(statement.places[0] + 1) if statement.places else "1"
    return texts.line("diagnosis", "lead", f"{kind}_{form}", **told)


def _names(statement: Statement, texts: Texts) -> str:
    """Several signatures by their numbers, or if they are many how many."""
    count = len(statement.signatures)
    if count != len(statement.places) or count > _NAMED:
        return texts.plain("diagnosis", "lead", "names_count", count=grouped(count))
    return texts.plain("diagnosis", "lead", "names", numbers=_listed(statement.places, texts))


def _listed(places: Sequence[int], texts: Texts) -> str:
    """Numbers from 0, as they are shown: `1, 2 and 3`."""
    numbers = [grouped(place + 1) for place in places]
    first = texts.plain("why", "between_names").join(numbers[:-1])
    return first + texts.plain("diagnosis", "lead", "and") + numbers[-1] if first else numbers[-1]


def _those(places: str, which: str, told: Mapping[str, str], texts: Texts) -> str:
    """That some signatures of several are valid, or valid for no key."""
    numbers = tuple(int(place) for place in places.split(", "))
    key = f"{which}_one" if len(numbers) == 1 else f"{which}_many"
    return texts.plain("diagnosis", "lead", key, numbers=_listed(numbers, texts), key=told["key"])


def _perhaps(statement: Statement, texts: Texts) -> Iterator[Line]:
    """What else can be wrong where nothing fits: what the message commits to besides the transaction, the tweak."""
    algorithm = statement.asked.algorithm if statement.asked else ""
    for key in ("perhaps_tweak",) if statement.is_message_proven else ("perhaps_tweak", "perhaps_spent"):
        if texts.has("diagnosis", "lead", f"{key}_{algorithm}"):
            yield texts.line("diagnosis", "lead", f"{key}_{algorithm}")


def _told(clue: Clue, statement: Statement, texts: Texts) -> dict[str, str]:
    """The facts as they are shown, and what is asked for beside them."""
    told = {name: grouped(value) if isinstance(value, int) else value for name, value in clue.facts.items()}
    told |= {f"plain_{name}": str(value) for name, value in clue.facts.items()}
    before = _number(clue, "before")
    told |= {name: grouped(before + _number(clue, name) + 1) for name in _PLACES if name in clue.facts}
    told |= {name: grouped(_number(clue, "key") + 1) for name in ("key",) if "key" in clue.facts}
    if "lacking" in clue.facts:
        told |= {key: _those(str(clue.facts[name]), key, told, texts) for name, key in _PARTLY}
    told |= sizes(clue.facts, texts)
    told["number"] = grouped(_number(clue, "position") + 1)
    told["sequence_hex"] = f"{_number(clue, 'sequence'):08x}"
    algorithm = "" if clue.sighash is None else clue.sighash.algorithm
    told["message"] = texts.plain("diagnosis", "proof", f"name_{algorithm}") if algorithm else ""
    told["public_key"] = shortened(clue.public_key.hex())
    if texts.has("sighash", str(clue.facts.get("part"))):
        told["part"] = texts.plain("sighash", str(clue.facts["part"]))
    told["where"] = _where(clue, told, texts)
    told["needed_key"] = shortened(str(clue.facts.get("needed_key", "")))
    if "is_in" in clue.facts:
        told["places"] = places(clue.facts, texts)
    if "order" in clue.facts:
        told["numbers"] = ", ".join(numbers(str(clue.facts["order"]), before))
        told["order"] = order(str(clue.facts["order"]), before, texts)
        told["moves"] = moves(clue.facts, before, texts)
        told["count"] = grouped(str(clue.facts["order"]).count(",") + 1)
    return told | _asked(clue, statement)


def _asked(clue: Clue, statement: Statement) -> dict[str, str]:
    """The hash types by their names, and the amount that the right message has."""
    asked = statement.asked
    shown = clue.sighash or asked
    algorithm = "schnorr" if shown is not None and shown.algorithm.startswith("bip34") else "ecdsa"
    asked_type = _asked_hash_type(statement)
    told = {"asked_hash_type": hash_type_words(asked_type, algorithm), "asked_byte": f"{asked_type & 0xFF:02x}"}
    told["asked_sat"] = _amount(asked)
    if "hash_type" in clue.facts:
        told["hash_type"] = hash_type_words(_number(clue, "hash_type"), algorithm)
        told["hash_type_byte"] = f"{_number(clue, 'hash_type') & 0xFF:02x}"
    return told


def _asked_hash_type(statement: Statement) -> int:
    """That of the right message; where there is none, that of the signature, which is its last byte."""
    if statement.asked is not None:
        return statement.asked.hash_type
    signature = statement.signatures[0] if statement.signatures else b""
    return signature[-1] if signature and len(signature) != _SCHNORR else 0


def _where(clue: Clue, told: Mapping[str, str], texts: Texts) -> str:
    """Where a key appears."""
    role = str(clue.facts.get("role", ""))
    is_told = ("vin" in told or "vout" in told) and texts.has("diagnosis", "place", role)
    return texts.plain("diagnosis", "place", role, **told) if is_told else ""


def _amount(sighash: Sighash | None) -> str:
    """The amount that the message commits to, where it has one of its own (BIP143)."""
    parts = () if sighash is None else sighash.parts
    return next((grouped(int.from_bytes(bytes(part.data), "little")) for part in parts if part.key == "amount"), "")


def _number(clue: Clue, name: str) -> int:
    value = clue.facts.get(name, 0)
    return value if isinstance(value, int) else 0


def _joined(lines: Iterable[Line], texts: Texts) -> Line:
    joined: Line = ()
    for line in lines:
        joined += (*texts.line("page", "between_sentences"), *line) if joined else line
    return joined
