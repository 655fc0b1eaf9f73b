"""What is given in place of a transaction is told to be what it is, and no secret in it is repeated."""

from __future__ import annotations

import pytest
from something_else import ID, SAMPLES
from test_secrets import SECRETS

from txexplain.model.errors import TxExplainError
from txexplain.recognise import recognise_bytes, recognise_text
from txexplain.session.read import read

ALL = [(code, text) for code, texts in SAMPLES.items() for text in texts]


@pytest.mark.parametrize(("code", "text"), ALL)
def test_it_is_told_by_its_name(cli, code: str, text: str) -> None:
    with pytest.raises(TxExplainError) as caught:
        read(text)
    assert caught.value.code == code
    ran = cli("verify", "--lang", "en", stdin=text.encode())  # `decode` shows what is a lock
    assert (ran.status, ran.out) == (2, "")
    assert f"({code})" in ran.err


def test_only_a_link_has_its_id_repeated(cli) -> None:
    for code in ("looks_like_txid", "looks_like_txids", "looks_like_outpoint"):
        for text in SAMPLES[code]:
            assert ID not in cli("decode", stdin=text.encode()).err.lower()
    assert ID in cli("decode", SAMPLES["link_to_transaction"][0], width=200).err


@pytest.mark.parametrize("secret", SECRETS.values())
def test_a_secret_beside_it_is_not_repeated(cli, secret: str) -> None:
    for text in (f"{ID} {secret}", f"{secret} {ID}:1", f"https://mempool.space/tx/{ID} {secret}", f"wpkh({secret})"):
        ran = cli("decode", stdin=text.encode(), width=2_000)
        assert ran.status == 2
        assert secret not in ran.err


@pytest.mark.parametrize("text", ["", "a", "1", "OP", "DUP HASH160", "pk", "tx/ab", "0x12", "D" * 34, "lnbc1"])
def test_less_than_the_form_is_not_told_as_it(text: str) -> None:
    assert recognise_text(text) is None


@pytest.mark.parametrize("hex_bytes", ["", "6a", "00", "76a914", "f8", "02f8", "51ae", "a914" + "11" * 20])
def test_bytes_that_are_not_whole_are_not_told(hex_bytes: str) -> None:
    assert recognise_bytes(bytes.fromhex(hex_bytes)) is None
