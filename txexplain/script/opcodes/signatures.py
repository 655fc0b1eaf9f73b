"""Checks of signatures, and which part of the script they sign."""

from __future__ import annotations

from txexplain.model.rules import Rules
from txexplain.model.script import MAX_PUBKEYS_PER_MULTISIG, encode_number
from txexplain.model.signing import Sighash, SignatureCheck, SigVersion
from txexplain.script.encodings import check_public_key_encoding, check_signature_encoding
from txexplain.script.machine import Halt, Machine
from txexplain.script.opcodes.table import opcode
from txexplain.wire.script import find_and_delete, push

X_ONLY_KEY_SIZE = 32


@opcode("OP_CODESEPARATOR")
def code_separator(machine: Machine) -> None:
    machine.code_start = machine.next_offset
    machine.code_separator_position = machine.position


@opcode("OP_CHECKSIG", needs=2)
def check_sig(machine: Machine) -> None:
    signature, key = machine.stack[-2:]
    passes = _check(machine, signature, key)
    del machine.stack[-2:]
    machine.push_bool(passes)


@opcode("OP_CHECKSIGVERIFY", needs=2)
def check_sig_verify(machine: Machine) -> None:
    check_sig(machine)
    if not machine.stack[-1]:
        raise Halt("CHECKSIGVERIFY")
    machine.stack.pop()


@opcode("OP_CHECKSIGADD")
def check_sig_add(machine: Machine) -> None:
    """Tapscript only: adds one to a number where the signature passes (BIP342)."""
    if machine.version is not SigVersion.TAPSCRIPT:
        raise Halt("BAD_OPCODE", case="opcode")
    machine.need(3)
    machine.takes = 3
    signature, count, key = machine.stack[-3:]
    number = machine.number(count)
    passes = _check_tapscript(machine, signature, key)
    machine.stack[-3:] = [encode_number(number + passes)]


@opcode("OP_CHECKMULTISIG")
def check_multisig(machine: Machine) -> None:
    """m of n signatures, in the order of their keys, and below them an item that is used up for nothing."""
    if machine.version is SigVersion.TAPSCRIPT:
        raise Halt("TAPSCRIPT_CHECKMULTISIG")
    keys, signatures = _multisig_arguments(machine)
    used = len(keys) + len(signatures) + 2
    machine.takes = used + 1
    passes = _match_keys(machine, keys, signatures)
    if not passes and machine.enforces(Rules.NULLFAIL) and any(signatures):
        raise Halt("NULLFAIL")
    if machine.enforces(Rules.NULLDUMMY) and machine.stack[-used - 1]:
        raise Halt("SIG_NULLDUMMY", item=machine.stack[-used - 1].hex())
    del machine.stack[-used - 1 :]
    machine.push_bool(passes)


@opcode("OP_CHECKMULTISIGVERIFY")
def check_multisig_verify(machine: Machine) -> None:
    check_multisig(machine)
    if not machine.stack[-1]:
        raise Halt("CHECKMULTISIGVERIFY")
    machine.stack.pop()


def _check(machine: Machine, signature: bytes, key: bytes) -> bool:
    if machine.version is SigVersion.TAPSCRIPT:
        return _check_tapscript(machine, signature, key)
    code = _script_code(machine, [signature])
    passes = _check_ecdsa(machine, signature, key, code)
    if not passes and machine.enforces(Rules.NULLFAIL) and signature:
        raise Halt("NULLFAIL")
    return passes


def _check_ecdsa(machine: Machine, signature: bytes, key: bytes, script_code: bytes) -> bool:
    check_signature_encoding(machine, signature)
    check_public_key_encoding(machine, key)
    check = machine.checker.ecdsa(signature, key, script_code, machine.version)
    omitted = _omitted(machine, check.sighash, script_code)
    machine.checks.append(check._replace(omitted=omitted) if omitted else check)
    return check.passes


