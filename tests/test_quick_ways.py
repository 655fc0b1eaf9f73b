"""What is computed in a quick way is what the plain one, or another library, gives."""

from __future__ import annotations

import random

import bitcoin.base58
import pytest

from txexplain.addresses import bech32, descriptors
from txexplain.addresses.addresses import base58check_encode
from txexplain.analyse import analyse, output_report
from txexplain.bulk.inputs import inputs_data
from txexplain.data.decode import input_data
from txexplain.data.script_pubkey import script_pubkey_data, script_pubkey_of
from txexplain.model.bytes import ByteSlice
from txexplain.model.networks import MAIN, NETWORKS
from txexplain.model.report import SpentOutput
from txexplain.wire.assemble import assemble
from txexplain.wire.cursor import sized
from txexplain.wire.der import DerLayout, der_layout, encode_der, is_framed, is_valid_signature_encoding
from txexplain.wire.hashes import hash256
from txexplain.wire.keys import FIELD_SIZE, is_x_coordinate
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_script_hash, pay_to_witness
from txexplain.wire.script import push


@pytest.fixture
def source() -> random.Random:
    return random.Random("quick ways")


def test_whether_an_x_is_on_the_curve_is_what_eulers_criterion_says(source: random.Random) -> None:
    numbers = [0, 1, 2, 5, FIELD_SIZE - 1, FIELD_SIZE, 2**256 - 1, *(source.getrandbits(256) for _ in range(300))]
    for x in numbers:
        expected = x < FIELD_SIZE and pow(x**3 + 7, (FIELD_SIZE - 1) // 2, FIELD_SIZE) == 1
        assert is_x_coordinate(x.to_bytes(32, "big")) is expected


def test_base58_is_what_python_bitcoinlib_writes(source: random.Random) -> None:
    for _ in range(300):
        payload = bytes(source.randrange(4)) + source.randbytes(source.randrange(90))
        assert base58check_encode(payload) == bitcoin.base58.encode(payload + hash256(payload)[:4])


def test_an_address_of_a_program_is_its_groups_of_five_bits(source: random.Random) -> None:
    for version in range(17):
        for size in range(2, 41):
            program = source.randbytes(size)
            bits = f"{int.from_bytes(program, 'big'):0{size * 8}b}" + "0" * (-size * 8 % 5)
            groups = [int(bits[place : place + 5], 2) for place in range(0, len(bits), 5)]
            constant = bech32.BECH32M if version else bech32.BECH32
            assert bech32.encode_program("tb", version, program) == bech32.encode("tb", [version, *groups], constant)


def test_a_checksum_by_threes_is_that_of_single_steps(source: random.Random) -> None:
    for _ in range(300):
        text = "".join(source.choices(descriptors._INPUT, k=source.randrange(80)))
        checksum = descriptors._remainder(descriptors._symbols(text))
        chars = "".join(bech32.CHARSET[checksum >> 5 * (7 - place) & 31] for place in range(8))
        assert descriptors.checksum_of(text) == chars


@pytest.mark.parametrize("text", ["é", "aé", "aaé", "aaaé", "éaaa"])
def test_a_character_that_no_descriptor_has_is_no_symbol(text: str) -> None:
    with pytest.raises(KeyError):
        descriptors.checksum_of(text)


def _scripts(source: random.Random) -> list[bytes]:
    found = [pay_to_pubkey_hash(source.randbytes(20)), pay_to_script_hash(source.randbytes(20))]
    found += [pay_to_witness(version, source.randbytes(size)) for version in range(17) for size in range(2, 41)]
    for script in [*found]:
        found += [script[:-1], script + b"\x51", bytes([script[0] ^ 1]) + script[1:]]
    return [*found, b"", b"\x6a" + push(b"data"), push(b"\2" + source.randbytes(32)) + b"\xac"]


@pytest.mark.parametrize("network", NETWORKS.values(), ids=str)
def test_a_script_by_its_bytes_is_told_as_one_that_was_looked_at(network: object, source: random.Random) -> None:
    for script in _scripts(source):
        report = output_report(0, ByteSlice(0, script), network)  # type: ignore[arg-type]
        expected, found = script_pubkey_data(report), script_pubkey_of(script, network)  # type: ignore[arg-type]
        assert found == expected
        assert [*found] == [*expected]  # type: ignore[misc]


def _slots(source: random.Random) -> list[tuple[bytes, list[bytes]]]:
    """ScriptSigs and witnesses that bring signatures and keys, plain ones and ones that are not quite."""
    key = b"\2" + source.randbytes(32)
    keys = [key, b"\4" + source.randbytes(64), b"\5" + key[1:], key[:-1], b"\6" + source.randbytes(64)]
    numbers = source.getrandbits(255), source.getrandbits(254)
    der = encode_der(*numbers)
    signatures = [der + b"\1", der + b"\x83", der + b"\0", der + b"\x42", der, b"\x30" + der, der + bytes(9) + b"\1"]
    signatures += [source.randbytes(64), source.randbytes(65), b"", source.randbytes(63)]
    found: list[tuple[bytes, list[bytes]]] = []
    for signature in signatures:
        found += [(push(signature), []), (b"", [signature]), (b"\x4c" + sized(signature) + push(key), [])]
        for each in keys:
            found += [(push(signature) + push(each), []), (b"", [signature, each]), (push(each), [signature])]
            found += [(push(signature) + push(each) + b"\x51", []), (b"", [signature, each, each])]
    return found


def test_inputs_read_at_once_are_those_that_were_looked_at(source: random.Random) -> None:
    """With a coin of each type, and without one."""
    coins = [None, *(SpentOutput(5, script) for script in _scripts(source)[:60:3])]
    coins.append(SpentOutput(5, pay_to_witness(1, source.randbytes(32))))
    for number, (script_sig, witness) in enumerate(_slots(source)):
        for coin in (None, coins[0], coins[number % len(coins)], coins[-1]):
            sequence = source.choice((0xFFFFFFFF, 0xFFFFFFFE, 5, 0)).to_bytes(4, "little")
            body = b"\1" + source.randbytes(36) + sized(script_sig) + sequence + b"\1" + bytes(8) + sized(b"\x51")
            stack = bytes([len(witness)]) + b"".join(map(sized, witness)) if witness else b""
            raw = b"\2\0\0\0" + (b"\0\1" if witness else b"") + body + stack + bytes(4)
            report = analyse(raw, [coin])
            (found,) = inputs_data(report.tx, [coin], MAIN)
            expected = input_data(report.inputs[0], False, MAIN)
            assert _plain(found) == _plain(expected), raw.hex()


def _plain(data: object) -> object:
    from txexplain.render.json import json_line

    return json_line(data)


def test_a_signature_is_framed_where_it_has_parts(source: random.Random) -> None:
    der = encode_der(source.getrandbits(256), source.getrandbits(250)) + b"\1"
    for _ in range(3_000):
        spoilt = bytearray(der[: source.randrange(len(der) + 1)] if source.random() < 0.1 else der)
        for _ in range(source.randrange(3)):
            if spoilt:
                spoilt[source.choice((0, 1, 2, 3, 4, source.randrange(len(spoilt)))) % len(spoilt)] ^= (
                    1 << source.randrange(8)
                )
        signature = bytes(spoilt)
        layout = der_layout(signature)
        assert is_framed(signature) == (layout is not None)
        assert is_valid_signature_encoding(signature) == _is_strict(layout, signature)


def _is_strict(layout: DerLayout | None, signature: bytes) -> bool:
    """BIP66, by the parts."""
    if layout is None or layout.padding or len(signature) > 73:
        return False
    for number in (layout.r, layout.s):
        value = int.from_bytes(number, "big", signed=True)
        if not number or value < 0 or number != value.to_bytes(value.bit_length() // 8 + 1, "big"):
            return False
    return True


def test_shapes_are_found_whether_or_not_the_type_is_known() -> None:
    from txexplain.model.script import Script
    from txexplain.templates.outputs import output_type
    from txexplain.templates.scripts import shapes_of
    from txexplain.wire.script import parse

    key = "02" + "11" * 32
    for text in (
        f"1 {key} {key} 2 OP_CHECKMULTISIG",
        f"{key} OP_CHECKSIG",
        f"OP_SHA256 {'22' * 32} OP_EQUAL",
        "OP_1",
    ):
        script: Script = parse(ByteSlice(0, assemble(text)))
        assert shapes_of(script) == shapes_of(script, output_type(script))
