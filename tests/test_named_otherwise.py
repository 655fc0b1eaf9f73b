"""A txid beside bytes that are not its transaction, and links to what is on another coin's chain."""

from __future__ import annotations

import json

import pytest
from conftest import EXAMPLES

from txexplain.addresses.currencies import coin_of_site
from txexplain.model.hexadecimal import display_hex
from txexplain.wire.transaction import decode

RAW = EXAMPLES["p2wpkh"].raw
TX = decode(RAW)
OTHER = "ab" * 32
ID = "c1b4e695098210a31fe02abffe9005cffc051bbe86ff33e173155bcbdc5821e3"


@pytest.mark.parametrize("name", ["hex", "rawtx", "tx", "raw"])
@pytest.mark.parametrize("around", ["{}", '{{"result": {}}}', "a mail\n{}"])
def test_a_txid_of_another_transaction_is_remarked_on(cli, name: str, around: str) -> None:
    text = around.format(json.dumps({"txid": OTHER, name: RAW.hex()}))
    ran = cli("decode", "-", stdin=text.encode(), width=200)
    assert (ran.status, "is that of a different transaction" in ran.err) == (0, True)
    assert display_hex(TX.txid) in ran.out


@pytest.mark.parametrize(
    "beside",
    [
        {"txid": display_hex(TX.txid)},
        {"txid": display_hex(TX.txid).upper()},
        {"txid": TX.txid.hex()},
        {"txid": display_hex(TX.wtxid)},
        {"txid": OTHER, "vout": 0},
        {"hash": OTHER},
    ],
)
def test_its_own_ids_and_those_of_coins_are_no_contradiction(cli, beside: dict[str, object]) -> None:
    ran = cli("decode", "-", stdin=json.dumps({**beside, "hex": RAW.hex()}).encode())
    assert (ran.status, "different transaction" in ran.err) == (0, False)


@pytest.mark.parametrize(
    ("link", "coin"),
    [
        (f"https://etherscan.io/tx/0x{ID}", "Ethereum"),
        (f"https://sepolia.etherscan.io/tx/0x{ID}", "Ethereum"),
        (f"litecoinspace.org/tx/{ID}", "Litecoin"),
        (f"https://blockchair.com/litecoin/transaction/{ID}", "Litecoin"),
        (f"https://blockchair.com/zh/dogecoin/transaction/{ID}", "Dogecoin"),
        (f"https://www.blockchair.com/bitcoin-cash/transaction/{ID}", "Bitcoin Cash"),
        (f"https://live.blockcypher.com/ltc/tx/{ID}/", "Litecoin"),
        (f"https://blockstream.info/liquid/tx/{ID}", "Liquid"),
        (
            "https://solscan.io/tx/5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFm",
            "Solana",
        ),
        (f"https://blockchair.com/bitcoin/transaction/{ID}", None),
        (f"https://blockstream.info/tx/{ID}", None),
        (f"https://mempool.space/testnet4/tx/{ID}", None),
        (f"https://live.blockcypher.com/btc/tx/{ID}/", None),
        (f"https://example.com/etherscan.io/tx/{ID}", None),
    ],
)
def test_a_link_to_another_coins_explorer_is_told_as_that(cli, link: str, coin: str | None) -> None:
    assert coin_of_site(link) == coin
    for words in (link, f"see {link} there"):
        ran = cli("decode", words, width=200)
        assert (ran.status, "link_to_other_coin" in ran.err) == (2, coin is not None)
        assert coin is None or coin in ran.err
