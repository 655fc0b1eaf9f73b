"""The inputs and outputs of a PSBT: what each map states of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from txexplain.explain.document import Fact, text
from txexplain.explain.parts.assembly import assembly, hex_word
from txexplain.explain.parts.inputs import coin_fact, lock_facts, sequence_fact
from txexplain.explain.parts.kinds import name, sentence
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.explain.parts.outputs import amount_fact, output_facts
from txexplain.explain.parts.psbt_cautions import claim_facts
from txexplain.explain.parts.psbt_keys import signing_facts
from txexplain.model.hash_types import hash_type_words
from txexplain.model.psbt import PsbtEntry, PsbtMap, PsbtReport
from txexplain.model.psbt_analysis import PsbtInputAnalysis, PsbtOutputView
from txexplain.model.report import InnerScript
from txexplain.texts import Chunk, Line, Texts

SHOWN_ENTRIES = 20
_TOLD_IN_WORDS = (
    "PSBT_IN_NON_WITNESS_UTXO",
    "PSBT_IN_WITNESS_UTXO",
    "PSBT_IN_PARTIAL_SIG",
    "PSBT_IN_SIGHASH_TYPE",
    "PSBT_IN_REDEEM_SCRIPT",
    "PSBT_IN_WITNESS_SCRIPT",
    "PSBT_IN_BIP32_DERIVATION",
    "PSBT_IN_TAP_KEY_SIG",
    "PSBT_IN_TAP_SCRIPT_SIG",
    "PSBT_IN_TAP_LEAF_SCRIPT",
    "PSBT_IN_TAP_BIP32_DERIVATION",
    "PSBT_IN_PREVIOUS_TXID",
    "PSBT_IN_OUTPUT_INDEX",
    "PSBT_IN_SEQUENCE",
    "PSBT_OUT_REDEEM_SCRIPT",
    "PSBT_OUT_WITNESS_SCRIPT",
    "PSBT_OUT_BIP32_DERIVATION",
    "PSBT_OUT_TAP_BIP32_DERIVATION",
    "PSBT_OUT_AMOUNT",
    "PSBT_OUT_SCRIPT",
    "PSBT_GLOBAL_UNSIGNED_TX",
    "PSBT_GLOBAL_TX_VERSION",
    "PSBT_GLOBAL_INPUT_COUNT",
    "PSBT_GLOBAL_OUTPUT_COUNT",
    "PSBT_GLOBAL_VERSION",
)


def psbt_input_facts(
    found: PsbtReport, analysis: PsbtInputAnalysis | None, index: int, texts: Texts, *, whole: bool
) -> Iterator[Fact]:
    """The coin and who vouches for its amount, its lock and the scripts for it, the keys, then the other fields."""
    item, each = found.report.inputs[index], found.psbt.inputs[index]
    yield coin_fact(item, texts)
    yield Fact(texts.plain("psbt", "coin_from"), (_known_from(found, index, texts),))
    if item.spent is not None:
        yield amount_fact(item.spent.value_sat, texts)._replace(detail="fact")
        yield from lock_facts(item.spent, texts, whole)
    yield from script_facts(found.input_scripts[index], texts, whole=whole)
    entry = each.one("PSBT_IN_SIGHASH_TYPE")
    if entry is not None:
        code = int.from_bytes(entry.value.data, "little")
        yield Fact(texts.plain("psbt", "sighash_type"), (text(hash_type_words(code, _algorithm(found, index))),))
    yield from () if analysis is None else signing_facts(analysis, texts, whole=whole)
    yield sequence_fact(found.report, item, texts)._replace(detail="fact")
    yield from entry_facts(each, texts, whole=whole)


def _algorithm(found: PsbtReport, index: int) -> str:
    spent = found.report.inputs[index].spent
    return "schnorr" if spent is not None and spent.type.key == "witness_v1_taproot" else "ecdsa"


def _known_from(found: PsbtReport, index: int, texts: Texts) -> Line:
    source, lookup = _source(found, index), found.report.lookup
    if source == "given" and lookup is not None and index in lookup.coins_from("server"):
        from txexplain.explain.parts.chain import server_name

        return texts.line("chain", "psbt_coin_server", server=server_name(lookup, texts))
    return texts.line("psbt", f"coin_{source}")


def _source(found: PsbtReport, index: int) -> str:
    """Who vouches for the spent output: the earlier transaction itself, the PSBT alone, the user, or nobody."""
    item, parent = found.report.inputs[index], found.parents[index]
    outpoint = item.txin.outpoint
    has_parent = parent is not None and parent.tx.txid == outpoint.txid and outpoint.vout < len(parent.tx.outputs)
    if has_parent or index in found.proven:
        return "proven"
    if found.claimed[index] is not None:
        return "claimed_taproot" if _algorithm(found, index) == "schnorr" else "claimed"
    return "unknown" if item.spent is None else "given"


def all_proven(found: PsbtReport) -> bool:
    """Whether every amount is proven by a whole earlier transaction."""
    return all(_source(found, index) == "proven" for index in range(len(found.report.inputs)))


def has_claims(found: PsbtReport) -> bool:
    """Whether the PSBT alone vouches for some amount."""
    return any(_source(found, index).startswith("claimed") for index in range(len(found.report.inputs)))


def script_facts(scripts: Iterable[InnerScript], texts: Texts, *, whole: bool) -> Iterator[Fact]:
    """Each script that the map states, and what it is recognised as."""
    for inner in scripts:
        yield Fact(
            texts.plain("page", f"role_{inner.role}"), (assembly(inner.script, texts, whole=whole, numbers=True),)
        )
        for shape in inner.shapes:
            called = text(name("shape", shape, texts), "kind")
            yield Fact(texts.plain("page", "shape"), (called,), sentence("shape", shape, texts), general=True)


def psbt_output_facts(
    found: PsbtReport, view: PsbtOutputView, texts: Texts, *, spendable: bool, whole: bool
) -> Iterator[Fact]:
    """What the output is, what the PSBT claims of it, and the keys that it states for it."""
    index = view.number
    each = found.psbt.outputs[index]
    facts = output_facts(found.report, index, texts, spendable=spendable, whole=whole, short=True)
    yield from facts[:1] if each.waits_for_script else facts  # the amount alone, of what has no script
    yield from script_facts(found.output_scripts[index], texts, whole=whole)
    yield from claim_facts(view, texts)
    lines = list(
        map(_derivation, (*each.all("PSBT_OUT_BIP32_DERIVATION"), *each.all("PSBT_OUT_TAP_BIP32_DERIVATION")))
    )
    if lines:
        yield Fact(texts.plain("psbt", "keys"), tuple(lines))
    yield from entry_facts(each, texts, whole=whole)


def _derivation(entry: PsbtEntry) -> Line:
    """A key and where it comes from."""
    return (Chunk(shortened(entry.key_data.data.hex()), "data"), Chunk(" "), *_origin(entry))


def _origin(entry: PsbtEntry) -> Line:
    """The fingerprint of a master key, and the path from it; nothing where the value is something else."""
    fingerprint = next((part.slice.data for part in entry.value_parts if part.key == "psbt.fingerprint"), None)
    if fingerprint is None:
        return ()
    steps = [str(part.value) for part in entry.value_parts if part.key == "psbt.path.step"]
    return (Chunk(f"{fingerprint.hex()} {'/'.join(('m', *steps))}", "note"),)


def entry_facts(each: PsbtMap, texts: Texts, *, whole: bool) -> Iterator[Fact]:
    """The fields of a map that no sentence tells of, by the BIPs' names: details, but for unknown ones."""
    entries = [entry for entry in each.entries if entry.field not in _TOLD_IN_WORDS]
    for entry in entries if whole else entries[:SHOWN_ENTRIES]:
        value = _origin(entry) or tuple(hex_word(entry.value.data, texts, whole=whole))
        fact = Fact(_label(entry, texts), (_key(entry) + value,), detail="fact" if entry.field else "")
        yield fact
    if not whole and len(entries) > SHOWN_ENTRIES:
        yield Fact("", (texts.line("psbt", "more_fields", count=grouped(len(entries) - SHOWN_ENTRIES)),))


def _label(entry: PsbtEntry, texts: Texts) -> str:
    """The field's name without the part that all have."""
    if not entry.field:
        return texts.plain("psbt", "unknown_field", type=f"{entry.type:02x}")
    return entry.field.split("_", 2)[2].lower()


def _key(entry: PsbtEntry) -> Line:
    return text(f"{shortened(entry.key_data.data.hex())} → ", "label") if entry.key_data.data else ()
