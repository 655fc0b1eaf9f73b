"""Words of the field: which of them a place prints, and where a reader meets them first."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Callout, Fact, Listing
from txexplain.explain.walk.place import Place, Scene
from txexplain.texts import Chunk, Texts

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
        also = self.texts.plain("terms", term, "also") if self.texts.has("terms", term, "also") else ""
        names = [self.texts.plain("terms", term, "name"), *filter(None, also.split(", "))]
        forms = (*names, *(name[0].upper() + name[1:] for name in names if len(name) > 1))
        return min((at for form in forms if (at := _place(form, text)) is not None), default=None)

    def _sentence(self, term: str) -> Callout:
        label = self.texts.plain("terms", term, "name") + self.texts.plain("verify", "between_name_and_sentence")
        return Callout("word", label, self.texts.line("terms", term, "short"))


def _place(name: str, text: str) -> int | None:
    """Where the name, or its plural, is a word of the text first."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        end += text[end : end + 1] == "s"
        if not (_is_letter(text[at - 1 : at]) or _is_letter(text[end : end + 1])):
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
