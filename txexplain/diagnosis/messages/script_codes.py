"""Another script in the place of the script code (BIP143, item 5; before segwit, in the input that is signed)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.diagnosis.other_key import forms
from txexplain.diagnosis.setting import LEGACY, TAPROOT, Case, Neighbour, Setting
from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Facts
from txexplain.model.script import OP_CHECKSIG, OP_CODESEPARATOR
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.output_scripts import pay_to_pubkey_hash, witness_program
from txexplain.wire.script import instructions, push

_KEY_HASH_SIZE = 20


def script_codes(case: Case, setting: Setting) -> Iterator[Neighbour]:
    if setting.algorithm == TAPROOT:
        return
    for key, script, facts in _scripts(case, setting):
        if script != setting.script_code:
            for verbatim in (True, False) if setting.algorithm == LEGACY else (False,):
                yield Neighbour(key, setting._replace(script_code=script, verbatim=verbatim), facts)


_Row = tuple[str, bytes, Facts]


def _scripts(case: Case, setting: Setting) -> Iterator[_Row]:
    yield from _by_separators(case.script, is_legacy=setting.algorithm == LEGACY)
    yield "output_script", case.script_pubkey, Facts()
    inner = [(each.role, each.script.slice.data) for each in case.report.inputs[case.setting.vin].inner_scripts]
    for role, script in inner:
        if script != case.script:
            yield "inner_script", script, Facts(role=role)
    yield from _of_program(case.script_pubkey)
    for _, script in inner:
        yield from _of_program(script)
    yield "script_code_empty", b"", Facts()
    yield from _hashes(case, setting.script_code)
    for position, public_key in enumerate(case.attempt.keys):
        yield "key_hash_script", pay_to_pubkey_hash(hash160(public_key)), Facts(position=position)
        yield "key_script", push(public_key) + bytes([OP_CHECKSIG]), Facts(position=position)
        for form in () if case.attempt.is_multisig else forms(public_key):
            if form != public_key:
                facts = Facts(position=position, case="uncompressed" if len(form) > len(public_key) else "compressed")
                yield "key_hash_script", pay_to_pubkey_hash(hash160(form)), facts


def _of_program(script: bytes) -> Iterator[_Row]:
    """What stands for a witness program: of a key hash the script that BIP143 has for it, and the hash alone."""
    found = witness_program(ByteSlice(0, script))
    if found is None:
        return
    if found.version == 0 and len(found.program.data) == _KEY_HASH_SIZE:
        yield "key_hash_script", pay_to_pubkey_hash(found.program.data), Facts()
    yield "hash_for_script", found.program.data, Facts(case="program")


def _hashes(case: Case, script_code: bytes) -> Iterator[_Row]:
    """Hashes where the script should be: that in the output script, and those of the script itself."""
    for item in instructions(case.script_pubkey):
        if item.data is not None and len(item.data) in (20, 32):
            yield "hash_for_script", item.data, Facts(case="in_output_script")
    for case_, hashed in (("sha256", sha256(script_code)), ("hash160", hash160(script_code))):
        yield "hash_for_script", hashed, Facts(case=case_)


def _by_separators(script: bytes, *, is_legacy: bool) -> Iterator[_Row]:
    """The whole script, and what stands behind each OP_CODESEPARATOR, where there is one."""
    places = [(each, item.span) for each, item in enumerate(instructions(script)) if item.opcode == OP_CODESEPARATOR]
    if places:
        if places[0][1].start == 0 and is_legacy:
            yield "separators_kept", script, Facts()
        yield "script_code_whole", script, Facts()
    for position, span in places:
        yield "script_code_after_separator", script[span.end :], Facts(position=position)
        yield "script_code_from_separator", script[span.start :], Facts(position=position)
