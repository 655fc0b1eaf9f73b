"""A transaction, PSBT or block is found in whatever it is pasted in, and never another one."""

from __future__ import annotations

import base64
import json
import random
from contextlib import suppress
from itertools import product

import pytest
from conftest import EXAMPLES, FULL
from pasting import FORMS, LAYERS
from psbts import Made
from test_block import B170

from txexplain.bundled import example_names, load_block, load_example
from txexplain.model.errors import InputError
from txexplain.model.subject import PSBT_MAGIC
from txexplain.sources.blocks import block_from_bytes, block_from_text
from txexplain.sources.pasted import kind_of, payloads
from txexplain.sources.transactions import from_bytes, from_text

RAWS = {name: load_example(name).raw for name in example_names()}
SMALL = {name: raw for name, raw in RAWS.items() if len(raw) < 20_000}
PSBT = Made(b"\x00\x14" + bytes(20)).raw
SEVERAL_KINDS = (RAWS["first"], RAWS["p2wpkh"], RAWS["op-return"], PSBT)


@pytest.mark.parametrize("form", FORMS)
def test_a_whole_transaction_is_taken_from_every_form(form: str) -> None:
    for raw in [*SMALL.values()][:: 1 if FULL else 20]:
        for layer in LAYERS.values():
            assert [each.raw for each in payloads(layer(FORMS[form](raw)))] == [raw]


@pytest.mark.parametrize("form", FORMS)
def test_forms_are_taken_in_one_layer_around_another(form: str) -> None:
    pairs = [*product(LAYERS, LAYERS)]
    for inner, outer in pairs if FULL else random.Random(form).sample(pairs, 8):
        for raw in SEVERAL_KINDS if FULL else random.Random(inner + outer).sample(SEVERAL_KINDS, 1):
            text = LAYERS[outer](LAYERS[inner](FORMS[form](raw)))
            assert [each.raw for each in payloads(text)] == [raw], (inner, outer)


@pytest.mark.parametrize("form", FORMS)
def test_a_block_is_found_in_the_same_ways_and_told_from_a_transaction(form: str) -> None:
    text = FORMS[form](B170)
    for subject in (block_from_text(text), block_from_bytes(text.encode())):
        assert subject.raw == B170
    if "of bytes" not in form and not text.startswith(B170[:20].hex()):
        with pytest.raises(InputError, match="looks_like_block"):
            from_text(json.dumps({"text": text}))


def test_a_block_in_json_says_where_and_a_transaction_for_a_block_is_told(cli) -> None:
    ran = cli("block", "--lang", "en", stdin=json.dumps({"result": B170.hex(), "id": 1}).encode())
    assert (ran.status, ran.err.strip()) == (0, "txexplain: taken from .result of a JSON-RPC answer")
    with pytest.raises(InputError, match="looks_like_transaction"):
        block_from_text(json.dumps({"result": RAWS["first"].hex()}))
    with pytest.raises(InputError, match="several_blocks"):
        block_from_text(json.dumps([B170.hex(), load_block_bytes().hex()]))


def load_block_bytes() -> bytes:
    from txexplain.bundled import load_block

    return load_block("block100000").raw


UNSAID = ("xxd -p", "smart quotes", "JSON hex", "bytes", "backslashes", "no-break spaces", "zero-width spaces")


@pytest.mark.parametrize("form", FORMS)
def test_the_sources_take_it_too_and_say_from_what(form: str) -> None:
    raw = RAWS["p2wpkh"]
    text = FORMS[form](raw)
    for subject in (from_text(text), from_bytes(text.encode()), from_bytes(text.encode("utf-16"))):
        assert subject.raw == raw
        assert subject.origin is not None or form in UNSAID


def test_what_is_left_out_is_not_closed_up() -> None:
    """A gap that is marked by dots: the rest might read as another transaction."""
    source = random.Random(7)
    for name in ("first-p2pkh", "p2wpkh", "bad-signature"):
        digits = RAWS[name].hex()
        for _ in range(400 if FULL else 60):
            start = source.randrange(8, len(digits) - 8)
            end = min(len(digits) - 8, start + source.randrange(1, 60))
            for dots in ("…", "...", " … ", "[...]", "<snip>", "\n...\n", "(...)"):
                assert payloads(digits[:start] + dots + digits[end:]) == []


@pytest.mark.parametrize("dots", ["…", "...", "[...]", "<snip>", "... 40 more bytes"])
@pytest.mark.parametrize("form", ["{}", '{{"result": "{}"}}', "bitcoin-cli decoderawtransaction {}", "> {}"])
def test_where_something_is_left_out_that_is_said(form: str, dots: str) -> None:
    digits = RAWS["p2wpkh"].hex()
    for text in (digits[:100] + dots + digits[160:], digits[:100] + dots):
        with pytest.raises(InputError, match="hex_cut") as caught:
            from_text("Look:\n" + form.format(text))
        assert caught.value.facts["line"] == "2"


