"""What there is to know of a PSBT beyond its bytes: who comes next, what lacks, whose signatures are valid."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import NamedTuple

from txexplain.model.psbt import path_words
from txexplain.model.report import NO_FACTS, Facts
from txexplain.model.signing import Sighash, SignatureCheck
from txexplain.model.spend import Verdict, Verification


class PsbtRole(IntEnum):
    """Who handles a PSBT, in the order in which they do (BIP174; Core: PSBTRole)."""

    CREATOR = 0
    UPDATER = 1
    SIGNER = 2
    FINALIZER = 3
    EXTRACTOR = 4

    @property
    def key(self) -> str:
        return self.name.lower()


class PsbtMissing(NamedTuple):
    """Hashes of keys and of scripts, as the spent script names them, empty where none lacks."""

    public_keys: tuple[bytes, ...] = ()
    signatures: tuple[bytes, ...] = ()
    redeem_script: bytes = b""
    witness_script: bytes = b""


class PsbtSignature(NamedTuple):
    """One signature that a PSBT brings, or that final scripts hold, judged by the message that the engine makes.

    `field` is the BIP's name; `key` the key that it is for, as the PSBT states it or, for the key path, as the output
    does (empty where several were tried and none fits); `leaf_hash` the leaf that it signs in. `reason` says why the
    verdict is not VALID: what the check says, or what lacks (`spent_output`, `script`, `nonces`, `participants`), or
    that the field is for another kind of output (`taproot`, `not_taproot`), that the script has more
    OP_CODESEPARATORs than are tried (`code_separators`), or that the witness program checks none (`no_rules`).
    `asked_for` is False where no script of the input names the key, None where that is not known. `policy` is the
    script error by which nodes do not pass it on.
    """

    field: str
    key: bytes
    verdict: Verdict
    reason: str = ""
    leaf_hash: bytes = b""
    asked_for: bool | None = None
    policy: str = ""
    check: SignatureCheck | None = None


class PsbtSigner(NamedTuple):
    """A key that an input states with its origin: the fingerprint of a master key, and the path from there.

    `state` is `signed` where a signature by it is valid, `invalid` where there is one that is not, `unchecked` where
    there is one of which that cannot be told, `may_sign` where there is none and the input still takes one,
    `done` where it does not, `not_asked_for` where no script of the input names the key, and `unknown` where it
    cannot be told what does.
    """

    key: bytes
    fingerprint: bytes
    path: tuple[int, ...]
    state: str

    @property
    def path_words(self) -> str:
        return path_words(self.path)


class PsbtInputAnalysis(NamedTuple):
    """One input: `next` is who has to handle it, `missing` what lacks before anybody else can.

    `is_final` where its final scripts are there and valid. The rest is our own. `obstacle` is why a node stops:
    `spent_output`, which lacks, of this input or of another one; `final_scripts`, which are there and not valid;
    `sighash_type`, another one than usual, which it wants to be told; `claimed_output`, an amount and a script that
    only the PSBT states, where the signature would not commit to them. `signatures_suffice` where those that are
    there finish the input, whatever a node thinks of that. `finished` is what finishes it: its final scriptSig and
    witness, be they valid or not, or what they will be; None where that cannot be told yet. `other_keys` are keys, or
    hashes of keys, that the scripts name and the PSBT tells nothing else of; unless `script_known`, those are scripts
    that are stated but not what the lock asks for. `has_final_scripts` whatever a node thinks of them.
    `hindrance` is what more signatures alone do not help against: `sighash_type` where one has another type than the
    input states, `policy` where one is valid and relay policy forbids its form, `timelock` where the script always
    checks one that the transaction does not meet, `no_rules` where the witness program checks no signature.
    """

    has_utxo: bool = False
    is_final: bool = False
    next: PsbtRole = PsbtRole.CREATOR
    missing: PsbtMissing = PsbtMissing()
    obstacle: str = ""
    signatures_suffice: bool = False
    finished: tuple[bytes, tuple[bytes, ...]] | None = None
    signatures: tuple[PsbtSignature, ...] = ()
    signers: tuple[PsbtSigner, ...] = ()
    other_keys: tuple[bytes, ...] = ()
    script_known: bool = True
    has_final_scripts: bool = False
    hindrance: str = ""


class CautionLevel(Enum):
    """How much a signer should mind: a NOTE is worth knowing, a WARNING makes trust necessary, an ERROR breaks a rule
    or contradicts what else the PSBT says."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class PsbtCaution(NamedTuple):
    """What a signer should not take on trust, of one input, one output, or the whole PSBT."""

    key: str
    level: CautionLevel
    input: int | None = None
    output: int | None = None
    facts: Facts = NO_FACTS


