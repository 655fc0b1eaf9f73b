"""What newcomers give: decoded PSBTs, dumps with gaps, secrets next to a transaction, answers of a node."""

from __future__ import annotations

import base64
import json

import pytest
from conftest import EXAMPLES
from pasting import hexdump, plain_hexdump, xxd
from something_else import ID

import txexplain
from txexplain.bundled import load_psbt
from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import display_hex
from txexplain.sources.transactions import Named, from_bytes, from_text
from txexplain.wire.transaction import decode

RAW = EXAMPLES["p2wpkh"].raw
OTHER = EXAMPLES["first"].raw
KEY = "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1"
SEED = "abandon " * 11 + "about"


def both(text: str) -> Named:
    """The same as an argument and in a file."""
    by_argument, by_file = from_text(text), from_bytes(text.encode())
    assert by_argument == by_file
    return by_file


def refused(text: str) -> InputError:
    codes = []
    for read in (lambda: from_text(text), lambda: from_bytes(text.encode())):
        with pytest.raises(InputError) as caught:
            read()
        codes.append(caught.value)
    assert codes[0].code == codes[1].code
    return codes[0]


# A decoded PSBT


def test_a_decoded_psbt_is_taken_by_the_psbt_that_it_keeps(cli) -> None:
    raw = load_psbt("psbt-signed").raw
    printed = cli("decode", "--json", base64.b64encode(raw).decode()).out
    assert base64.b64decode(json.loads(printed)["psbt"]) == raw
    assert (from_bytes(printed.encode()).raw, both(json.dumps({"result": json.loads(printed)})).raw) == (raw, raw)


@pytest.mark.parametrize("wrap", ["{}", '{{"result": {}, "error": null}}', "$ bitcoin-cli decodepsbt\n{}\n"])
def test_without_it_it_is_never_the_transaction_to_be_signed(cli, wrap: str) -> None:
    printed = json.loads(cli("decode", "--json", base64.b64encode(load_psbt("psbt-final").raw).decode()).out)
    for name in ("psbt", "analysis"):
        del printed[name]
    assert refused(wrap.format(json.dumps(printed))).code == "looks_like_decoded_psbt"
    assert cli("verify", wrap.format(json.dumps(printed)), "--lang", "zh").status == 2


# Dumps


def od_x1(raw: bytes, base: str = "o") -> str:
    rows = [raw[at : at + 16] for at in range(0, len(raw), 16)]
    return "\n".join(f"{16 * at:07{base}} {row.hex(' ')}" for at, row in enumerate(rows))


def plain(raw: bytes) -> str:
    """`hexdump -C` without the characters."""
    return "\n".join(row.split("|")[0].rstrip() for row in hexdump(raw).split("\n"))


DUMPS = {"xxd": xxd, "hexdump": hexdump, "without characters": plain, "octal": od_x1, "words turned": plain_hexdump}


@pytest.mark.parametrize("dump", DUMPS.values(), ids=DUMPS)
def test_a_dump_that_is_cut_is_read_as_far_as_it_goes(dump) -> None:
    rows = dump(RAW).rstrip().split("\n")
    for text in ("\n".join(rows[:6]), "$ dump tx.bin\n" + "\n".join(rows[:6])):
        found = both(text)
        assert (found.raw, found.origin and found.origin.form) == (RAW[:96], "dump")


@pytest.mark.parametrize("dump", DUMPS.values(), ids=DUMPS)
@pytest.mark.parametrize("between", [[], ["..."], ["[snip]"], [""]])
def test_a_dump_with_a_gap_says_where_it_is(dump, between: list[str]) -> None:
    rows = dump(RAW).rstrip().split("\n")
    error = refused("\n".join(rows[:2] + between + rows[3:]))
    assert (error.code, error.facts["start"], error.facts["end"]) == ("dump_gap", 32, 47)
    error = refused("\n".join(rows[1:]))
    assert (error.code, error.facts["start"], error.facts["end"]) == ("dump_gap", 0, 15)


def test_rows_that_are_repeated_are_no_gap() -> None:
    rows = ["00000000: 0200 0000 0001 01ed f008 487f 0937 0203", "*"]
    rows += [row.replace("00000000", offset) for row in rows[:1] for offset in ("00000100", "00000110", "00000130")]
    assert len(both("\n".join(rows[:4])).raw) == 0x120
    assert refused("\n".join(rows)).facts["start"] == 0x120


def columns(width: int, size: int, form: str) -> str:
    rows = [RAW[at : at + width] for at in range(0, 96, width)]
    words = [
        [format(int.from_bytes(row[at : at + size], "little"), form) for at in range(0, len(row), size)]
        for row in rows
    ]
    return "\n".join(f"{width * at:07o} {' '.join(each)}" for at, each in enumerate(words))


@pytest.mark.parametrize(
    ("size", "form"), [(1, "03o"), (2, "06o"), (4, "011o"), (4, "08x"), (8, "016x"), (1, "08b"), (1, "3d")]
)
def test_a_dump_of_something_else_than_bytes_in_hex_is_told_as_that(cli, size: int, form: str) -> None:
    text = columns(16, size, form)
    assert refused(text).code == "dump_not_bytes"
    assert "xxd -p FILE" in cli("decode", text).err


