"""Cases about signatures: what they cover, how many there are, and what a witness shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from txexplain.lessons.bank.case import Case, Figures
from txexplain.lessons.runs import spend
from txexplain.model.hash_types import hash_type_name
from txexplain.model.signing import SignatureCheck
from txexplain.session.transaction import Session

_KINDS = {
    "p2pk": "P2PK",
    "p2pkh": "P2PKH",
    "p2sh": "P2SH",
    "p2sh-p2wpkh": "P2SH-P2WPKH",
    "p2sh-p2wsh": "P2SH-P2WSH",
    "p2wpkh": "P2WPKH",
    "p2wsh": "P2WSH",
    "p2tr-key": "P2TR",
}
_TYPES = ("ALL", "NONE", "SINGLE", "ALL|ANYONECANPAY", "SINGLE|ANYONECANPAY", "NONE|ANYONECANPAY")
_SCHNORR_BYTES = 64
_ANNEX = 0x50
_FEW = 4


def _checks(session: Session) -> Iterator[tuple[int, int, SignatureCheck, str]]:
    """The signatures that pass: input, number of the check, check, and the name of the sighash type."""
    if session.report.tx.is_coinbase or len(session.report.inputs) > _FEW * 3:
        return
    for vin in range(len(session.report.inputs)):
        for at, check in enumerate(spend(session, vin).run.checks):
            name = "" if check.hash_type is None else hash_type_name(check.hash_type, check.algorithm)
            if check.passes and name and check.sighash is not None and not check.sighash.quirk:
                yield vin, at, check, name


def _outputs_signed(session: Session) -> Iterator[Case]:
    """Several outputs, of which a type may leave out some."""
    outputs = len(session.report.outputs)
    for vin, at, _, name in _checks(session):
        if outputs > 1:
            yield Case(
                {"vin": vin, "type": name, "outputs": outputs, "inputs": len(session.report.inputs)}, (vin, at)
            )


def _output_signed(session: Session) -> Iterator[Case]:
    for vin, at, _, name in _checks(session):
        for vout in range(min(len(session.report.outputs), 3)):
            yield Case({"vin": vin, "type": name, "vout": vout}, (vin, at, vout))


def _coins_signed(session: Session) -> Iterator[Case]:
    """Several inputs, of which a type may leave out all but its own."""
    inputs = len(session.report.inputs)
    for vin, at, _, name in _checks(session):
        if inputs > 1:
            yield Case({"vin": vin, "type": name, "inputs": inputs}, (vin, at))


def _hash_byte(session: Session) -> Iterator[Case]:
    """The last byte of an ECDSA signature."""
    for _, _, check, name in _checks(session):
        if check.algorithm == "ecdsa":
            others = [each for each in _TYPES if each != name]
            at = session.vsize_vb % len(others)
            wrong = (others[at:] + others[:at])[:3]
            yield Case({"byte": check.signature[-1:].hex()}, choices=tuple(f"`{each}`" for each in (name, *wrong)))


def _schnorr_byte(session: Session) -> Iterator[Case]:
    """A Schnorr signature, whose last byte is a sighash type only where it has 65."""
    for _, _, check, name in _checks(session):
        if check.algorithm == "schnorr":
            names = dict.fromkeys((name, "DEFAULT", "ALL", "NONE", "SINGLE|ANYONECANPAY"))
            figures: Figures = {"size": len(check.signature), "byte": check.signature[-1:].hex()}
            yield Case(figures, choices=tuple(f"`{each}`" for each in tuple(names)[:4]))


def _amount_signed(session: Session) -> Iterator[Case]:
    """By the kind of the coin."""
    for vin, at, _, _ in _checks(session):
        kind = session.report.inputs[vin].kind.key
        if kind in _KINDS:
            yield Case({"kind": _KINDS[kind]}, (vin, at))


def _amounts_signed(session: Session) -> Iterator[Case]:
    """Several coins, spent by a witness."""
    inputs = len(session.report.inputs)
    for vin, at, _, name in _checks(session):
        kind = session.report.inputs[vin].kind.key
        if inputs > 1 and kind in ("p2tr-key", "p2wpkh"):
            yield Case({"vin": vin, "kind": _KINDS[kind], "type": name, "inputs": inputs}, (vin, at))


def _nested_script(session: Session) -> Iterator[Case]:
    """The input script of a coin that is spent by a witness."""
    for vin, item in enumerate(session.report.inputs):
        if item.txin.witness and item.kind.key in _KINDS and item.fits:
            yield Case({"kind": _KINDS[item.kind.key]}, (vin,))


def _taproot_witness(session: Session) -> Iterator[Case]:
    """Without an annex, which would be an item more."""
    for vin, item in enumerate(session.report.inputs):
        sizes = [len(piece.data) for piece in item.txin.witness]
        if item.kind.key.startswith("p2tr-") and item.txin.witness[-1].data[:1] != bytes((_ANNEX,)):
            yield Case({"sizes": tuple(map(str, sizes))}, (vin,))


def _types(session: Session) -> Iterator[Case]:
    """All signatures by their types, and an output that is changed."""
    found = list(_checks(session))
    every = [each for vin in range(min(len(session.report.inputs), _FEW)) for each in _checks_of(session, vin)]
    several = 1 < len(found) <= _FEW * 2 and sum(check.passes for check in every) == len(found)
    if several and all(check.sighash is not None for check in every) and len(session.report.inputs) <= _FEW:
        types = tuple(f"{vin} {name}" for vin, _, _, name in found)
        for vout in range(min(len(session.report.outputs), _FEW)):
            yield Case({"types": types, "vout": vout}, (vout,))


def _checks_of(session: Session, vin: int) -> tuple[SignatureCheck, ...]:
    return () if session.report.tx.is_coinbase else spend(session, vin).run.checks


SIGNATURES: dict[str, Callable[[Session], Iterator[Case]]] = {
    "outputs_signed": _outputs_signed,
    "output_signed": _output_signed,
    "coins_signed": _coins_signed,
    "hash_byte": _hash_byte,
    "schnorr_byte": _schnorr_byte,
    "amount_signed": _amount_signed,
    "amounts_signed": _amounts_signed,
    "nested_script": _nested_script,
    "taproot_witness": _taproot_witness,
    "types": _types,
}
