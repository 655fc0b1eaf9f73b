"""One way to name a transaction, and what is said when something else is given."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT

from txexplain.analyse import analyse
from txexplain.model.errors import InputError
from txexplain.sources.files import MAX_INPUT_SIZE, MAX_TRANSACTION_SIZE
from txexplain.sources.transactions import from_either, given_by

FIRST = EXAMPLES["first"].raw
BLOCKS = ROOT.parent / "shared" / "examples" / "blocks.json"
HEADER_170 = (
    "0100000055bd840a78798ad0da853f68974f3d183e2bd1db6a842c1feecf222a00000000"
    "ff104ccb05421ab93e63f8c3ce5c2c2e9dbb37de2764b3a3175c8166562cac7d51b96a49ffff001d283e9e70"
)

NEARLY_KEYS = [  # one letter wrong, one that base58 has not, one missing; compressed; on a test network
    "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTK",
    "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvy0J",
    "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyJ",
    "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98618",
    "L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3Eng",
    "cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN8rFTv2sfUL",
]
SEED = (
    "legal winner thank year wave sausage worth useful legal winner thank yellow "
    "letter advice cage absurd amount doctor acoustic avoid letter advice cage above"
).split()


def read(argument: str | None, stdin: bytes = b"", terminal: bool = False) -> bytes:
    return from_either(given_by(argument, io.BytesIO(stdin), terminal)).raw


def refused(argument: str | None, stdin: bytes = b"", terminal: bool = False) -> str:
    with pytest.raises(InputError) as caught:
        read(argument, stdin, terminal)
    return caught.value.code


@pytest.mark.parametrize(
    "text",
    [
        FIRST.hex(),
        FIRST.hex().upper(),
        "0x" + FIRST.hex(),
        f'"{FIRST.hex()}"',
        f"'{FIRST.hex()}'",
        f"  {FIRST.hex()}\n",
        "\r\n".join(FIRST.hex()[i : i + 60] for i in range(0, 600, 60)),
        " ".join(FIRST.hex()[i : i + 2] for i in range(0, len(FIRST.hex()), 2)),
        f'"0X{FIRST.hex().upper()}"',
    ],
    ids=["plain", "upper", "0x", "double", "single", "padded", "crlf", "spaced", "all"],
)
def test_hex_is_taken_as_people_paste_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "tx.hex").write_text(text, newline="")
    assert read(text) == read("-", text.encode()) == read(None, text.encode()) == FIRST
    assert read(str(tmp_path / "tx.hex")) == FIRST


def test_raw_bytes_come_by_file_and_standard_input(tmp_path: Path) -> None:
    (tmp_path / "tx.bin").write_bytes(FIRST)
    assert read(str(tmp_path / "tx.bin")) == read("-", FIRST) == read(None, FIRST) == FIRST


def test_json_with_hex_is_taken_with_the_spent_outputs_in_it(cli, tmp_path: Path) -> None:
    told = cli("decode", "--json", "pizza").out
    (tmp_path / "tx.json").write_text(told)
    for ran in (cli("verify", stdin=told.encode()), cli("verify", str(tmp_path / "tx.json"))):
        assert ran.status == 0
    assert cli("verify", json.dumps({"hex": FIRST.hex()})).status == 4
    other = json.loads(cli("decode", "--json", "first").out)
    other["vin"][0]["prevout"] = {"value_sat": "much", "script_pubkey": "51"}
    assert "bad_spent_value" in cli("verify", stdin=json.dumps(other).encode()).err
    for text in ('{"hex": "0100g"}', '{"hex": 5}', '{"hex": ' + "[" * 100_000):
        assert refused("-", text.encode()) == "looks_like_json"


def test_a_byte_order_mark_is_taken() -> None:
    assert read("-", b"\xef\xbb\xbf" + FIRST.hex().encode()) == FIRST


def test_an_example_brings_its_spent_outputs() -> None:
    source = from_either("pizza")
    assert source.example is EXAMPLES["pizza"] or source.example == EXAMPLES["pizza"]
    assert len(source.example.spent_outputs) == 131


def test_an_example_comes_before_a_file_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pizza").write_bytes(FIRST)
    assert read("pizza") == EXAMPLES["pizza"].raw
    assert read("./pizza") == FIRST


@pytest.mark.parametrize(
    ("argument", "code"),
    [
        ("11" * 32, "looks_like_txid"),
        ("0xAB" + "11" * 31, "looks_like_txid"),
        ("5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", "looks_like_private_key"),
        *((key, "looks_like_private_key") for key in NEARLY_KEYS),
        *((" ".join(SEED[:count]), "looks_like_seed_phrase") for count in (12, 15, 18, 21, 24)),
        *((" ".join(SEED[:count]), "looks_like_text") for count in (11, 13, 23)),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "looks_like_address"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "looks_like_address"),
        ("cHNidP8BA!", "psbt_not_base64"),
        ("cHNidP8BA", "psbt_base64_cut"),
        ('{"hex": "0100g"}', "looks_like_json"),
        ("https://mempool.space/tx/1", "looks_like_link"),
        ("piza", "unknown_example"),
        ("firts", "unknown_example"),
        ("no-such-thing-at-all", "unknown_source"),
        ("", "empty_input"),
        (" ", "empty_input"),
        (FIRST.hex()[:-1], "odd_hex_digits"),
        (FIRST.hex()[:-1] + "g", "not_hex"),
        ("x" * 200_000, "unknown_source"),
        ("a\0b", "unknown_source"),
        ("/", "is_a_folder"),
    ],
)
def test_what_is_not_a_transaction_is_called_what_it_is(argument: str, code: str) -> None:
    assert refused(argument) == code


def test_nothing_at_all_is_told_apart_from_nothing_in_the_pipe() -> None:
    assert refused(None, terminal=True) == "no_transaction"
    assert refused(None, b"") == refused("-", b" \n ") == "empty_input"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "looks_like_file"),
        (b"\x89PNG\r\n\x1a\n\x00", "looks_like_file"),
        (bytes.fromhex(HEADER_170), "looks_like_block_header"),
        (bytes.fromhex(HEADER_170) + b"\x02" + FIRST, "looks_like_block"),
        (bytes.fromhex("f9beb4d9") + bytes(30), "looks_like_network_message"),
        (b"\x02" + b"\x11" * 32, "looks_like_public_key"),
        (bytes(range(32)), "looks_like_txid"),
    ],
)
def test_bytes_that_are_something_else_are_called_what_they_are(cli, data: bytes, code: str) -> None:
    from txexplain.texts import Texts

    title = Texts().plain("errors", code, "title")
    for ran in (cli("decode", stdin=data, width=120), cli("decode", data.hex(), width=120)):
        assert ran.status == 2
        assert title in ran.err
        assert ran.out == ""


def test_a_header_with_one_bit_changed_is_no_header(cli) -> None:
    wrong = bytearray.fromhex(HEADER_170)
    wrong[76] ^= 1
    assert cli("decode", bytes(wrong).hex()).status == 3


def test_private_keys_are_not_repeated(cli) -> None:
    key = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
    for ran in (cli("decode", key), cli("decode", stdin=key.encode())):
        assert ran.status == 2
        assert key not in ran.out + ran.err
    assert "11" * 32 not in cli("decode", "11" * 32).err


def test_secrets_are_not_repeated_wherever_they_stand_among_the_arguments(cli) -> None:
    """In one argument or many, as the wrong command, the name of a file or of anything else, or one word too many."""
    for secret in ("KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98618", " ".join(SEED[:12])):
        code = "looks_like_private_key" if " " not in secret else "looks_like_seed_phrase"
        for arguments in (
            ["decode", secret],
            ["decode", *secret.split()],
            secret.split(),
            ["decode", "first", secret],
            ["decode", "--network", secret, "first"],
            ["verify", "first", "--prevouts", secret],
            ["decode", "--lang", secret, "first"],
        ):
            ran = cli(*arguments)
            assert (ran.status, ran.out) == (2, "")
            assert code in ran.err, arguments
            assert not any(word in ran.err for word in secret.split() if word != "year"), arguments


def test_many_words_without_quotes_are_not_repeated(cli) -> None:
    ran = cli("decode", *SEED[:11])
    assert ran.status == 2
    assert "looks_like_text" in ran.err
    assert "sausage" not in ran.err


def test_a_seed_is_recognised_as_people_write_it_down() -> None:
    numbered = "\n".join(f"{place}. {word}" for place, word in enumerate(SEED[:12], 1))
    for words in (numbered, " ".join(SEED[:12]).upper(), f'"{" ".join(SEED[:12])}"'):
        assert refused("-", words.encode()) == "looks_like_seed_phrase"


@pytest.mark.parametrize(
    "text",
    [
        "Satoshi paid ten coins to Hal, and no one else was there to see.",
        "QUJDRA" + "BAHECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCU" * 3,
        "5" * 51 + "z",
    ],
)
def test_what_is_no_secret_is_not_called_one(text: str) -> None:
    assert refused(text) not in ("looks_like_private_key", "looks_like_seed_phrase")


def test_the_warning_of_a_secret_holds_for_a_pipe_and_for_an_argument(cli) -> None:
    ran = cli("decode", stdin=NEARLY_KEYS[0].encode(), width=200)
    assert "in a file or in your terminal's history" in ran.err
    assert "It now stands in" not in ran.err + cli("decode", "11" * 32, width=200).err


def test_the_id_of_an_example_is_the_example(cli) -> None:
    txid = EXAMPLES["pizza"].txid
    for argument in (txid, txid.upper(), f"0x{txid}", f'"{txid}"'):
        ran = cli("decode", argument, "--json")
        assert (ran.status, json.loads(ran.out)["example"]) == (0, "pizza")
        assert ran.err == "txexplain: this is the txid of the bundled example pizza\n"
    assert cli("verify", "--quiet", stdin=txid.encode()).err == ""
    assert refused("-", bytes(range(32)).hex().encode()) == "looks_like_txid"


def test_hex_with_spaces_and_without_quotes_is_told_how_to_be_given(cli) -> None:
    for arguments in (
        ("decode", "0100", "0000", "01"),
        ("verify", "0100", "0000"),
        ("0100", "0000"),
        ("decode", "--network", "main", "0100", "0000", "--json"),
    ):
        ran = cli(*arguments, width=120)
        assert ran.status == 2
        assert "hex_in_pieces" in ran.err
        assert "quotes" in ran.err
    for arguments in (("decode", "first", "0100"), ("decode", "0100", "--bogus", "00"), ("trace", "0100", "0")):
        assert "hex_in_pieces" not in cli(*arguments).err


def test_two_ids_as_two_arguments_are_told_as_ids(cli) -> None:
    ids = EXAMPLES["first"].txid, EXAMPLES["pizza"].txid
    assert "looks_like_txids" in cli("explain", *ids).err
    assert "extra_argument" in cli("explain", ids[0], ids[0]).err


def test_too_much_input_is_refused() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return b"0" * size

    with pytest.raises(InputError) as caught:
        given_by("-", Endless(), False)
    assert (caught.value.code, caught.value.facts["limit"]) == ("file_too_large", MAX_INPUT_SIZE)


def test_blocks_170_and_100000_are_called_blocks(cli) -> None:
    if not BLOCKS.exists():
        pytest.skip("the blocks are not beside this checkout")
    text = BLOCKS.read_text(encoding="utf-8")
    blocks = [value for value in _strings(json.loads(text)) if len(value) > 400]
    assert blocks
    for block in blocks:
        assert "this is a block" in cli("decode", stdin=block.encode(), width=120).err


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for item in inner for text in _strings(item)]


def test_every_example_decodes_by_name_and_by_hex() -> None:
    for name, example in EXAMPLES.items():
        assert read(name) == example.raw
        if len(example.raw) < 60_000:
            assert analyse(read(example.raw.hex())).tx.raw == example.raw


def test_more_than_twice_a_block_is_refused() -> None:
    assert refused("-", bytes(MAX_TRANSACTION_SIZE + 1)) == "input_too_large"
    assert refused("-", b"00" * (MAX_TRANSACTION_SIZE + 1)) == "input_too_large"
    assert refused("-", bytes(MAX_INPUT_SIZE + 1)) == "file_too_large"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("# Notes\n\nsome — text", "looks_like_text"),
        ("[project]\nname = 1", "looks_like_text"),
        ('[{"hex": 1}]', "looks_like_json"),
        ("bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=1", "looks_like_address"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "address_wrong_character"),
        ("'5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ'", "looks_like_private_key"),
        ("keys\n5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ\n", "looks_like_private_key"),
        (
            "wpkh(zprvAWgYBBk7JR8Gjrh4UJQ2uJdG1r3WNRRfURiABBE3RvMXYSrRJL62XuezvGdPvG6GFBZduosCc1YP5wixPox7zhZLfiUm8aunE96BBa4Kei5)",
            "looks_like_private_key",
        ),
        ("abandon ability able about above absent", "looks_like_text"),
        ("3QJmnh", "looks_like_text"),
    ],
)
def test_text_in_a_pipe_is_called_what_it_is_and_not_repeated(cli, words: str, code: str) -> None:
    assert refused("-", words.encode()) == code
    ran = cli("verify", stdin=words.encode())  # `decode` shows what is a lock
    assert ran.status == 2
    assert not {word for word in words.split() if len(word) > 30 and code != "address_wrong_character"} & set(
        ran.err.split()
    )


SPANISH = "ábaco abdomen abeja abierto abogado abono aborto abrazo abrir abuelo abuso acabar"
SLIP39 = "academic acid acne acquire acrobat activity actress adapt adequate adjust " * 2
MORE_SECRETS = [
    "S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy",  # a mini private key
    "ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw",  # codex32, of BIP93
    "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5",
    "x5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
    ",".join(SEED[:12]),
    SPANISH,
    SLIP39.strip(),
]


@pytest.mark.parametrize("secret", MORE_SECRETS)
@pytest.mark.parametrize(
    "arguments",
    [
        ["decode", "{}"],
        ["whatif", "p2pkh", "--set", "version={}"],
        ["whatif", "p2pkh", "--set", "vin[0].script_sig={}"],
        ["whatif", "p2pkh", "--swap", "vin[0],{}"],
        ["whatif", "p2pkh", "--hash-type", "vin[0]={}"],
        ["whatif", "p2pkh", "--flip", "{}:1"],
        ["verify", "p2pkh", "--prevouts", "{}"],
        ["verify", "p2pkh", "--rules", "{}"],
        ["why", "{}"],
        ["block", "block170", "--proof", "{}"],
        ["{}"],
    ],
)
def test_a_secret_is_not_repeated_wherever_it_is_and_whatever_is_glued_to_it(
    cli, secret: str, arguments: list[str]
) -> None:
    ran = cli(*(argument.format(secret) for argument in arguments))
    assert ran.status == 2
    assert ran.out == ""
    words = [word for word in secret.replace(",", " ").split() if len(word) > 4]
    assert not [word for word in words if word[:12] in ran.err]


def test_bytes_that_begin_like_utf16_are_a_transaction_all_the_same() -> None:
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        raw = mark + FIRST[2:]
        assert read("-", raw) == raw
    for coding in ("utf-16-le", "utf-16-be"):
        mark = "\ufeff".encode(coding)
        assert read("-", mark + FIRST.hex().encode(coding)) == FIRST
        garbled = mark + FIRST.decode("latin-1").encode(coding)
        assert read("-", garbled) == garbled != FIRST  # and then is no transaction


def test_hex_in_utf16_and_as_python_prints_bytes_is_taken() -> None:
    assert read("-", FIRST.hex().encode("utf-16")) == FIRST
    assert read(f"b'{FIRST.hex()}'") == FIRST


def test_a_missing_file_is_called_one() -> None:
    assert refused("no/such/file") == refused("nosuch.hex") == "no_such_file"
    assert refused("abandon ability able about") == "looks_like_text"


def test_an_id_that_white_space_divides_is_told_as_one(cli) -> None:
    txid = EXAMPLES["first"].txid
    assert "looks_like_txid" in cli("decode", f"{'ab' * 15} {'cd' * 17}").err
    assert json.loads(cli("decode", f"{txid[:30]} {txid[30:]}", "--json").out)["txid"] == txid
