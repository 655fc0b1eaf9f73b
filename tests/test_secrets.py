"""No message repeats a private key or a seed, wherever it stands on the command line and whatever is glued to it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLES, Ran, slow

import txexplain
from txexplain.model.errors import InputError
from txexplain.recognise import recognise_secret_amid, recognise_secret_within
from txexplain.recognise.hidden import hidden

Cli = Callable[..., Ran]

KEYS = {  # all of them published, as examples or as test vectors, or made for this file
    "wif": "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
    "wif compressed": "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617",
    "xprv": "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChk"
    "VvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
    "xprv of a multisig": "ZprvAhadJRUYsNgeAcwNk2w9dyEwnz49NdoYsWu3xE4x1vLQKWb"
    "KjSkaYXmg5dG52nqNWVgpU3GC9YebcU9wNEwbkXufyDMKp9YLexMdPBBCXQc",
    "mini": "S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy",
    "codex32": "ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw",
    "nsec": "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5",
}
SEEDS = {
    "english": "legal winner thank year wave sausage worth useful legal winner thank yellow",
    "slip39": "duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband"
    " erode duke ajar critical decision keyboard",
    "spanish": "tímido sombra árbol química vapor ábaco ligero codo rígido bebida éxito ozono",
    "chinese": "的 一 是 在 不 了 有 和 人 这 中 大",
    "japanese": "あいこくしん あいさつ あいだ あおぞら あかちゃん あきる あけがた"
    " あける あこがれる あさい あさひ あしあと",
}
SECRETS = {**KEYS, **SEEDS}
SECRETS["decomposed"] = unicodedata.normalize("NFKD", SEEDS["spanish"])
SECRETS["commas"] = SEEDS["english"].replace(" ", ",")

POSITIONS = (
    "{}",
    "decode {}",
    "--lang {} decode first",
    "why {}",
    "learn {}",
    "schema {}",
    "block {}",
    "block block170 --proof {}",
    "script {}",
    "script 1 --stack {}",
    "script 1 --kind {}",
    "verify first --prevouts {}",
    "verify first --parent {}",
    "verify first --rules {}",
    "verify first --height {}",
    "decode first --network {}",
    "trace first --input {}",
    "trace first -i{}",
    "trace first --json={}",
    "trace first --{}",
    "trace first {} {}",
    "block block170 --tx 1 --as {}",
    "whatif first --set {}",
    "whatif first --swap {}",
    "whatif first --flip {}",
    "whatif first --hash-type {}",
    "whatif first --drop {}",
    "--show-completion {}",
    "--quiet {}",
    "--no-pager decode {}",
)
GLUED = (
    "{}",
    "version={}",
    "vin[0]={}",
    "vin[0].script_sig:{}",
    "{0},{0}",
    "{},x",
    "my_seed_{}",
    "key({})",
    "<{}>",
    "x/{}",
    "a;{};b",
)


def is_hidden(ran: Ran, secret: str) -> bool:
    """Whether nothing of it is shown: of a seed no two of its words, of a key no twelve characters."""
    told = "".join(ran.err.replace(",", " ").split())
    words = secret.replace(",", " ").split()
    if len(words) > 1:
        return not any("".join(words[place : place + 2]) in told for place in range(len(words) - 1))
    return all(secret[place : place + 12] not in told for place in range(len(secret) - 12))


def assert_warned(cli: Cli, position: str, glued: str, secret: str) -> None:
    text = glued.format(secret)
    ran = cli(*(word.replace("{}", text) for word in position.split()))
    assert ran.out == "", (position, glued)
    assert is_hidden(ran, secret), (position, glued, ran.err)
    assert "looks_like_private_key" in ran.err or "looks_like_seed_phrase" in ran.err, (position, glued, ran.err)
    assert ran.status == 2


@pytest.mark.parametrize("name", SECRETS)
def test_in_every_position_a_secret_is_called_one(cli: Cli, name: str) -> None:
    for position in POSITIONS:
        assert_warned(cli, position, "{}", SECRETS[name])


@pytest.mark.parametrize("name", ["wif", "english", *map(slow, sorted(SECRETS.keys() - {"wif", "english"}))])
@pytest.mark.parametrize("glued", GLUED[1:])
def test_whatever_is_glued_to_it_changes_nothing(cli: Cli, name: str, glued: str) -> None:
    for position in (
        "{}",
        "decode {}",
        "whatif first --set {}",
        "trace first --{}",
        "why {}",
        "verify first --parent {}",
    ):
        assert_warned(cli, position, glued, SECRETS[name])


@pytest.mark.parametrize("name", ["wif", "wif compressed", "xprv", "codex32", "nsec"])
def test_letters_before_it_or_behind_it_hide_no_key(cli: Cli, name: str) -> None:
    for glued in ("x{}", "key{}", "{}x", "z{}z"):
        if name in ("codex32", "nsec", "xprv") or not glued.endswith("}x"):
            assert_warned(cli, "decode {}", glued, SECRETS[name])


@pytest.mark.parametrize("name", SECRETS)
def test_in_what_is_read_it_is_hidden_too(cli: Cli, name: str) -> None:
    for glued in ("{}", "version={}", "{},x", "<{}>"):
        text = glued.format(SECRETS[name])
        for arguments, stdin in (
            (["verify", "first", "--prevouts", "-"], json.dumps({text: None})),
            (["verify", "first", "--prevouts", "-"], json.dumps([{"value_sat": text, "script_pubkey": text}])),
            (["script", "-"], text),
            (["decode", "-"], text),
            (["-"], json.dumps({"hex": text})),
        ):
            ran = cli(*arguments, stdin=stdin.encode())
            assert (ran.status, ran.out) == (2, "")
            assert is_hidden(ran, SECRETS[name]), (arguments, glued, ran.err)


@pytest.mark.parametrize("name", SEEDS)
def test_words_apart_are_one_seed(cli: Cli, name: str) -> None:
    for before in ([], ["decode"], ["why"], ["learn"], ["verify", "first"], ["script"]):
        ran = cli(*before, *SEEDS[name].split())
        assert (ran.status, ran.out) == (2, "")
        assert is_hidden(ran, SEEDS[name]), (before, ran.err)


def test_what_shells_ask_when_they_complete_repeats_none(cli: Cli) -> None:
    for secret in SECRETS.values():
        for words in ([secret], ["decode", secret], ["verify", "--parent", secret], [f"--lang={secret}"]):
            ran = cli("--complete", "zsh", *words)
            assert (ran.status, ran.out, ran.err) == (0, "", "")


@pytest.mark.parametrize(
    "text",
    [
        "Satoshi paid ten coins to Hal, and no one else was there to see.",
        "OP_DUP OP_HASH160 <89abcdefabbaabbaabbaabbaabbaabbaabbaabba> OP_EQUALVERIFY OP_CHECKSIG",
        "vout[0].value=1",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "a1075db55d416d3ca199f55b6084e2115b9345e16c5cf302fc80e9d5fbf5d48d",
        "比特币交易由输入和输出组成，每个输入花费一枚币。",
        "add add add swap swap drop drop depth size verify return mul equal add",
        f"wsh(thresh(2,pk({'02' + '11' * 32}){',sln:older(1)' * 14}))",
        " ".join(["dup drop"] * 6),
        " ".join(["add"] * 12),
        f"wsh(and_v({'v:older(9),and_v(' * 14}v:pk(key),1{')' * 15})",
        "Let me know what this transaction of mine does, please",
        "Keep the transaction that I sent you the other day safe",
    ],
)
def test_what_is_no_secret_is_not_called_one(text: str) -> None:
    assert recognise_secret_amid(text) is None


@pytest.mark.parametrize("name", SECRETS)
def test_as_the_name_of_a_member_it_is_not_repeated(cli: Cli, name: str) -> None:
    """As the path to what was taken, or to one of several."""
    first, second = (EXAMPLES[each].raw.hex() for each in ("first", "p2wpkh"))
    for data in ({SECRETS[name]: {"hex": first}}, {SECRETS[name]: [first, second]}, {"a": {SECRETS[name]: first}}):
        for text in (json.dumps(data), json.dumps({"log": json.dumps(data, ensure_ascii=False)})):
            ran = cli("decode", stdin=text.encode())
            assert SECRETS[name] not in ran.err + ran.out
            assert is_hidden(Ran(ran.status, "", ran.err), SECRETS[name])


def test_a_private_key_with_a_slip_in_it_is_one_before_a_path_too() -> None:
    slip = KEYS["wif"][:-1] + "K"
    for text in (f"pkh({slip}/0)", f"{slip}/0h/*", f"wpkh({slip}/<0;1>/*)", f"{slip}/1'"):
        assert recognise_secret_within(text) is not None
        assert recognise_secret_within(text.replace(slip, "0" + slip.lower()[1:])) is None
    assert recognise_secret_within(f"{slip}/abcd+efgh") is None  # base64


# Broken, cut and mistyped keys: not always called secrets, never repeated

WIF, XPRV = KEYS["wif compressed"], KEYS["xprv"]
DIGITS = "e9873d79c6d87dc0fb6a5778633389f4453213303da61f20bd67fc233aa33262"
BROKEN = {
    "a space": lambda key: f"{key[:20]} {key[20:]}",
    "two lines": lambda key: f"{key[:30]}\n{key[30:]}",
    "no width": lambda key: f"{key[:25]}\u200b{key[25:]}",
    "cut at its end": lambda key: key[:-2],
    "cut at its start": lambda key: key[8:],
    "half": lambda key: key[: len(key) // 2 + 4],
    "other cases": str.swapcase,
    "behind 0x": lambda key: f"0x{key}",
    "two that changed places": lambda key: key[:9] + key[10] + key[9] + key[11:],
    "a wrong letter": lambda key: f"{key[:12]}l{key[13:]}",
    "dots": lambda key: f"{key[:20]}…{key[-20:]}",
    "twice": lambda key: key + key,
}
AROUND = (
    *(
        "{}",
        "pkh({})",
        "wpkh({}",
        "wpkh({}/0/*)",
        "wpkh([d34db33f/84'/0'/0']{}/0/*)",
        "tr({})",
        "foo({})",
        "addr({})",
    ),
    *("musig({})", "key={}", "OP_DUP {}", "<{}>", "https://a.b/address/{}", "wpkh:{}", "wsh(older({}))"),
)


def assert_nothing_of(ran: Ran, key: str) -> None:
    told = "".join((ran.out + ran.err).split())
    bare = "".join(key.split())
    assert all(bare[place : place + 12] not in told for place in range(len(bare) - 11)), ran


@pytest.mark.parametrize("command", ["lock", "script", "decode"])
@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("key", [WIF, XPRV], ids=["wif", "xprv"])
def test_a_broken_key_is_not_repeated(cli: Cli, tmp_path: Path, command: str, broken: str, key: str) -> None:
    text = BROKEN[broken](key)
    for around in AROUND[list(BROKEN).index(broken) % 4 :: 4]:
        given = around.replace("{}", text)
        (tmp_path / "file").write_text(given, encoding="utf-8")
        assert_nothing_of(cli(command, given), text)
        assert_nothing_of(cli(command, str(tmp_path / "file")), text)
        assert_nothing_of(cli(command, "-", stdin=given.encode()), text)
    assert_nothing_of(cli("lock", f"wpkh({text})", "--json"), text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "wpkh(({}))",
            "wpkh({}/",
            "wpkh(0x{})",
            "key={}",
            "pkh ({})",
            "foo({})",
            "musig({})",
            "wsh(pk({}),older(x))",
        ),
        *("https://mempool.space/address/{}", "{}:p2wpkh", "wpkh:{}", "wpkh([d34db33f/0]{}/0/*)", "pk({})#", "{}x"),
        *("“{}”", "wpkh({})"),
    ],
)
def test_64_digits_that_are_no_id_are_not_repeated(cli: Cli, text: str) -> None:
    for digits in (
        DIGITS,
        DIGITS.upper(),
        DIGITS[:-1],
        f"{DIGITS[:20]} {DIGITS[20:]}",
        DIGITS[:30] + "x" + DIGITS[31:],
    ):
        for options in ([], ["--json"]):
            assert_nothing_of(cli("lock", text.replace("{}", digits), *options), digits)


def test_a_descriptor_of_many_parts_is_no_seed(cli: Cli) -> None:
    key = "c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"
    xpub = "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJo"
    xpub += "Cu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8"
    for count in range(1, 25):
        parts = "".join(f",sln:older({number + 1})" for number in range(count))
        assert "seed" not in cli("lock", f"wsh(thresh(2,pk({xpub}){parts}))").err
        assert "seed" not in cli("lock", f"tr({key},thresh(2,pk({key}){parts}))").err
        assert "seed" not in cli("script", "dup drop " * count).err


def test_the_library_repeats_none_either() -> None:
    for text in (f"foo({DIGITS})", f"foo({WIF[:40]})", "http://alice:hunter2hunter2@h"):
        with pytest.raises(InputError) as caught:
            txexplain.lock(text)
        told = f"{caught.value} {caught.value.found} {caught.value.facts}"
        assert not any(secret in told for secret in (DIGITS[:12], WIF[:12], "hunter2"))


@pytest.mark.parametrize(
    "text",
    [
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",  # with a slip
        "3P14159f73E4gFr7JterCCQh9QjiTjiZrG",
        "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMceX8",
        "bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297",
        "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5",
        "89abcdefabbaabbaabbaabbaabbaabbaabbaabba",
        "MyTransactionsOfLastYear2024.txt",
        f"transactions/{DIGITS}.hex",
        "http://127.0.0.1:8332/wallet",
        "vin[0].script_sig=00",
        "OP_CHECKMULTISIGVERIFY",
    ],
)
def test_what_is_no_secret_is_repeated(text: str) -> None:
    assert hidden(text) == text
    assert hidden(f"Key '{text}' is not valid") == f"Key '{text}' is not valid"


ID = EXAMPLES["first"].txid
PATHS = (
    f"{ID}.json",
    f"./{ID}.hex",
    f"/srv/me/txs/{ID}.json",
    "MyWalletBackupXk3J9dQ2pLm7.json",
    "/Volumes/T7ShieldBackup2TB/tx",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "words", ["explain {}", f"decode {ID} --prevouts {{}}", "decode first --parent {}", "lock {}", "block {}"]
)
def test_the_name_of_a_file_that_is_not_there_is_shown_whole(cli: Cli, words: str, path: str) -> None:
    told = cli(*words.format(path).split(), width=200)
    assert ("unknown_block" if words.startswith("block") else "no_such_file") in told.err
    assert f"found  {path}\n" in told.err


def test_the_folder_of_a_node_is_shown_whole_but_no_password(cli: Cli) -> None:
    folder = "/Volumes/T7ShieldBackup2TB/Bitcoin"
    assert folder in cli("decode", "first", "--node", folder, width=200).err
    assert "hunter22" not in cli("decode", "first", "--node", "me:hunter22@node.local", width=200).err


def test_64_digits_and_keys_are_left_out_of_paths_too(cli: Cli) -> None:
    for secret in (ID, KEYS["wif"]):
        told = cli("explain", f"/srv/me/{secret}", width=200).err + cli("lock", f"./{secret}", width=200).err
        assert secret not in told
    assert "found  /srv/me/…\n" in cli("explain", f"/srv/me/{ID}", width=200).err


def test_what_is_left_out_has_one_ellipsis(cli: Cli) -> None:
    assert "……" not in cli("decode", ID, "--prevouts", f"{ID} and {ID} and more", width=200).err
