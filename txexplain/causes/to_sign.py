"""The message that is to be signed, where no signature was checked against one: whole, or with a hole."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.causes.seen import Seen
from txexplain.causes.unsigned import Asked, asked_of
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import is_defined, taproot_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.crypto.taproot import leaf_hash
from txexplain.model.errors import NotKnown
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_ANYONECANPAY, SIGHASH_DEFAULT
from txexplain.model.messages import Message, ToSign, Unfinished
from txexplain.model.report import Report, SpentAmount, SpentOutput
from txexplain.model.script import OP_CODESEPARATOR, SIGNATURE_CHECKS
from txexplain.model.signing import LeafContext, Sighash, SigVersion
from txexplain.model.spend import Failure, InputVerdict, Run, Verdict
from txexplain.script.machine import NO_CODE_SEPARATOR
from txexplain.templates.spends.view import is_ecdsa_signature
from txexplain.wire.output_scripts import is_pay_to_taproot, pay_to_pubkey_hash
from txexplain.wire.script import instructions
from txexplain.wire.taproot import is_control_block, leaf_version, split_annex

_FROM_COIN = ("spent_value", "spent_script")
_ANY_COIN = SpentOutput(0, b"")  # takes the place of one that is not known: what comes of it is left out
_SCHNORR_WITH_TYPE = 65


class Signed:
    """What is signed to spend an output: by which rules, of which script, in which leaf."""

    def __init__(self, version: SigVersion, script: bytes = b"", leaf: LeafContext | None = None) -> None:
        self.version, self.script, self.leaf = version, script, leaf


def to_sign(report: Report, spend: InputVerdict, hash_type: int | None = None) -> ToSign:
    """The message for `hash_type`, else for that of the signature that is there, else for ALL (of taproot DEFAULT).

    None where it cannot be told which: nothing is known of the coin, its script is hidden, or an OP_CODESEPARATOR
    decides, or the sighash type has no message: taproot does not define it, or SINGLE has no output.
    """
    item = report.inputs[spend.vin]
    script = spend.assumed if item.spent is None else item.spent.script.slice.data
    if script is None and item.kind.key not in ("p2tr-key", "p2tr-script"):
        return None
    seen = Seen(report, spend.vin, script or b"\x51\x20" + bytes(32), Failure(""), lambda: Run(Verdict.UNKNOWN))
    signed = _signed(seen)
    if signed is None:
        return None
    hash_type = _hash_type(seen, signed.version) if hash_type is None else hash_type
    spent = [each.spent_output for each in report.inputs]
    if isinstance(item.coin, SpentAmount) and script is not None:
        spent[spend.vin] = SpentOutput(item.coin.value_sat, script)
    return _message(seen, signed, hash_type, spent)


def _message(seen: Seen, signed: Signed, hash_type: int, spent: list[SpentOutput | None]) -> ToSign:
    """Whole, or with holes where it tells of coins that are not known."""
    tx = seen.report.tx
    try:
        sighash = _build(Fields(tx, spent), seen, signed, hash_type)
        return None if sighash is None else Message(sighash, ())
    except NotKnown:
        sighash = _build(Fields(tx, [coin or _ANY_COIN for coin in spent]), seen, signed, hash_type)
    return None if sighash is None else _with_holes(sighash, seen.vin, spent)


def likely(report: Report, vin: int) -> tuple[Unfinished, ...]:
    """The messages that an input without any data may have to sign: of taproot's key path, segwit v0, and older ones.

    Of an output that has only the hash of the script that asks for signatures, those that there can be: all but that
    script. Empty where something of the script is there, or the coin shows which message it is.
    """
    item = report.inputs[vin]
    if item.spent is not None:
        return tuple(_behind_hash(report, vin, item.spent.script.slice.data))
    given = (item.txin.script_sig, *item.txin.witness)
    if report.tx.is_coinbase or item.coin is not None or any(piece.data for piece in given):
        return ()
    fields = Fields(report.tx, [each.spent_output or _ANY_COIN for each in report.inputs])
    spent = [each.spent_output for each in report.inputs]
    found = (
        taproot_sighash(fields, vin, SIGHASH_DEFAULT, None, None),
        witness_v0_sighash(fields, vin, b"", SIGHASH_ALL),
        legacy_sighash(fields, vin, b"", SIGHASH_ALL),
    )
    return tuple(_with_holes(each, vin, spent, ("script_code",)) for each in found if each is not None)


def _behind_hash(report: Report, vin: int, script: bytes) -> Iterator[Unfinished]:
    """In the witness, or inside P2SH perhaps in the input script too."""
    seen = Seen(report, vin, script, Failure(""), lambda: Run(Verdict.UNKNOWN))
    asked = asked_of(seen)
    if asked is None or asked.given or asked.by not in ("script_hash", "witness_script_hash"):
        return
    fields = Fields(report.tx, [each.spent_output or _ANY_COIN for each in report.inputs])
    found = [witness_v0_sighash(fields, vin, b"", SIGHASH_ALL)]
    if asked.by == "script_hash":
        found.append(legacy_sighash(fields, vin, b"", SIGHASH_ALL))
    for each in found:
        parts = tuple(part._replace(source=b"") if part.key == "script_code" else part for part in each.parts)
        yield Unfinished(each.algorithm, each.hash_type, parts, ("script_code",), ())


def _with_holes(
    sighash: Sighash, vin: int, spent: list[SpentOutput | None], also: tuple[str, ...] = ()
) -> Unfinished:
    """What was made of coins that are not known is taken out again, and the parts `also`."""
    holes = {part.key for part in sighash.parts if any(cover.field in _FROM_COIN for cover in part.covers)}
    holes |= {part.key for part in sighash.parts if part.key in also}
    parts = tuple(part._replace(source=b"") if part.key in holes else part for part in sighash.parts)
    whole = sighash.algorithm.startswith("bip34") and not sighash.hash_type & SIGHASH_ANYONECANPAY
    wanted = tuple(index for index, coin in enumerate(spent) if coin is None) if whole else (vin,)
    return Unfinished(sighash.algorithm, sighash.hash_type, parts, tuple(sorted(holes)), wanted)


def _signed(seen: Seen) -> Signed | None:
    asked = _taproot(seen) if is_pay_to_taproot(seen.script) else _ecdsa(seen)
    if asked is None or any(item.opcode == OP_CODESEPARATOR for item in instructions(asked.script)):
        return None
    return asked


def _ecdsa(seen: Seen) -> Signed | None:
    asked = asked_of(seen)
    if asked is None:
        return None
    if asked.script is not None:
        version = SigVersion.WITNESS_V0 if _is_witness_script(seen, asked) else SigVersion.BASE
        checks = any(item.opcode in SIGNATURE_CHECKS for item in instructions(asked.script))
        return Signed(version, asked.script) if checks else None
    return Signed(SigVersion.WITNESS_V0, pay_to_pubkey_hash(asked.value)) if asked.by == "key_hash" else None


def _is_witness_script(seen: Seen, asked: Asked) -> bool:
    return bool(seen.witness) and seen.witness[-1] == asked.script


def _taproot(seen: Seen) -> Signed | None:
    """The key path, or the leaf that is revealed."""
    items = [item.data for item in split_annex(seen.txin.witness)[0]]
    if len(items) < 2:
        return Signed(SigVersion.TAPROOT)
    script, control = items[-2:]
    if not is_control_block(control) or not any(item.opcode in SIGNATURE_CHECKS for item in instructions(script)):
        return None
    leaf = LeafContext(leaf_hash(leaf_version(control), script), NO_CODE_SEPARATOR)
    return Signed(SigVersion.TAPSCRIPT, script, leaf)


def _hash_type(seen: Seen, version: SigVersion) -> int:
    """That of the first signature that is there, else the usual one."""
    if version in (SigVersion.TAPROOT, SigVersion.TAPSCRIPT):
        typed = (item[-1] for item in seen.witness if len(item) == _SCHNORR_WITH_TYPE and is_defined(item[-1]))
        return next(typed, SIGHASH_DEFAULT)
    return next((item[-1] for item in seen.items if is_ecdsa_signature(item)), SIGHASH_ALL)


def _build(fields: Fields, seen: Seen, signed: Signed, hash_type: int) -> Sighash | None:
    if signed.version is SigVersion.BASE:
        return legacy_sighash(fields, seen.vin, signed.script, hash_type)
    if signed.version is SigVersion.WITNESS_V0:
        return witness_v0_sighash(fields, seen.vin, signed.script, hash_type)
    annex = split_annex(seen.txin.witness)[1]
    return taproot_sighash(fields, seen.vin, hash_type, annex.data if annex else None, signed.leaf)
