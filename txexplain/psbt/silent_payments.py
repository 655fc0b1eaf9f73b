"""The silent payments of a PSBT: the inputs that count, the shares and their proofs, the scripts (BIP375, BIP352)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from txexplain.crypto.curve import Point, parse_public_key, total
from txexplain.crypto.dleq import verify_equality
from txexplain.crypto.silent_payments import MAX_OUTPUTS, output_key, shared_secret
from txexplain.model.psbt import Psbt, PsbtMap
from txexplain.psbt.stated import Stated
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import NOBODYS_KEY
from txexplain.wire.output_scripts import is_pay_to_pubkey_hash, pay_to_witness
from txexplain.wire.script import instructions
from txexplain.wire.taproot import internal_key, is_control_block

_KEY_SIZE = 33
_P2WPKH_SIZE = 22

Final = tuple[bytes, tuple[bytes, ...]] | None
"""A final scriptSig and witness."""

ScanKey = bytes
Maker = int | None
"""The number of the input whose share it is; None for a share of all inputs that count."""


class SilentOutput(NamedTuple):
    """An output to a silent payment address; `script` is None until it is computed."""

    number: int
    scan_key: ScanKey
    spend_key: bytes
    script: bytes | None


class SilentPayments:
    """Those of one PSBT. Proofs and scripts are judged when asked for."""

    def __init__(self, psbt: Psbt, inputs: Sequence[Stated | None], finals: Sequence[Final]) -> None:
        self._psbt = psbt
        self._inputs = inputs
        self._finals = finals
        self.outputs = [output for each in psbt.outputs if (output := _silent_output(each))]
        self.shares = self._by_scan_key("SP_ECDH_SHARE")
        self._proofs = self._by_scan_key("SP_DLEQ")
        self._proof_states: dict[tuple[ScanKey, Maker], str] = {}

    def _by_scan_key(self, field: str) -> dict[ScanKey, dict[Maker, bytes]]:
        found: dict[ScanKey, dict[Maker, bytes]] = {}
        for each in (self._psbt.globals, *self._psbt.inputs):
            prefix, maker = ("PSBT_IN_", each.number) if each.role == "input" else ("PSBT_GLOBAL_", None)
            for entry in each.all(prefix + field):
                found.setdefault(entry.key_data.data, {})[maker] = entry.value.data
        return found

    # Inputs

    @cached_property
    def counts(self) -> list[bool | None]:
        """Whether the key of each input is part of the secret (BIP352); None where that cannot be told."""
        return [_counts(stated, final) for stated, final in zip(self._inputs, self._finals, strict=True)]

    @cached_property
    def counting(self) -> list[int]:
        return [number for number, counts in enumerate(self.counts) if counts]

    @cached_property
    def public_keys(self) -> Mapping[int, Point | None]:
        """The key of each input that counts, None where none is stated."""
        return {number: parse_public_key(key) if key else None for number, (key, _) in self._keys.items()}

    @cached_property
    def _keys(self) -> Mapping[int, tuple[bytes, bool]]:
        """With them, whether they are what the spent script names: a key that is not is taken for it, and proves
        nothing (BIP375's own vectors have such)."""
        return {number: self._key(number) for number in self.counting}

    def _key(self, number: int) -> tuple[bytes, bool]:
        stated, final = self._inputs[number], self._finals[number]
        if stated is None:
            return b"", False
        if stated.is_taproot:
            return b"\x02" + stated.script_pubkey[2:], True
        keys = [key for key in (*stated.keys, *_final_items(final)) if len(key) == _KEY_SIZE]
        script = stated.script or _final_script(final)
        named = next((key for key in keys if hash160(key) in script), b"")
        return named or next(iter(keys), b""), bool(named)

    @cached_property
    def public_key(self) -> Point | None:
        """The sum of all keys; None where one is not known."""
        found = list(self.public_keys.values())
        points = [point for point in found if point is not None]
        return total(points) if len(points) == len(found) and None not in self.counts else None

    # Shares

    def proof_state(self, scan_key: ScanKey, maker: Maker) -> str:
        """Of a share that is there: `valid`, `invalid`, `missing`, or `no_key` where it cannot be checked."""
        place = (scan_key, maker)
        if place not in self._proof_states:
            self._proof_states[place] = self._proof_state(scan_key, maker)
        return self._proof_states[place]

    def _proof_state(self, scan_key: ScanKey, maker: Maker) -> str:
        proof = self._proofs.get(scan_key, {}).get(maker)
        public_key = self.public_key if maker is None else self.public_keys.get(maker)
        share, point = parse_public_key(self.shares[scan_key][maker]), parse_public_key(scan_key)
        if proof is None:
            return "missing"
        if public_key is None:
            return "no_key"
        if share is None or point is None:
            return "invalid"
        return "valid" if verify_equality(public_key, point, share, proof) else "invalid"

    def makers(self, scan_key: ScanKey) -> list[Maker] | None:
        """Whose shares make the whole: all inputs', if that is there, else each input's; None where one lacks."""
        shares = self.shares.get(scan_key, {})
        if None in shares:
            return [None]
        return list(self.counting) if self.lacking(scan_key) is None and self.counting else None

    def lacking(self, scan_key: ScanKey) -> int | None:
        """The first input that counts and has no share, where there is none of all inputs."""
        shares = self.shares.get(scan_key, {})
        return None if None in shares else next((each for each in self.counting if each not in shares), None)

    def _share(self, scan_key: ScanKey) -> Point | None:
        makers = self.makers(scan_key)
        shares = [parse_public_key(self.shares[scan_key][maker]) for maker in makers or ()]
        points = [share for share in shares if share is not None]
        return total(points) if len(points) == len(shares) else None

    # Scripts

    def groups(self) -> Iterator[tuple[ScanKey, list[SilentOutput]]]:
        """The outputs by scan key, in the order in which they are numbered."""
        ordered = sorted(self.outputs, key=lambda output: output[1:3] + output[:1])
        for scan_key, group in groupby(ordered, key=lambda output: output.scan_key):
            yield scan_key, list(group)

    @cached_property
    def states(self) -> Mapping[int, str]:
        """Of each output: see PsbtOutputView."""
        return {number: state for scan_key, group in self.groups() for number, state in self._states(scan_key, group)}

    def _states(self, scan_key: ScanKey, group: list[SilentOutput]) -> Iterator[tuple[int, str]]:
        secret = self._secret(scan_key) if len(group) <= MAX_OUTPUTS else None
        made = self._scripts(secret, group) if secret is not None else {}
        proofs = (self.proof_state(scan_key, maker) for maker in self.makers(scan_key) or ())
        is_proved = all(fits for _, fits in self._keys.values()) and set(proofs) == {"valid"}
        for output in group:
            if output.script is None:
                yield output.number, "waiting"
            elif output.number in made and made[output.number] != output.script:
                yield output.number, "differs"
            else:
                yield output.number, "proved" if is_proved and output.number in made else "unproved"

    def _secret(self, scan_key: ScanKey) -> Point | None:
        share = self._share(scan_key)
        if share is None or self.public_key is None:
            return None
        outpoints = (txin.outpoint for txin in self._psbt.tx.inputs)
        smallest = min(txid + vout.to_bytes(4, "little") for txid, vout in outpoints)
        return shared_secret(share, smallest, self.public_key)

    def _scripts(self, secret: Point, group: list[SilentOutput]) -> Mapping[int, bytes]:
        """What the outputs pay to. BIP375 numbers those of a scan key by their spend keys; one of its own valid
        vectors by their place, which whoever is paid finds just as well."""
        by_place = sorted(group)
        for order in (group, by_place):
            found = dict(_scripts_in_order(secret, order))
            if all(output.script in (None, found.get(output.number)) for output in group):
                return found
        return dict(_scripts_in_order(secret, group))


def _scripts_in_order(secret: Point, group: list[SilentOutput]) -> Iterator[tuple[int, bytes]]:
    for k, output in enumerate(group):
        spend_key = parse_public_key(output.spend_key)
        key = None if spend_key is None else output_key(secret, spend_key, k)
        if key is not None:
            yield output.number, pay_to_witness(1, key)


def _silent_output(each: PsbtMap) -> SilentOutput | None:
    info, script = each.one("PSBT_OUT_SP_V0_INFO"), each.one("PSBT_OUT_SCRIPT")
    if info is None:
        return None
    keys = info.value.data
    return SilentOutput(
        each.number, keys[:_KEY_SIZE], keys[_KEY_SIZE:], script.value.data or None if script else None
    )


def _counts(stated: Stated | None, final: Final) -> bool | None:
    """BIP352 takes the keys of P2TR, P2WPKH, P2SH-P2WPKH and P2PKH, where they are compressed."""
    if stated is None:
        return None
    if stated.is_taproot:
        blocks = [leaf.control_block for leaf in stated.leaves] + list(_final_items(final)[-2:])
        stated_keys = {stated.internal_key, *(internal_key(block) for block in blocks if is_control_block(block))}
        return NOBODYS_KEY not in stated_keys
    program = stated.script_pubkey
    if stated.is_script_hash:
        redeem_script = stated.program or _final_script(final)
        if not redeem_script:
            return None
        program = redeem_script
    if not is_pay_to_pubkey_hash(program) and not (len(program) == _P2WPKH_SIZE and program[:2] == b"\x00\x14"):
        return False
    if stated.is_script_hash and is_pay_to_pubkey_hash(program):
        return False
    return not any(len(key) != _KEY_SIZE and hash160(key) in program for key in stated.keys)


def _final_items(final: Final) -> tuple[bytes, ...]:
    """What final scripts push, or have in the witness."""
    if final is None:
        return ()
    pushed = (item.data for item in instructions(final[0]) if item.data)
    return (*pushed, *final[1])


def _final_script(final: Final) -> bytes:
    """The last push of a final scriptSig: of P2SH the redeem script."""
    pushed = [item.data for item in instructions(final[0]) if item.data] if final else []
    return pushed[-1] if pushed else b""
