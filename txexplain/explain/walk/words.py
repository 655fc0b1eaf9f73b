"""Words of the field: which of them a place prints, and where a reader meets them first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from txexplain.explain.document import Callout, Fact, Listing
from txexplain.explain.walk.place import Place, Scene
from txexplain.texts import Chunk, Texts, catalogue

MOST_NEEDED = (
    "hash",
    "output_script",
    "opcode",
    "signature",
    "public_key",
    "witness",
    "witness_script",
    "redeem_script",
    "stack",
    "key_path",
    "script_tree",
    "control_block",
    "internal_key",
    "tweak",
    "master_fingerprint",
    "derivation_path",
)
OTHERS = (
    "coinbase",
    "vsize",
    "transaction",
    "input",
    "output",
    "outpoint",
    "txid",
    "wallet",
    "private_key",
    "node",
    "miner",
    "block",
    "segwit",
    "address",
    "script_path",
    "schnorr",
    "hash_type",
    "signed_message",
    "digest",
    "secp256k1",
    "base_point",
    "curve_order",
    "weight",
    "sequence",
    "lock_time",
    "consensus",
    "policy",
)


class Glossary:
    """Explains each word at the place where it is printed first, and remembers where that was."""

    def __init__(self, texts: Texts, *, long: bool) -> None:
        self.texts = texts
        self.long = long
        self._terms = MOST_NEEDED + OTHERS if long else MOST_NEEDED
        self._met: dict[str, Place] = {}

    def explained(self, place: Place, told: Scene) -> Scene:
        """What is told at the place, and at its end each word that is met here first in a sentence."""
        open_terms = [term for term in self._terms if self._met.get(term, place) == place]
        text = "\n".join(_texts_in((told.title, told.blocks), with_notes=self.long))
        found = {term: at for term in open_terms if (at := self._found(term, text)) is not None}
        new = sorted(found, key=found.__getitem__)
        self._met |= dict.fromkeys(new, place)
        return told._replace(blocks=(*told.blocks, *map(self._sentence, new)))

    def _found(self, term: str, text: str) -> int | None:
        """Where one of its names stands in the text first, also as it begins a sentence; None where none does."""
        language = self.texts.language
        forms = {form: _names_around(language, form) for name in _names(language, term) for form in _forms(name)}
        places = (_place(form, text, around) for form, around in forms.items())
        return min((at for at in places if at is not None), default=None)

    def _sentence(self, term: str) -> Callout:
        label = self.texts.plain("terms", term, "name") + self.texts.plain("verify", "between_name_and_sentence")
        return Callout("word", label, self.texts.line("terms", term, "short"))


@cache
def _names(language: str, term: str) -> tuple[str, ...]:
    """Every name of the term, the one that is printed first."""
    entry = catalogue(language, "terms")[term]
    assert isinstance(entry, dict)
    return (str(entry["name"]), *filter(None, str(entry.get("also", "")).split(", ")))


def _forms(name: str) -> tuple[str, ...]:
    """The name, also as it begins a sentence."""
    return (name, name[0].upper() + name[1:]) if len(name) > 1 else (name,)


@cache
def _names_around(language: str, name: str) -> tuple[str, ...]:
    """Longer words that have this one in them without being about it, where no gaps tell words apart: 块 in 控制块.

    A name that is printed for its term is about it wherever it stands.
    """
    terms = catalogue(language, "terms")
    if name.isascii() or any(_names(language, term)[0] == name for term in terms):
        return ()
    own = {each for term in terms for each in _names(language, term) if name in _names(language, term)}
    found = {each for term in terms for each in _names(language, term) if name in each and each != name}
    return tuple(sorted(found - own))


def _place(name: str, text: str, around: Sequence[str]) -> int | None:
    """Where the name, or its plural, is a word of the text first, and not in one of the longer words `around`."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        end += text[end : end + 1] == "s"
        inside = any(
            text.startswith(longer, at - longer.index(name)) for longer in around if at >= longer.index(name)
        )
        if not (inside or _is_letter(text[at - 1 : at]) or _is_letter(text[end : end + 1])):
            return at
        at = text.find(name, at + 1)
    return None


def _is_letter(character: str) -> bool:
    """Whether it makes a longer word of its neighbour; Chinese has no gaps between words."""
    return character.isascii() and (character.isalnum() or character in ("_", "-"))


def _texts_in(value: object, *, with_notes: bool) -> Iterator[str]:
    """Every text in a document or a part of one, the chunks of a line in one; or without notes and lists."""
    if not isinstance(value, tuple) or (isinstance(value, Listing) and not with_notes):
        return
    if value and all(isinstance(part, Chunk) for part in value):
        yield "".join(part.text for part in value)
        return
    if isinstance(value, Fact):
        yield value.label
        value = value if with_notes else value.values
    for part in value:
        yield from _texts_in(part, with_notes=with_notes)
