"""The inputs of one transaction among many, as `decode` answers them.

Those that bring one signature and, unless it is taproot's, one key are read at once; they are most of all. All others
are looked at as in a transaction alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from txexplain.analyse import brief_coin_report, input_report
from txexplain.bulk.multisigs import multisig_spend, script_data
from txexplain.data import Data, listed
from txexplain.data.decode import capture_data, coin_data, input_data, spend_data, txin_data
from txexplain.data.script_pubkey import script_pubkey_of
from txexplain.insights.timing import sequence_meaning
from txexplain.model.hash_types import hash_type_name
from txexplain.model.networks import Network
from txexplain.model.report import Coin, SpentOutput
from txexplain.model.transaction import Transaction, TxIn
from txexplain.templates.spends import spent_type_of
from txexplain.templates.spends.view import is_ecdsa_signature, is_schnorr_signature
from txexplain.wire.der import is_valid_signature_encoding
from txexplain.wire.keys import is_public_key_size

_FIRST_PUSHDATA = 0x4C  # what is shorter follows its size
_ECDSA, _SCHNORR, _KEY = "ecdsa_signature", "schnorr_signature", "public_key"


class _Plain(NamedTuple):
    """A spend of the plain kind: what it is called, and each piece with its role and where it starts.

    Of one with `scripts` nothing but the last piece is certain where the kind is.
    """

    kind: str
    pieces: tuple[tuple[str, int, bytes], ...]
    scripts: tuple[Data, ...] = ()


def inputs_data(tx: Transaction, coins: Sequence[Coin | None], network: Network) -> Data:
    """All inputs; what they spend as `analyse.coins_of` gives it."""
    is_coinbase = tx.is_coinbase
    return listed(lambda n: _input(tx, tx.inputs[n], coins[n], network, is_coinbase), range(len(tx.inputs)))


def _input(tx: Transaction, txin: TxIn, coin: Coin | None, network: Network, is_coinbase: bool) -> Data:
    spent = coin if isinstance(coin, SpentOutput) else None
    spent_type = None if spent is None else str(script_pubkey_of(spent.script_pubkey, network)["type"])
    plain = None if is_coinbase else _plain(txin, spent_type)
    if plain is None:
        report = input_report(tx, txin, coin, None if spent is None else brief_coin_report(spent), network)
        return input_data(report, is_coinbase, network)
    certainty = "heuristic" if spent is None else "proven"
    return _plain_data(tx, txin, plain, certainty) | coin_data(coin, network)


def _plain(txin: TxIn, spent_type: str | None) -> _Plain | None:
    """None where the input is of no plain kind, or not of that which its coin asks for."""
    found = _with_script_sig(txin) if not txin.witness else _with_witness(txin)
    return found if found is not None and spent_type in (None, spent_type_of(found.kind)) else None


def _with_script_sig(txin: TxIn) -> _Plain | None:
    """A signature and a key, each pushed by its size, or what opens a multisig."""
    start, script = txin.script_sig
    if script.startswith(b"\0"):
        return _of_multisig(start, script)
    size = script[0] if script else 0
    if size >= _FIRST_PUSHDATA or len(script) < size + 2 or script[size + 1] != len(script) - size - 2:
        return None
    signature, key = script[1 : size + 1], script[size + 2 :]
    if len(key) >= _FIRST_PUSHDATA or not _are_signature_and_key(signature, key):
        return None
    return _Plain("p2pkh", ((_ECDSA, start + 1, signature), (_KEY, start + size + 2, key)))


def _of_multisig(start: int, script: bytes) -> _Plain | None:
    found = multisig_spend(start, script)
    if found is None:
        return None
    pieces = ((_ECDSA, *signature) for signature in found.signatures)
    return _Plain("p2sh", (*pieces, ("redeem_script", *found.script)), (script_data(found),))


def _with_witness(txin: TxIn) -> _Plain | None:
    """A signature and a key, or a signature of taproot, and no scriptSig."""
    if txin.script_sig.data or len(txin.witness) > 2:
        return None
    (start, signature), *rest = txin.witness
    if not rest:
        return _Plain("p2tr-key", ((_SCHNORR, start, signature),)) if is_schnorr_signature(signature) else None
    ((key_start, key),) = rest
    if not _are_signature_and_key(signature, key):
        return None
    return _Plain("p2wpkh", ((_ECDSA, start, signature), (_KEY, key_start, key)))


def _are_signature_and_key(signature: bytes, key: bytes) -> bool:
    return is_public_key_size(key) and is_ecdsa_signature(signature)


def _plain_data(tx: Transaction, txin: TxIn, plain: _Plain, certainty: str) -> dict[str, Data]:
    of_signatures = "heuristic" if plain.scripts else certainty
    captures: Data = [
        capture_data(role, of_signatures if role == _ECDSA else certainty, start, piece)
        for role, start, piece in plain.pieces
    ]
    spend = spend_data(plain.kind, certainty, captures, scripts=plain.scripts)
    return txin_data(txin, _asm(plain) if txin.script_sig.data else "", sequence_meaning(tx, txin), spend)


def _asm(plain: _Plain) -> str:
    """Of signatures and what follows them in the scriptSig, as `wire.asm.core_asm` writes them."""
    words = ["0"] if plain.scripts else []
    for role, _, piece in plain.pieces:
        name = hash_type_name(piece[-1]) if role == _ECDSA and is_valid_signature_encoding(piece) else None
        words.append(piece.hex() if name is None else f"{piece[:-1].hex()}[{name}]")
    return " ".join(words)
