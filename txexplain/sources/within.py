"""The one transaction, PSBT or block in a text, or the one of several that is asked for; else what the text is."""

from __future__ import annotations

import re

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import display_hex
from txexplain.sources.forms import line_of
from txexplain.sources.forms.broken_dump import broken_dump
from txexplain.sources.forms.json_text import told_of_psbts
from txexplain.sources.forms.words import bytes_of_word, cut_at
from txexplain.sources.pasted import Payload, beginning_in, kind_of, odd_digits_in, payloads

_ONE_A_LINE = ("transaction", "psbt")
_HEADER_FIELDS = re.compile(r'"merkle_?root"\s*:')
_SHORTEST = 20  # characters of what begins like one, in whatever form
_CUT_OR_APART = re.compile(r"\.\.|…|\s")
_SHOWN = 5  # of several in one text


def payload_in(text: str, pick: int | None = None) -> Payload | None:
    """The transaction or PSBT in the text, number `pick` of several; None where there is nothing of that kind.

    One that is not whole is given too: reading it tells where it ends. Raises InputError where there are several and
    none is picked, where it is a block, or where something is left out of it.
    """
    if len(text) < _SHORTEST and not _CUT_OR_APART.search(text):
        return None
    found = payloads(text)
    named = [each for each in found if each.kind != "block"]
    named = _not_messages(named) or named
    if found and not named:
        raise InputError("looks_like_block")
    told = told_of_psbts(text)
    named = [each for each in named if each.raw not in (told or ())]
    if not named and told is not None:
        raise InputError("looks_like_decoded_psbt")
    return _one_of(named, pick) if named else _not_whole(text)


def is_one_a_line(text: str) -> bool:
    """Whether several lines are hex or base64 of a whole transaction or PSBT each, and the first one is."""
    lines = (line.strip() for line in text.split("\n"))
    whole = (raw for line in lines if line for raw in list(bytes_of_word(line))[:1] or [b""])
    first = next(whole, b"")
    return kind_of(first) in _ONE_A_LINE and any(kind_of(raw) in _ONE_A_LINE for raw in whole)


def _not_messages(found: list[Payload]) -> list[Payload]:
    """Without what may as well be a transaction and a number behind it."""
    return [each for each in found if each.kind != "message"]


def block_in(text: str) -> Payload | None:
    """The block in the text. Raises InputError where there are several, or where it is a transaction."""
    found = payloads(text)
    blocks = [each for each in found if each.kind == "block"]
    if not blocks and _HEADER_FIELDS.search(text):
        raise InputError("looks_like_decoded_block")
    if not blocks and any(each.kind == "transaction" for each in found):
        raise InputError("looks_like_transaction")
    if len(blocks) > 1:
        raise InputError("several_blocks", places=_places(blocks))
    return blocks[0] if blocks else _in_dump(text)


def _in_dump(text: str) -> Payload | None:
    """What a dump holds, where there is one. Raises InputError where that has gaps."""
    dump = broken_dump(text)
    return None if dump is None else Payload(dump.raw, "", dump.form, dump.line_or_path(text))


def _one_of(found: list[Payload], pick: int | None) -> Payload:
    if pick is None and len(found) > 1:
        raise InputError("several_found", places=_places(found), last=len(found) - 1)
    number = pick or 0
    if not 0 <= number < len(found):
        raise no_such_pick(number, len(found))
    return found[number]


def no_such_pick(number: int, count: int) -> InputError:
    return InputError("no_such_pick", number=number, count=count, last=count - 1)


def _places(found: list[Payload]) -> str:
    """The first ones by their numbers and names."""
    more = "; …" if len(found) > _SHOWN else ""
    return "; ".join(_named(number, each) for number, each in enumerate(found[:_SHOWN])) + more


def _named(number: int, payload: Payload) -> str:
    """Its number, its id (of a message its own bytes), and where it stands: a path, or a line."""
    from txexplain.recognise.hidden import hidden  # a name in JSON may be a secret, where all else is shown

    place = f"L{payload.place}" if payload.place.isdigit() else hidden(payload.place)
    return f"{number}: {_name(payload)} ({place})"


def _name(payload: Payload) -> str:
    from txexplain.wire.hashes import hash256

    if payload.kind == "block":
        name = display_hex(hash256(payload.raw[:80]))
    elif payload.kind == "message":  # what is signed has no id but its digest
        name = hash256(payload.raw).hex()
    else:
        name = _txid(payload)
    return name + (" PSBT" if payload.kind == "psbt" else "")


def _txid(payload: Payload) -> str:
    if payload.kind == "psbt":
        from txexplain.wire.psbt import read_psbt

        return display_hex(read_psbt(payload.raw).tx.txid)
    if payload.kind == "message":
        return payload.raw.hex()
    from txexplain.wire.transaction import decode

    return display_hex(decode(payload.raw).txid)


def _not_whole(text: str) -> Payload | None:
    """What begins like a transaction or PSBT, and does not read to its end. Raises InputError where it has gaps."""
    from txexplain.recognise import recognise_secret

    secret = recognise_secret(text)
    if secret is not None:
        raise secret
    dump = _in_dump(text)
    if dump is not None:
        return dump
    place = cut_at(text)
    if place is not None:
        raise InputError("hex_cut", line=line_of(text, place))
    found = beginning_in(text)
    odd = odd_digits_in(text)
    if found is None and odd is not None:
        raise InputError("odd_hex_digits", count=odd)
    return None if found is None else Payload(found.raw, "", found.form, found.line_or_path(text))
