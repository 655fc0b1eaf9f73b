"""What a node or an explorer said of a transaction: its block, its outputs and coins, and what of that is proven."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Fact
from txexplain.explain.parts.findings import never_spent
from txexplain.explain.parts.numbers import grouped, ranges, shortened, utc
from txexplain.model.chain import InBlock, Lookup, OutputState
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Report
from txexplain.texts import Line, Texts

SHOWN_RANGES = 4


def server_name(lookup: Lookup, texts: Texts) -> str:
    """Who was asked, in the middle of a sentence."""
    return texts.plain("chain", lookup.server.kind, name=lookup.server.name)


def fee_unknown(lookup: Lookup, texts: Texts) -> Line:
    """Why the fee is not known, though a server was asked."""
    key = "fee_needs_amounts" if lookup.unmade is None else "fee_needs_coin"
    return texts.line("chain", key, server=server_name(lookup, texts))


def chain_facts(report: Report, lookup: Lookup, texts: Texts, *, is_psbt: bool = False) -> Iterator[Fact]:
    """Where the transaction is, which of its outputs are spent, and how its coins are known, a line each.

    That of a PSBT is in the chain only where it is known.
    """
    if lookup.known or not is_psbt:
        yield _status(lookup, texts)
    yield from _outputs(report, lookup, texts)
    lines = tuple(_coins(report, lookup, texts))
    if lines:
        yield Fact(texts.plain("chain", "coins"), lines)


def _status(lookup: Lookup, texts: Texts) -> Fact:
    label, block = texts.plain("chain", "status"), lookup.block
    if block is not None:
        note = _block_note(block, lookup, texts)
        return Fact(label, (_in_block(block, texts),), _with_stale_block(note, lookup, texts))
    if not lookup.known:
        return Fact(label, (texts.line("chain", "unknown"),), _unknown_note(lookup, texts))
    key = "in_mempool" if lookup.in_mempool else "elsewhere"
    note = texts.line("chain", f"note_{key}", server=server_name(lookup, texts))
    return Fact(label, (texts.line("chain", key),), _with_stale_block(note, lookup, texts))


def _with_stale_block(note: Line, lookup: Lookup, texts: Texts) -> Line:
    """That it is in the block that was named too, which is in no chain."""
    if lookup.stale_block is None:
        return note
    named = texts.line("chain", "also_in_stale_block", hash=display_hex(lookup.stale_block.hash))
    return (*note, *texts.line("page", "between_sentences"), *named)


def _unknown_note(lookup: Lookup, texts: Texts) -> Line:
    """What may have become of a transaction that the server does not know, by what that can know."""
    key = f"note_unknown_{lookup.server.kind}"
    own = f"{key}_{lookup.missing}"
    return texts.line("chain", own if texts.has("chain", own) else key, server=server_name(lookup, texts))


def _in_block(block: InBlock, texts: Texts) -> Line:
    """Which block, its time, and how many blocks there are from it on."""
    name = shortened(display_hex(block.hash)) if block.height is None else grouped(block.height)
    if block.is_stale:
        return texts.line("chain", "in_stale_block", block=name)
    parts = [texts.line("chain", "in_block", block=name), texts.line("page", "time", time=utc(block.time))]
    if block.confirmations is not None:
        parts.append(texts.count("chain", "confirmations", block.confirmations))
    return _joined(parts, texts)


def _block_note(block: InBlock, lookup: Lookup, texts: Texts) -> Line:
    key = "note_word" if not block.proven else "note_proven_stale" if block.is_stale else "note_proven"
    return texts.line("chain", key, hash=display_hex(block.hash), server=server_name(lookup, texts))


def place_of_block(lookup: Lookup, texts: Texts) -> Fact:
    """Whether a block is in the chain, at which height, and how many blocks there are from it on."""
    block, label, server = lookup.block, texts.plain("chain", "status"), server_name(lookup, texts)
    if block is None:
        return Fact(label, (texts.line("chain", "block_unknown", server=server),))
    name = shortened(display_hex(block.hash)) if block.height is None else grouped(block.height)
    key = "block_stale" if block.is_stale else "block_in_chain"
    parts = [texts.line("chain", key, block=name)]
    if block.confirmations is not None and not block.is_stale:
        parts.append(texts.count("chain", "confirmations", block.confirmations))
    return Fact(label, (_joined(parts, texts),), texts.line("chain", "note_block", server=server))


def _joined(parts: list[Line], texts: Texts) -> Line:
    first, *others = parts
    between = texts.line("verify", "between_parts")
    return (*first, *(chunk for line in others for chunk in (*between, *line)))


def _outputs(report: Report, lookup: Lookup, texts: Texts) -> Iterator[Fact]:
    """How many outputs are spent; nothing where that is known of none that can be."""
    dead = never_spent(report)
    states = [output_state(report, lookup, vout) for vout in range(len(report.outputs)) if vout not in dead]
    if not any(states):
        return
    counts = {
        "unspent": sum(state is not None and not state.spent for state in states),
        "spent": sum(state is not None and state.spent for state in states),
        "open": sum(state is None for state in states),
        "never": len(dead),
    }
    words = [texts.plain("chain", f"count_{key}", count=grouped(count)) for key, count in counts.items() if count]
    line = texts.count("chain", "outputs", len(report.outputs), states=texts.plain("page", "between").join(words))
    yield Fact(
        texts.plain("chain", "outputs"),
        (line,),
        texts.line("chain", "note_outputs", server=server_name(lookup, texts)),
    )


def output_state(report: Report, lookup: Lookup, vout: int) -> OutputState | None:
    """What became of the output, None where that is not known."""
    return lookup.output(vout, report.outputs[vout].script.slice.data)


def spent_facts(report: Report, vout: int, texts: Texts, *, whole: bool) -> Iterator[Fact]:
    """Whether the output is spent, and by which input; nothing of no transaction that the server knows."""
    lookup = report.lookup
    if lookup is not None and lookup.known:
        line = _spent(output_state(report, lookup, vout), lookup, texts, whole)
        yield Fact(texts.plain("chain", "spent"), (line,))


def _spent(state: OutputState | None, lookup: Lookup, texts: Texts, whole: bool) -> Line:
    server = server_name(lookup, texts)
    if state is None:
        is_coin = lookup.is_accepted or lookup.block is None
        return texts.line("chain", "spent_unknown" if is_coin else "spent_no_coin", server=server)
    if not state.spent:
        return texts.line("chain", "spent_not", server=server)
    if state.txid is None:
        return texts.line("chain", "spent_somehow", server=server)
    txid = display_hex(state.txid)
    key = "spent_by_transaction" if state.vin is None else "spent_by"
    by = texts.line("chain", key, txid=txid if whole else shortened(txid), vin=grouped(state.vin or 0), server=server)
    if state.confirmed is None:
        return by
    return _joined([by, texts.line("chain", "spent_confirmed" if state.confirmed else "spent_unconfirmed")], texts)


def _coins(report: Report, lookup: Lookup, texts: Texts) -> Iterator[Line]:
    """Of which inputs the coin is proven, of which it is the server's word, of which it was given."""
    found = coins_by(report, lookup)
    if not found["parent"] and not found["server"]:
        return
    for proof, inputs in found.items():
        if not inputs:
            continue
        alone = len(inputs) == len(report.inputs)
        told = {"inputs": ranges(inputs, SHOWN_RANGES), "server": server_name(lookup, texts)}
        yield texts.line("chain", f"coins_{proof}" if alone else f"coins_{proof}_some", **told)