def test_a_dump_in_decimal_offsets_and_one_of_words_in_order_are_read() -> None:
    assert both(od_x1(RAW, "d").rsplit("\n", 1)[0]).raw == RAW[: len(RAW) // 16 * 16 - 16 * (len(RAW) % 16 == 0)]
    words = "\n".join(f"{at:08x}: {RAW[at : at + 16].hex(' ', 4)}" for at in range(0, 96, 16))
    assert both(words).raw == RAW[:96]


def test_hex_with_spaces_is_no_dump() -> None:
    digits = RAW.hex()
    for width in (8, 16, 32, 64):
        lines = [digits[at : at + width] for at in range(0, len(digits), width)]
        assert (
            both("\n".join(" ".join(pair) for pair in zip(lines[::2], [*lines[1::2], ""], strict=False))).raw == RAW
        )


# Several on lines of their own


def test_several_on_lines_of_their_own_are_listed() -> None:
    psbts = [base64.b64encode(load_psbt(name).raw).decode() for name in ("psbt-unsigned", "psbt-signed")]
    for lines in (
        [RAW.hex(), OTHER.hex()],
        psbts,
        [RAW.hex(), "", psbts[0]],
        [OTHER.hex(), psbts[1]],
    ):
        for between in ("\n", "\r\n"):
            text = between.join(lines)
            assert refused(text).code == "several_found"
            assert from_text(text, 1) == from_bytes(text.encode(), 1)
    assert both(f"{RAW.hex()}\n{RAW.hex()}\n").raw == RAW


def test_one_over_several_lines_is_one() -> None:
    digits = RAW.hex()
    for width in (64, 128, 200):
        assert both("\n".join(digits[at : at + width] for at in range(0, len(digits), width))).raw == RAW


# What is not whole


def test_the_form_of_what_is_not_whole_is_told() -> None:
    digits = RAW.hex()
    for text, form in (
        (f'{{"result": "{digits[:200]}", "error": null}}', "json_rpc_result"),
        (f'{{"result": "{digits[:200]}', "cut_string"),
        (f'{{"result": "{digits[:201]}', "cut_string"),
        (f"the tx is {digits[:200]}", "text"),
        (f'"{digits[:100]}\n{digits[100:200]}" is all', "wrapped"),
    ):
        found = both(text)
        assert (found.raw, found.origin and found.origin.form) == (RAW[:100], form), text[:40]
    assert refused(f'{{"result": "{digits[:201]}"}}').code == "odd_hex_digits"


# A secret next to it


def test_a_secret_next_to_a_transaction_is_warned_of_and_not_repeated(cli) -> None:
    psbt = base64.b64encode(load_psbt("psbt-signed").raw).decode()
    for text in (
        f"bitcoin-cli signrawtransactionwithkey {RAW.hex()} '[\"{KEY}\"]'",
        f"my key: {KEY}\n{RAW.hex()}",
        json.dumps({"hex": RAW.hex(), "privkeys": [KEY]}),
        json.dumps({"psbt": psbt, "key": KEY}),
        f"seed: {SEED}\n{RAW.hex()}",
        json.dumps({"tx": RAW.hex(), "mnemonic": SEED}),
    ):
        assert [note.key for note in both(text).notes] == ["secret_beside"]
        ran = cli("decode", stdin=text.encode())
        assert (ran.status, "private key" in ran.err) == (0, True)
        assert [secret for secret in (KEY, SEED) if secret in ran.out + ran.err] == []
    for text in (psbt, f"psbt {psbt}", f"{RAW.hex()}\n# what happened here and why does nobody tell me anything"):
        assert both(text).notes == ()


# Answers of a node, and codes


def test_errors_of_a_node_are_told_by_what_they_say(cli) -> None:
    missing = "error code: -5\nerror message:\nNo such mempool or blockchain transaction. Use gettransaction."
    assert refused(missing).code == "looks_like_not_found"
    assert "block hash" in cli("decode", missing, width=300).err
    for code, told in (
        (-32601, "looks_like_node_answer"),
        (-8, "looks_like_node_answer"),
        (-26, "looks_like_node_error"),
    ):
        assert refused(json.dumps({"result": None, "error": {"code": code, "message": "x"}})).code == told
    assert str(refused('{"error":{"code":-28,"message":"Loading"}}').facts["number"]) == "-28"


@pytest.mark.parametrize("text", ["UR:CRYPTO-PSBT/HDCXLKAH", "ur:psbt/1-3/lpadax", "B$2P0100ABCDEF", "B$HT0200ABCD"])
def test_qr_codes_are_told_by_their_name(text: str) -> None:
    assert refused(text).code == "looks_like_qr_part"


def test_a_link_to_an_example_names_it(cli) -> None:
    txid = display_hex(decode(OTHER).txid)
    assert refused(f"https://mempool.space/tx/{txid}").code == "link_to_example"
    assert "decode first" in cli("decode", f"https://mempool.space/tx/{txid}").err
    assert refused(f"https://mempool.space/tx/{ID}").code == "link_to_transaction"


def test_a_decoded_block_is_no_transaction(cli) -> None:
    printed = json.loads(cli("decode", "--json", "p2wpkh").out)
    tx = {name: printed[name] for name in ("txid", "hash", "version", "size", "weight", "locktime", "vin", "vout")}
    block = {"hash": ID, "merkleroot": ID, "nonce": 1, "tx": [tx]}
    for data in (block, {"result": block}):
        assert "looks_like_decoded_block" in cli("block", stdin=json.dumps(data).encode()).err


# Spent outputs as they are pasted


def entry() -> dict[str, object]:
    coin, outpoint = EXAMPLES["p2wpkh"].spent_outputs[0], decode(RAW).inputs[0].outpoint
    return {
        "txid": display_hex(outpoint.txid),
        "vout": outpoint.vout,
        "amount": coin.value_sat / 100_000_000,
        "scriptPubKey": coin.script_pubkey.hex(),
        "spendable": True,
    }


PASTED = {
    "comma behind": f"{json.dumps(entry())},",
    "comma in a list": f"[{json.dumps(entry())},]",
    "without braces": json.dumps(entry())[1:-1],
    "command": f"$ bitcoin-cli listunspent\n[{json.dumps(entry())}]",
    "Markdown": f"```json\n{json.dumps([entry()], indent=2)}\n```",
    "Python": repr([entry()]),
    "assigned": f"coins = {[entry()]!r}",
    "Decimal": repr([entry()]).replace(repr(entry()["amount"]), f"Decimal('{entry()['amount']}')"),
    "quoted": f"> {json.dumps(entry())}",
    "curly quotes": json.dumps(entry()).replace('"', "“"),
    "a number": str(EXAMPLES["p2wpkh"].spent_outputs[0].value_sat),
}


@pytest.mark.examples_known
@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED)
def test_spent_outputs_are_read_as_they_are_pasted(cli, text: str) -> None:
    unknown = RAW[:-4] + b"\1\0\0\0"  # which no example is
    ran = cli("decode", "--json", unknown.hex(), "--prevouts", text)
    assert (ran.status, json.loads(ran.out)["fee_sat"]) == (0, txexplain.read("p2wpkh").fee_sat)