def test_a_row_that_is_missing_from_a_dump_leaves_a_gap() -> None:
    for form in ("xxd", "hexdump -C", "hexdump", "od -tx1"):
        rows = FORMS[form](RAWS["p2wpkh"]).split("\n")
        for number in range(1, len(rows) - 2):
            assert payloads("\n".join(rows[:number] + rows[number + 1 :])) == []


@pytest.mark.parametrize(
    "text",
    ['{{"result": "{}", "error": null}}', "bitcoin-cli decoderawtransaction {}", "tx = '{}'", "here: {} thanks"],
)
@pytest.mark.parametrize("end", [-2, -8, -40])
def test_hex_that_ends_early_is_told_as_the_transaction_that_it_begins(cli, text: str, end: int) -> None:
    ran = cli("decode", stdin=text.format(RAWS["p2wpkh"].hex()[:end]).encode())
    assert (ran.status, "truncated" in ran.err) == (3, True)


def test_a_display_id_in_fields_is_not_taken_as_it_stands() -> None:
    raw = RAWS["first"]
    parts = ((0, 4), (4, 5), (5, 37), (37, 41), (41, len(raw) - 4), (len(raw) - 4, len(raw)))
    lines = [f"part {number}: {raw[start:end].hex()}" for number, (start, end) in enumerate(parts)]
    assert [each.raw for each in payloads("\n".join(lines))] == [raw]
    lines[2] = lines[2].replace("part 2", "txid (big-endian)")
    assert payloads("\n".join(lines)) == []


def test_of_several_one_can_be_picked(cli) -> None:
    both = json.dumps({"result": [{"hex": RAWS["first"].hex()}, {"hex": RAWS["p2wpkh"].hex()}]})
    with pytest.raises(InputError, match="several_found") as caught:
        from_text(both)
    txids = [EXAMPLES[name].txid for name in ("first", "p2wpkh")]
    assert caught.value.facts["places"] == f"0: {txids[0]} (.result[0].hex); 1: {txids[1]} (.result[1].hex)"
    told = cli("decode", stdin=both.encode(), width=200)
    assert told.status == 2
    assert all(txid in told.err for txid in txids)
    for number, name in enumerate(("first", "p2wpkh")):
        assert from_text(both, number).raw == from_bytes(both.encode(), number).raw == RAWS[name]
        ran = cli("decode", "--json", "--pick", str(number), stdin=both.encode())
        assert json.loads(ran.out)["hex"] == RAWS[name].hex()
    for number in (2, -1):
        with pytest.raises(InputError, match="no_such_pick"):
            from_text(both, number)
    assert "no_such_pick" in cli("decode", "first", "--pick", "1").err
    assert cli("decode", "first", "--pick", "0").status == 0


def test_places_are_paths_or_lines_and_a_psbt_is_named() -> None:
    text = f"one\n{RAWS['first'].hex()}\ntwo {PSBT.hex()}"
    with pytest.raises(InputError, match="several_found") as caught:
        from_text(text)
    assert "(L2); 1: " in str(caught.value.facts["places"])
    assert str(caught.value.facts["places"]).endswith(" PSBT (L3)")


def test_the_same_twice_is_one() -> None:
    digits = RAWS["first"].hex()
    assert len(payloads(f"here: {digits}\nand again: {digits.upper()}")) == 1


def test_spent_outputs_come_along_wherever_the_transaction_stands(cli) -> None:
    inner = json.loads(cli("decode", "--json", "p2wpkh").out)
    whole = json.dumps({"id": 1, "result": inner})
    for text in (whole, f"> {whole}", json.dumps({"body": whole})):
        assert from_text(text).spent_outputs == tuple(load_example("p2wpkh").spent_outputs)


def test_the_command_says_on_standard_error_what_it_took(cli) -> None:
    text = FORMS["JSON-RPC answer"](RAWS["first"])
    ran = cli("decode", "--json", "--lang", "en", stdin=text.encode())
    assert ran.err.strip() == "txexplain: taken from .result of a JSON-RPC answer"
    assert json.loads(ran.out)["hex"] == RAWS["first"].hex()
    assert cli("verify", "--quiet", stdin=text.encode()).err == ""


def test_random_text_gives_nothing_and_takes_no_long_time() -> None:
    source = random.Random(3)
    for _ in range(3_000 if FULL else 300):
        text = "".join(source.choices("0123456789abcdef{}[]\"':,.\\x \n|#/>", k=source.randrange(2_000)))
        assert payloads(text) == []


