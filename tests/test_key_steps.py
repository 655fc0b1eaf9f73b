"""A number that is no secret becomes an address, as other libraries compute it."""

from __future__ import annotations

from collections import Counter

import pytest
from bitcoin.core.key import CPubKey
from bitcoin.core.script import CScript
from bitcoin.wallet import P2PKHBitcoinAddress, P2WPKHBitcoinAddress
from spends.keys import small_key
from walking import text_of

from txexplain.explain.document import Facts
from txexplain.explain.pages.key_steps import key_steps_page
from txexplain.lessons import _shuffle
from txexplain.model.networks import NETWORKS
from txexplain.session.key_steps import key_steps
from txexplain.texts import LANGUAGES, Texts, plain

PARTS = ("point", "forms", "hash", "address", "script", "back")
KNOWN = {  # number: P2PKH of the compressed key, of the uncompressed one, P2WPKH
    1: (
        "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH",
        "1EHNa6Q4Jz2uvNExL497mE43ikXhwF6kZm",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    ),
}
SECRETS_OF_ONE = (  # as wallets write it
    "KwDiBf89QgGbjEhKnhXZuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn",
    "5HpHagT65TZzG1PH3CSu63k8DbpvD8s5ip4nEB3kEsreAnchuDf",
    f"{1:064x}",
)


@pytest.mark.parametrize("number", [1, 2, 3, 7, 1_000])
def test_both_forms_hashes_addresses_and_scripts_are_those_of_other_libraries(number: int) -> None:
    steps, key = key_steps(number), small_key(number)
    assert (steps.x, steps.y) == (key.x, key.y)
    for form, data in zip((steps.compressed, steps.uncompressed), key.forms[:2], strict=True):
        address = P2PKHBitcoinAddress.from_pubkey(CPubKey(data), accept_invalid=True)
        assert form.key == data
        assert form.p2pkh == str(address)
        assert form.p2pkh_script == address.to_scriptPubKey()
        assert form.hash160 == bytes(address) == form.checksummed[1:-4]
    segwit = P2WPKHBitcoinAddress.from_scriptPubKey(CScript(steps.compressed.p2wpkh_script or b""))
    assert steps.compressed.p2wpkh == str(segwit)
    assert bytes(segwit) == steps.compressed.hash160
    assert steps.uncompressed.p2wpkh is None


@pytest.mark.parametrize(("number", "addresses"), KNOWN.items())
def test_the_addresses_of_the_number_one_are_those_that_the_world_knows(number: int, addresses: tuple) -> None:
    steps = key_steps(number)
    assert (steps.compressed.p2pkh, steps.uncompressed.p2pkh, steps.compressed.p2wpkh) == addresses


def test_a_network_changes_the_addresses_and_not_the_scripts() -> None:
    main, test = key_steps(1), key_steps(1, NETWORKS["test"])
    assert main.compressed.p2pkh != test.compressed.p2pkh
    assert main.compressed.p2wpkh != test.compressed.p2wpkh
    assert main.compressed.p2wpkh_script == test.compressed.p2wpkh_script


@pytest.mark.parametrize("number", [0, -1, 1 << 40])
def test_what_could_be_a_secret_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="number must be from 1"):
        key_steps(number)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_writes_the_private_key_as_a_wallet_does(language: str) -> None:
    pages = [text_of(key_steps_page(key_steps(1), part, Texts(language))) for part in PARTS]
    assert all(pages)
    assert not any(secret in page for page in pages for secret in SECRETS_OF_ONE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_separator_of_an_address_is_no_part_of_its_prefix(language: str) -> None:
    facts = [block for block in key_steps_page(key_steps(1), "address", Texts(language)) if isinstance(block, Facts)]
    prefix = next(row for row in facts[-1].rows if row.label == Texts(language).plain("course_keys", "prefix"))
    assert plain(prefix.values[0]) == "bc"


@pytest.mark.parametrize("count", [2, 3, 4])
def test_the_right_choice_comes_about_as_often_at_each_place(count: int) -> None:
    rows = [{"kind": "ask", "en": {"choices": list("abcd"[:count])}} for _ in range(600)]
    places = Counter(_shuffle(row, ["en"], f"lesson{at}") for at, row in enumerate(rows))
    assert sorted(places) == list("1234"[:count])
    assert max(places.values()) < 1.3 * 600 / count
    assert all(row["en"][f"choice{place}"] for row in rows for place in places)