def test_a_list_that_is_cut_is_not_taken_in_part(cli) -> None:
    whole = json.dumps(entry())
    for text in (f"[{whole},{whole[:-30]}", f"[{whole},", whole[:-1], f"[{whole}", f"{whole}]", "[1, 2"):
        ran = cli("verify", RAW.hex(), "--prevouts", text)
        assert (ran.status, "not_json" in ran.err) == (2, True), text[-40:]


def test_lists_without_ids_say_that_they_are_taken_in_order(cli) -> None:
    example = EXAMPLES["all-types"]
    raw, coins = example.raw.hex(), example.spent_outputs
    for given in (
        [coin.value_sat for coin in coins],
        [{"value_sat": coin.value_sat, "script_pubkey": coin.script_pubkey.hex()} for coin in coins],
        [{"value": coin.value_sat / 1e8, "scriptPubKey": {"hex": coin.script_pubkey.hex()}} for coin in coins],
    ):
        assert "in input order" in cli("verify", raw, "--prevouts", json.dumps(given), width=200).err
    assert cli("verify", RAW.hex(), "--prevouts", f"[{EXAMPLES['p2wpkh'].spent_outputs[0].value_sat}]").err == ""


def test_a_coin_given_as_a_parent_leads_to_prevouts(cli) -> None:
    ran = cli("verify", RAW.hex(), "--parent", json.dumps(entry()))
    assert (ran.status, "parent_is_spent_output" in ran.err, "--prevouts" in ran.err) == (2, True, True)


# Networks and words


@pytest.mark.parametrize("command", ["decode", "verify", "explain", "step", "trace", "sighash", "whatif"])
def test_every_command_takes_the_network(cli, command: str) -> None:
    edits = ["--set", "vout[0].value=1"] if command == "whatif" else []
    ran = cli(command, "p2wpkh", *edits, "--network", "signet")
    assert (ran.err, "bc1q" in ran.out) == ("", False)
    assert "unknown_network" in cli(command, "p2wpkh", *edits, "--network", "moon").err


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("sighash preimage", "signed message"),
        ("signing message", "signed message"),
        ("prevouts", "spent output"),
        ("change branch", "derivation path"),
        ("listunspent", "coin"),
        ("silent payment", "silent payment"),
        ("MuSig2", "MuSig2"),
        ("DLEQ", "DLEQ proof"),
    ],
)
def test_words_of_wallets_have_an_entry(cli, asked: str, name: str) -> None:
    assert cli("why", asked).out.startswith(f"{name} · term")


def test_an_absolute_timelock_of_zero_is_no_lock_until_block_zero(cli) -> None:
    ran = cli("script", "OP_0 OP_CHECKLOCKTIMEVERIFY OP_DROP OP_1", width=300)
    assert "below block 0" not in ran.out