def test_a_psbt_counts_only_whole() -> None:
    assert kind_of(PSBT) == "psbt"
    assert kind_of(PSBT[:-1]) == kind_of(PSBT + b"\0") == kind_of(PSBT_MAGIC + bytes(80)) == ""


def test_a_transaction_with_a_number_behind_it_is_not_taken_for_a_message_besides() -> None:
    raw = RAWS["first"]
    assert from_text(f"here it is: {raw.hex()} 01000000").raw == raw


CUT_AND_MORE = {  # by how many bytes it is cut, and what stands around it
    "a word": (1, "my raw tx is {} be careful with it"),
    "part of a word": (2, "my raw tx is {} be careful with it"),
    "a number below": (3, "raw tx:\n{}\n850000"),
    "a number beside": (4, "{} 20261129"),
    "labels": (4, "raw: {}\nsize: 189\nfee: 12000\nnote: my payment"),
    "even labels": (4, "raw: {}\nvsize: 1890\nfee: 1200\nfeerate: 12\nheight: 850000"),
    "a height": (3, "hex {}\n\nheight below\n850000"),
    "a word before": (2, "{} dead"),
}


@pytest.mark.parametrize("name", CUT_AND_MORE)
@pytest.mark.parametrize("example", ["first", "p2wpkh", "p2pkh", "op-return"])
def test_cut_hex_is_not_made_whole_by_what_stands_beside_it(name: str, example: str) -> None:
    """What it would read as is another transaction, with a word or a number for its lock time."""
    lost, around = CUT_AND_MORE[name]
    raw = EXAMPLES[example].raw
    text = around.format(raw[:-lost].hex())
    assert payloads(text) == []
    for source in (from_text, lambda text: from_bytes(text.encode())):
        with suppress(InputError):
            assert source(text).raw in (raw[:-lost], b"")


def test_base64_keeps_its_plus_signs() -> None:
    """Without them it may read as a transaction that is not there."""
    text = base64.b64encode(EXAMPLES["p2wpkh"].raw).decode()
    for at in range(100, 200, 7):
        assert all(each.raw != EXAMPLES["p2wpkh"].raw for each in payloads(f"{text[:at]}++++{text[at:]}"))


def test_lines_of_whole_transactions_are_several() -> None:
    lines = [EXAMPLES[name].raw.hex() for name in ("first", "p2wpkh")]
    with pytest.raises(InputError, match="several_found"):
        from_text("\n".join(lines))
    assert from_text(f"{EXAMPLES['pizza'].txid}\n{lines[0]}").raw.hex() == lines[0]


ROWS = {  # more or less than the transaction is, in rows of which every piece counts
    "an extra byte": "tx: {spaced} 00",
    "an extra byte before": "Here it is:\nff {spaced}",
    "a byte in a list": 'tx = ["{listed}", "00"]',
    "a short line": "tx:\n{lines}\nabcd",
    "cut": "my tx: {cut} …",
    "cut and told": "my tx: {cut} ... (rest of it)",
    "cut without a word": "my tx: {cut}",
}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("example", ["first", "p2wpkh", "p2pkh"])
def test_no_piece_of_a_row_is_left_out(name: str, example: str) -> None:
    raw = EXAMPLES[example].raw
    spaced, digits = raw.hex(" "), raw.hex()
    lines = "\n".join(digits[at : at + 64] for at in range(0, len(digits), 64))
    text = ROWS[name].format(spaced=spaced, listed='", "'.join(spaced.split()), lines=lines, cut=raw[:-40].hex(" "))
    assert payloads(text) == []


def test_an_empty_witness_in_a_row_is_not_read_without_its_ends() -> None:
    raw = bytes.fromhex("0200000000010122") + bytes([0x22] * 31) + bytes(5) + bytes.fromhex("fdffffff012501")
    raw += bytes(6) + bytes.fromhex("160014") + bytes([0x11] * 20) + bytes(5)
    assert payloads(f"tx: {raw.hex(' ')}") == []


def test_several_blocks_are_listed_by_their_hashes(cli) -> None:
    lines = [load_block(name).raw.hex() for name in ("block170", "block100000")]
    told = cli("block", stdin=json.dumps(lines).encode(), width=200)
    assert told.status == 2
    assert "several_blocks" in told.err
    assert "00000000d1145790a8694403d4063f323d499e655c83426834d4ce2f8dd4a2ee" in told.err


def test_a_key_that_names_a_transaction_in_json_is_not_listed(cli) -> None:
    secret = "e9" * 32
    both = json.dumps({secret: RAWS["first"].hex(), "b": RAWS["p2wpkh"].hex()})
    told = cli("decode", stdin=both.encode(), width=200)
    assert EXAMPLES["first"].txid in told.err
    assert secret not in told.err
