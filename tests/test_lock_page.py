"""The page of `lock`: what it says first, each way with who, what and when, and how it is laid out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from test_lock import (
    ADDRESS,
    KEY,
    KEYS,
    MULTIPATH,
    OF_SCRIPTS,
    OTHER_KEY,
    P2WPKH,
    RANGED,
    TEST_ADDRESS,
    XPUB,
    data_of,
)

import txexplain
from txexplain.texts import LANGUAGES


def samples() -> Iterator[str]:
    yield from (ADDRESS, TEST_ADDRESS, KEY, RANGED, MULTIPATH, f"raw({P2WPKH})", f"addr({ADDRESS})", f"combo({KEY})")
    yield from filter(None, OF_SCRIPTS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_begins_with_a_sentence_and_fits_its_width(lang: str) -> None:
    for what in samples():
        session = txexplain.lock(what)
        for width in (60, 80, 120):
            lines = session.page(lang).text(width).splitlines()
            assert lines[2].rstrip()
            assert max(len(line) for line in lines if "  txexplain lock" not in line) <= width
        assert len(str(session.page(lang, all=True))) >= len(str(session.page(lang)))


def test_the_address_that_was_given_is_marked() -> None:
    page = txexplain.lock(TEST_ADDRESS).page().text(120)
    (line,) = [line for line in page.splitlines() if "as given" in line]
    assert TEST_ADDRESS in line
    assert page.index(TEST_ADDRESS) < page.index(ADDRESS)


# Ways


def page_of(what: str, width: int = 160) -> str:
    return txexplain.lock(what).page().text(width)


def answer_of(what: str) -> str:
    """What the page says first."""
    return " ".join(page_of(what).split("\n\n")[1].split("\n"))


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        (
            ADDRESS,
            "It takes a signature for the key whose hash is 751e76e8199196d454941c45d1b3a323f1433bd6 to open it.",
        ),
        (f"pk({KEY})", f"It takes a signature for {KEY} to open it."),
        (f"rawtr({KEY})", f"It takes a signature for {KEY[2:]} to open it. It can also be opened by a script"),
        (f"tr({KEY})", f"It takes a signature for the output key made from {KEY[2:]} to open it."),
        (f"wsh(multi(2,{','.join(KEYS)}))", "It takes signatures for 2 of 3 keys to open it."),
        (f"wsh(multi(1,{','.join(KEYS)}))", "It takes a signature for any 1 of 3 keys to open it."),
        (f"sh(multi(3,{','.join(KEYS)}))", "It takes signatures for 3 of 3 keys to open it."),
        (
            f"wsh(and_v(v:pk({KEY}),after(700000)))",
            "It takes a signature for 0279be667ef9dcbbac55a06295ce870b07029bfc",
        ),
        (
            f"wsh(or_i(pk({KEYS[0]}),pk({KEYS[1]})))",
            "There are 2 ways to open it. The cheapest takes a signature for ",
        ),
        (
            "3P14159f73E4gFr7JterCCQh9QjiTjiZrG",
            "It takes the script whose hash is in the output, and whatever that script asks for.",
        ),
        ("6a0568656c6c6f", "Nothing can ever open it: the output is provably unspendable."),
        ("51024e73", "Anybody can open it: it asks for no signature and no secret."),
        ("6022" + "11" * 34, "No rules protect it yet:"),
        ("6002" + "00" * 2, "Nothing can open it: its witness program counts as false"),
        ("60020080", "Nothing can open it: its witness program counts as false"),
        ("76a9", "What opens it cannot be listed:"),
        ("00", "Nothing can open it: no input satisfies the script."),
        (
            KEY,
            "A signature for this key opens what is locked to it. There are 5 forms of output",
        ),
    ],
)
def test_the_page_says_first_what_opens_it(what: str, answer: str) -> None:
    assert answer_of(what).startswith(answer)


@pytest.mark.parametrize(
    ("lock", "when"),
    [
        ("after(700000)", "no earlier than block 700,001"),
        ("after(1)", "no earlier than block 2"),
        ("after(499999999)", "no earlier than block 500,000,000"),
        ("after(500000000)", "only after 1985-11-05 00:53:20 UTC, by the median time of the blocks"),
        ("older(1)", "no earlier than 1 block after the coin confirms (about 10 minutes)"),
        ("older(144)", "no earlier than 144 blocks after the coin confirms (about 24 hours)"),
        ("older(65535)", "no earlier than 65,535 blocks after the coin confirms (about 455 days)"),
        (
            "older(4194305)",
            "no earlier than 512 seconds after the coin confirms (about 9 minutes), by the median times",
        ),
        (
            "older(4259839)",
            "no earlier than 33,553,920 seconds after the coin confirms (about 388 days), by the median times",
        ),
    ],
)
def test_a_time_lock_is_told_in_words(lock: str, when: str) -> None:
    assert when in answer_of(f"wsh(and_v(v:pk({KEY}),{lock}))")


def test_each_of_several_ways_is_told_with_who_what_and_when() -> None:
    told = data_of(
        f"wsh(or_i(multi(2,{','.join(KEYS)}),and_v(v:sha256({'11' * 32}),and_v(v:pk({OTHER_KEY}),older(9)))))"
    )
    one, two = told["scripts"][0]["ways"]
    assert (one["preimages"], one["older"]) == ([{"hash": "sha256", "digest": "11" * 32}], [9])
    assert [key["key"] for key in one["signers"][0]["keys"]] == [OTHER_KEY]
    assert (two["signers"][0]["needed"], len(two["signers"][0]["keys"])) == (2, 3)
    assert one["weight_wu"] <= two["weight_wu"]
    assert {way["place"] for way in (one, two)} == {"witness_script"}
    assert told["scripts"][0]["more_ways"] == 0


def test_of_a_tree_each_leaf_is_a_way_beside_the_key_path() -> None:
    leaf = f"and_v(v:pk({KEYS[1]}),older(144))"
    told = data_of(f"tr({KEYS[0]},{{pk({KEYS[2]}),{leaf}}})")["scripts"][0]
    assert [(way["place"], way["leaf"]) for way in told["ways"]] == [("key_path", None), ("leaf", 0), ("leaf", 1)]
    assert [inner["role"] for inner in told["inner_scripts"]] == ["leaf_script"] * 2
    page = page_of(f"tr({KEYS[0]},{{pk({KEYS[2]}),{leaf}}})")
    assert "1. 1 signature (key path)" in page
    assert "3. 1 signature, timelock (leaf script 2)" in page


def test_where_nobody_signs_that_is_said() -> None:
    told = data_of("82012088a820" + "55" * 32 + "87")["scripts"][0]
    assert [way["signed"] for way in told["ways"]] == [False]
    assert "no signature, so whoever sees what opens it can take the coin" in page_of(
        "82012088a820" + "55" * 32 + "87"
    )


def test_keys_are_told_with_where_they_come_from() -> None:
    told = data_of(RANGED)["scripts"][0]["ways"][0]["signers"][0]["keys"][0]
    assert told["text"] == RANGED.removeprefix("wpkh(").removesuffix(")")
    assert len(told["key"]) == 66
    assert "[d34db33f/84h/0h/0h]xpub68Gm…ZXvgGDnw/0/*" in page_of(RANGED)


@pytest.mark.parametrize(
    ("what", "weight_wu", "dust_sat"),
    [  # weights by BIP141 with signatures of 72 and 65 bytes, dust by Core's policy.cpp
        (ADDRESS, 272, 294),
        (f"pkh({KEY})", 592, 546),
        (f"sh(wpkh({KEY}))", 364, 540),
        (f"tr({KEY})", 231, 330),
    ],
)
def test_weight_and_dust_are_those_of_the_usual_kinds(what: str, weight_wu: int, dust_sat: int) -> None:
    told = data_of(what)["scripts"][0]
    assert (told["ways"][0]["weight_wu"], told["dust_sat"]) == (weight_wu, dust_sat)


def test_without_all_of_many_ways_and_scripts_the_first_are_shown() -> None:
    many = f"wpkh({XPUB}/*)"
    session = txexplain.lock(many, index=(0, 30))
    assert "… 21 more" in str(session.page())
    assert "… 21 more" not in str(session.page(all=True))
