"""What a node or an explorer tells of a transaction: its coins, its block, what became of its outputs.

What somebody gave, or a PSBT brings, is kept: where a server tells something else, that is an error.
"""

from __future__ import annotations

from collections.abc import Set
from itertools import islice
from typing import TypeVar

from txexplain.model.chain import Lookup
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.networks import MAIN, Network
from txexplain.model.report import Facts
from txexplain.model.rules import height_of_exception
from txexplain.model.subject import BlockSubject, Note, PsbtSubject, Subject
from txexplain.model.transaction import Transaction
from txexplain.session.asked import Asked
from txexplain.session.asking import Asking
from txexplain.session.coins import known_coins, proven_coins
from txexplain.session.taken import Taken
from txexplain.wire.script import instructions

S = TypeVar("S", Subject, PsbtSubject)
_SHOWN_OF_SCRIPT = 80  # characters


def looked_up(subject: S, taken: Taken) -> S:
    """The subject, which was taken so, with what the server tells of it.

    It stays as it was where it is an example that nothing is asked about, or does not read. Raises InputError where
    something else was given than the server tells, and ServerError.
    """
    asking = taken.asking
    try:
        tx, known = known_coins(subject)
    except DecodeError:
        return subject  # which is told when it is read
    if asking is None:
        return subject
    if is_left_alone(subject, asking):
        return _with_note_of_example(subject, asking)
    asked: Asked = Asked(tx, asking, taken.by_id)
    proven = proven_coins(subject)
    coins = asked.coins_beside(known, proven)
    raw = tx.raw if not taken.by_id and subject.raw == tx.raw else None
    lookup = asked.with_witness(raw, by_wtxid=any(note.key == "found_by_wtxid" for note in subject.notes))
    notes = [*subject.notes, *asked.notes]
    if taken.output is not None:
        notes.append(_note_of_output(tx, lookup, taken.output, asking.network))
    height, told_height = _heights(lookup, asking)
    return subject._replace(
        spent_outputs=coins,
        network=asking.network,
        height=height if subject.height is None else subject.height,
        told_height=told_height if subject.told_height is None else subject.told_height,
        notes=tuple(notes),
        lookup=_with_proven(lookup, proven),
    )


def _with_proven(lookup: Lookup, proven: Set[int]) -> Lookup:
    """With the coins that earlier transactions prove which were given, whatever the server knows of them."""
    coins = enumerate(lookup.coins)
    return lookup._replace(coins=tuple("parent" if vin in proven else each for vin, each in coins))


def _with_note_of_example(subject: S, asking: Asking) -> S:
    """That a server was not asked about it which somebody named, and which is on another network."""
    if not asking.explicit or subject.example is None:
        return subject
    networks = {"network": subject.network.name, "other": asking.network.name}
    note = Note(
        "example_not_asked", Facts({"name": subject.example.name, "server": asking.source.server.name} | networks)
    )
    return subject._replace(notes=(*subject.notes, note))


def is_left_alone(subject: Subject | PsbtSubject | BlockSubject, asking: Asking) -> bool:
    """Whether it is an example, whose coins are known, and nobody asked for more; or one of another network.

    A server that a variable names is left alone too where another network is wanted.
    """
    if subject.example is None:
        return not asking.explicit and asking.is_elsewhere
    return not asking.explicit or subject.network.name != asking.network.name


def _heights(lookup: Lookup, asking: Asking) -> tuple[int | None, int | None]:
    """Of its mainnet block: that which its hash proves, and that which the server states.

    A coinbase that begins with a height (BIP34) proves none: whoever likes can find a block that is easy to find.
    """
    block = lookup.block
    if block is None or block.is_stale or asking.network.name != MAIN.name:
        return None, None
    return height_of_exception(block.hash) if block.proven else None, block.height


def _note_of_output(tx: Transaction, lookup: Lookup, vout: int, network: Network) -> Note:
    """What the output is that was asked for. Raises InputError where there is none of that number."""
    from txexplain.addresses.addresses import address_of
    from txexplain.model.hexadecimal import display_hex
    from txexplain.wire.unspendable import why_unspendable

    count = len(tx.outputs)
    if vout >= count:
        raise InputError("no_such_output", vout=vout, count=count, last=count - 1)
    output = tx.outputs[vout]
    script, state = output.script_pubkey.data, lookup.outputs[vout] if lookup.outputs else None
    key = "unknown" if state is None else "spent" if state.spent else "unspent"
    if why_unspendable(script) is not None:
        key, state = "never", None
    facts: dict[str, str | int] = {
        "vout": vout,
        "value_sat": output.value_sat,
        "script": _short(script),
        "address": address_of(script, network) or "",
        "server": lookup.server.name,
    }
    if state is not None and state.txid is not None:
        key, facts["txid"] = "spent_by", display_hex(state.txid)
        facts["vin"] = state.vin or 0
    return Note(f"output_{key}", Facts(facts))


def _short(script: bytes) -> str:
    """In assembly, of a long one the beginning."""
    parts = (item.name if item.data is None or item.flaw else f"<{item.data.hex()}>" for item in instructions(script))
    told = " ".join(islice(parts, _SHOWN_OF_SCRIPT)) or "0x"
    return told if len(told) <= _SHOWN_OF_SCRIPT else f"{told[:_SHOWN_OF_SCRIPT]}…"