def _omitted(machine: Machine, sighash: Sighash | None, script_code: bytes) -> tuple[str, ...]:
    """What the message leaves out of the script that runs, by comparing the two (see `SignatureCheck`)."""
    if machine.version is not SigVersion.BASE and not machine.code_start:
        return ()  # in the witness a message holds the script code as it is
    hashed = sighash.data_of("script_code") if sighash else None
    if hashed is None:
        return ()
    separators, cut = _shortened(hashed, script_code)
    left_out = {
        "before_separator": machine.code_start > 0,
        "separators": separators,
        "signatures": script_code != machine.script_code,
        "rest_of_push": cut,
    }
    return tuple(name for name, holds in left_out.items() if holds)


def _shortened(hashed: bytes, script_code: bytes) -> tuple[bool, bool]:
    """Whether a message holds the script code without its OP_CODESEPARATORs, and with its last push cut short."""
    width = {0xFD: 3, 0xFE: 5}.get(hashed[0], 1)  # of its length, a CompactSize
    announced = int.from_bytes(hashed[1:width] if width > 1 else hashed[:1], "little")
    return announced != len(script_code), len(hashed) - width != announced


def _script_code(machine: Machine, signatures: list[bytes]) -> bytes:
    """What the signatures sign of the script: outside the witness, the script without themselves."""
    code = machine.script_code
    if machine.version is not SigVersion.BASE:
        return code
    for signature in signatures:
        shorter = find_and_delete(code, push(signature))
        if shorter != code and machine.enforces(Rules.CONST_SCRIPTCODE):
            raise Halt("SIG_FINDANDDELETE")
        code = shorter
    return code


def _check_tapscript(machine: Machine, signature: bytes, key: bytes) -> bool:
    """An empty signature is false, any other must pass or the script fails; unknown kinds of key pass (BIP342)."""
    if signature:
        machine.spend_validation_weight()
    if not key:
        raise Halt("TAPSCRIPT_EMPTY_PUBKEY")
    if len(key) != X_ONLY_KEY_SIZE and machine.enforces(Rules.DISCOURAGE_UPGRADABLE_PUBKEYTYPE):
        raise Halt("DISCOURAGE_UPGRADABLE_PUBKEYTYPE", size=len(key), key=key.hex())
    unchecked = "empty_signature" if not signature else "unknown_key_type" if len(key) != X_ONLY_KEY_SIZE else ""
    if unchecked:
        machine.checks.append(SignatureCheck("schnorr", signature, key, bool(signature), unchecked))
        return bool(signature)
    check = machine.checker.schnorr(signature, key, machine.annex, machine.leaf)
    machine.checks.append(check)
    if not check.passes:
        raise Halt(check.script_error)
    return True


def _multisig_arguments(machine: Machine) -> tuple[list[bytes], list[bytes]]:
    """Keys and signatures, in the order in which they are tried: the topmost first. The stack is left as it is."""
    stack = machine.stack
    machine.need(1)
    key_count = machine.number(stack[-1])
    if not 0 <= key_count <= MAX_PUBKEYS_PER_MULTISIG:
        raise Halt("PUBKEY_COUNT", count=key_count, limit=MAX_PUBKEYS_PER_MULTISIG)
    machine.count_ops(key_count)
    machine.need(key_count + 2)
    signature_count = machine.number(stack[-key_count - 2])
    if not 0 <= signature_count <= key_count:
        raise Halt("SIG_COUNT", count=signature_count, limit=key_count)
    machine.need(key_count + signature_count + 3)  # the extra item too
    keys = [stack[-2 - place] for place in range(key_count)]
    signatures = [stack[-3 - key_count - place] for place in range(signature_count)]
    return keys, signatures


def _match_keys(machine: Machine, keys: list[bytes], signatures: list[bytes]) -> bool:
    """Each signature against the next keys until one fits; gives up when fewer keys than signatures are left."""
    code = _script_code(machine, signatures)
    matched = 0
    for tried, key in enumerate(keys):
        if matched == len(signatures) or len(signatures) - matched > len(keys) - tried:
            break
        matched += _check_ecdsa(machine, signatures[matched], key, code)
    return matched == len(signatures)