class PsbtOutputKey(NamedTuple):
    """A key that an output states with its origin; `by_xpub` tells whether an extended key that the PSBT states
    leads to it, None where none should."""

    key: bytes
    fingerprint: bytes
    path: tuple[int, ...]
    by_xpub: bool | None = None

    @property
    def path_words(self) -> str:
        return path_words(self.path)


class PsbtOutputView(NamedTuple):
    """What a PSBT claims of one output by the keys that it states for it.

    `is_change` is `claims` where they come from the accounts of an input, the script is made of them as that of the
    input is, and their paths are those of change; `receives` where the paths are those of addresses given out,
    `same_account` where they are neither. `other_script` where keys of those accounts are in another kind of script,
    `differs` where not all that is stated leads to the script, `other_account` where they are of other accounts of
    the same master keys, `other_keys` where they are of none of those, `unknown` where no input states an account,
    and empty where the output states no keys.
    `silent_payment` is `proved` where the script is the one that the shares and their proofs lead to, `differs`
    where it is not, `unproved` where that cannot be told, `waiting` where there is no script yet, and empty where no
    silent payment address is stated.
    """

    number: int
    is_change: str = ""
    keys: tuple[PsbtOutputKey, ...] = ()
    silent_payment: str = ""


class PsbtAnalysis(NamedTuple):
    """What a node says of a PSBT (Core: AnalyzePSBT), with our own beside it.

    Sizes and rates are those of the finished transaction, with usual signatures where some lack; None where it cannot
    be told how an input will be finished. `error` is the node's sentence on a PSBT that cannot be valid, of which
    it tells nothing else. The rate is in satoshi for 1000 vbytes. `outputs` and `cautions` are our own, and so is
    `likely_vsize_vb`: a node takes the key path even where nobody has its key, and then we tell no size.
    """

    inputs: tuple[PsbtInputAnalysis, ...]
    next: PsbtRole
    fee_sat: int | None = None
    estimated_vsize_vb: int | None = None
    estimated_rate_sat: int | None = None
    error: str = ""
    outputs: tuple[PsbtOutputView, ...] = ()
    cautions: tuple[PsbtCaution, ...] = ()
    likely_vsize_vb: int | None = None

    @property
    def unsettled_outputs(self) -> tuple[int, ...]:
        """The numbers of the outputs whose script is not, or not yet, where their silent payment address leads."""
        return tuple(each.number for each in self.outputs if each.silent_payment in ("waiting", "differs"))


class PsbtVerification(NamedTuple):
    """The verdict on a PSBT: `valid` where it is complete and the transaction that it gives is, `invalid` where a
    signature or a final script fails, a silent payment goes elsewhere, or the finished transaction fails; else
    `unknown`.

    It is `complete` where every input is finished, by final scripts or by signatures that suffice, and every output
    that a silent payment address is stated for has the script that this leads to. `verification` is
    that of the transaction with the inputs that are finished, None where there is none.
    """

    analysis: PsbtAnalysis
    verdict: Verdict
    complete: bool
    verification: Verification | None = None

    @property
    def failing_inputs(self) -> tuple[int, ...]:
        """The numbers of the inputs of which a signature or the final script fails."""
        run = self.verification.inputs if self.verification else ()
        return tuple(
            number
            for number, each in enumerate(self.analysis.inputs)
            if any(signature.verdict is Verdict.INVALID for signature in each.signatures)
            or (each.finished is not None and number < len(run) and run[number].run.failure is not None)
        )


class PsbtMessage(NamedTuple):
    """A message that signatures of an input sign, or will: with the checks over it, those that pass first.

    `leaf_hash` is that of the leaf in which it is signed, empty elsewhere; `may_sign` the keys that still may.
    """

    sighash: Sighash
    leaf_hash: bytes
    checks: tuple[SignatureCheck, ...]
    may_sign: tuple[bytes, ...]


class PsbtMessages(NamedTuple):
    """The messages of an input.

    `lacks` is what has to be known before one can be told: `spent_output`, `script`, and `silent_payment_script`
    while one is to be computed, before which nobody may sign. Or it is why there is none: a witness program that
    checks no signature (`no_rules`), a sighash type that no signature here can have (`sighash_type`) or that asks for
    an output that is not there (`single_output`), an internal key that is nobody's, without a `leaf`.
    """

    vin: int
    messages: tuple[PsbtMessage, ...]
    lacks: str = ""