def coins_by(report: Report, lookup: Lookup) -> dict[str, tuple[int, ...]]:
    """The inputs whose coin is known, by how: `parent` where it is proven, `server` where it is its word, `given`."""
    found = {proof: lookup.coins_from(proof) for proof in ("parent", "server")}
    looked_up = {*found["parent"], *found["server"]}
    others = (vin for vin, item in enumerate(report.inputs) if item.coin is not None and vin not in looked_up)
    return {**found, "given": tuple(others)}


def coins_known_by(report: Report, lookup: Lookup) -> str:
    """How the known coins are known: `parent` where each is proven, `server` where some are the server's word,
    `mixed` where others were given besides, else `given`."""
    found = coins_by(report, lookup)
    if found["server"]:
        return "mixed" if found["given"] else "server"
    return "given" if found["given"] or not found["parent"] else "parent"


def are_coins_proven(report: Report, lookup: Lookup) -> bool:
    """Whether the coin of each input is."""
    return len(coins_by(report, lookup)["parent"]) == len(report.inputs)


def on_whose_word(report: Report, lookup: Lookup, texts: Texts) -> dict[str, str]:
    """What a text about that needs: the server, the inputs whose coins are its word, those whose coins were given."""
    found = coins_by(report, lookup)
    told = {"inputs": found["server"], "given": found["given"]}
    return {"server": server_name(lookup, texts), **{key: ranges(vins, SHOWN_RANGES) for key, vins in told.items()}}


def amount_note(report: Report, vin: int, texts: Texts) -> Line:
    """Who vouches for the amount of the coin that an input spends; nothing where it did not come from a server."""
    lookup = report.lookup
    proof = lookup.coins[vin] if lookup is not None and vin < len(lookup.coins) else None
    if lookup is None or proof is None:
        return ()
    return texts.line("chain", f"amount_{proof}_note", server=server_name(lookup, texts))
