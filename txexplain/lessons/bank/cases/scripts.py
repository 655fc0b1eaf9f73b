"""Cases about output scripts, addresses and keys, and about scripts as they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from txexplain.lessons.bank.case import Case, Figures
from txexplain.lessons.runs import spend
from txexplain.model.report import OutputReport
from txexplain.model.script import OPCODE_NAMES
from txexplain.model.spend import Stage, Verdict
from txexplain.session.transaction import Session

_NAMES = {  # by Core's names, in the order in which they stand beside each other as choices
    "pubkeyhash": "P2PKH",
    "scripthash": "P2SH",
    "witness_v0_keyhash": "P2WPKH",
    "witness_v0_scripthash": "P2WSH",
    "witness_v1_taproot": "P2TR",
}
_STARTS = {"pubkeyhash": "1", "scripthash": "3", "witness_v0_keyhash": "bc1q", "witness_v0_scripthash": "bc1q"}
_STARTS |= {"witness_v1_taproot": "bc1p"}
_WITH_ADDRESS = (
    "`OP_DUP OP_HASH160 <20> OP_EQUALVERIFY OP_CHECKSIG`",
    "`OP_HASH160 <20> OP_EQUAL`",
    "`OP_0 <20>`",
    "`OP_1 <32>`",
)
_WITHOUT_ADDRESS = ("nulldata", "pubkey", "multisig")
_SHORT = 75  # bytes of a script that is written out, in instructions
_FEW = range(2, 9)
_UNCOMPRESSED = 65
_KEYHASH = {  # what each kind puts around a key hash
    "pubkeyhash": ("76a914", "88ac"),
    "witness_v0_keyhash": ("0014", ""),
}
_CHANGES = {"OP_DUP": 1, "OP_HASH160": 0, "OP_SHA256": 0, "OP_EQUAL": -1, "OP_EQUALVERIFY": -2, "OP_CHECKSIG": -1}
_CHANGES |= {"OP_DROP": -1, "OP_CHECKLOCKTIMEVERIFY": 0, "OP_CHECKSEQUENCEVERIFY": 0, "OP_CHECKSIGVERIFY": -2}
_LETTERS = "pqrstuvw"


def _coins(session: Session) -> list[OutputReport]:
    """The outputs, and those that the inputs spend."""
    spent = [item.spent for item in session.report.inputs if item.spent is not None]
    return [*session.report.outputs, *spent]


def _outputs(session: Session) -> Iterator[Case]:
    """Several outputs of kinds that have names; more than two where all have an address."""
    names = {**_NAMES, "pubkey": "P2PK", "nulldata": "OP_RETURN", "multisig": "P2MS"}
    kinds = [item.type.key for item in session.report.outputs]
    without = sum(item.address is None for item in session.report.outputs)
    if len(kinds) in _FEW and (without or len(kinds) > _FEW[0]) and all(kind in names for kind in kinds):
        yield Case({"kinds": tuple(names[kind] for kind in kinds)})


def _kind_of_script(session: Session) -> Iterator[Case]:
    for item in _coins(session):
        if item.type.key in _NAMES:
            others = [name for key, name in _NAMES.items() if key != item.type.key]
            at = session.vsize_vb % len(others)
            wrong = (others[at:] + others[:at])[:3]
            script = item.script.slice.data.hex()
            yield Case({"script": script}, choices=(_NAMES[item.type.key], *wrong))


def _address_start(session: Session) -> Iterator[Case]:
    """An output of mainnet that has an address."""
    for item in _coins(session):
        start = _STARTS.get(item.type.key)
        if start and session.report.network.name == "main" and item.address and item.address.startswith(start):
            wrong = [other for other in dict.fromkeys(_STARTS.values()) if other != start]
            choices = tuple(f"`{each}`" for each in (start, *wrong))
            yield Case({"script": item.script.slice.data.hex()}, choices=choices)


def _no_address(session: Session) -> Iterator[Case]:
    """A script without an address among some that have one."""
    for item in _coins(session):
        if item.type.key in _WITHOUT_ADDRESS and len(item.script.slice.data) <= _SHORT * 3:
            at = len(item.script.slice.data) % len(_WITH_ADDRESS)
            wrong = (_WITH_ADDRESS[at:] + _WITH_ADDRESS[:at])[:3]
            yield Case({}, choices=(f"`{_instructions(item)}`", *wrong))


def _instructions(item: OutputReport) -> str:
    """The script with the length of each push in place of its bytes."""
    return " ".join(
        f"<{len(each.data)}>" if each.data else OPCODE_NAMES[each.opcode] for each in item.script.instructions
    )


def _uncompressed_key(session: Session) -> Iterator[Case]:
    """A key with both coordinates, whose compressed form begins with 02 or 03."""
    for item in _coins(session):
        for capture in (piece for shape in (item.type, *item.shapes) for piece in shape.captures):
            key = capture.slice.data
            if len(key) == _UNCOMPRESSED and key[0] == 4:
                right, wrong = ("02", "03") if key[-1] % 2 == 0 else ("03", "02")
                yield Case({"end": key.hex()[-4:]}, choices=(f"`{right}`", f"`{wrong}`", "`04`"))


def _hash_to_script(session: Session) -> Iterator[Case]:
    """An output that is locked to a key hash."""
    for item in session.report.outputs:
        if item.type.key in _KEYHASH:
            script = item.script.slice.data.hex()
            before, after = _KEYHASH[item.type.key]
            digits = script[len(before) : len(script) - len(after)]
            short = f"{digits[:4]}…{digits[-4:]}"
            other = next(each for key, each in _KEYHASH.items() if key != item.type.key)
            forms = (before, after), other, ("a914", "87"), ("5120", "")
            choices = tuple(f"`{start}{short}{end}`" for start, end in forms)
            yield Case({"hash": short, "kind": _NAMES[item.type.key]}, choices=choices)


def _stages(session: Session) -> Iterator[tuple[int, int, Stage]]:
    """The scripts of valid spends, of instructions that change the height by a known number."""
    for vin in range(0 if session.report.tx.is_coinbase else min(len(session.report.inputs), 2)):
        run = spend(session, vin).run
        for at, stage in enumerate(run.stages if run.verdict is Verdict.VALID else ()):
            names = [_name(stage, number) for number in range(len(stage.steps))]
            known = all(name in _CHANGES or name.startswith("<") for name in names)
            if stage.role != "script_sig" and len(stage.steps) > 2 and known and not stage.skipped and stage.before:
                yield vin, at, stage


def _name(stage: Stage, number: int) -> str:
    """A push by its length, or the opcode."""
    instruction = stage.steps[number].instruction
    return f"<{len(instruction.data)}>" if instruction.data else OPCODE_NAMES[instruction.opcode]


def _script(stage: Stage) -> Figures:
    """The script, and words about what the lesson on scripts leaves to the one on timelocks."""
    names = [_name(stage, number) for number in range(len(stage.steps))]
    return {
        "script": " ".join(names),
        "cltv": "has_cltv" if "OP_CHECKLOCKTIMEVERIFY" in names else "no_cltv",
        "csv": "has_csv" if "OP_CHECKSEQUENCEVERIFY" in names else "no_csv",
    }


def _height(session: Session) -> Iterator[Case]:
    """The stack before an instruction that the script has once, and not at its beginning."""
    for vin, at, stage in _stages(session):
        names = [_name(stage, number) for number in range(len(stage.steps))]
        for step, name in enumerate(names):
            if step > 1 and names.count(name) == 1:
                figures: Figures = {**_script(stage), "before": len(stage.before), "opcode": name}
                yield Case(figures, (vin, at, step))


def _pile(session: Session) -> Iterator[Case]:
    """The stack after some steps, as letters; the choices are what it was earlier, later, and upside down."""
    for _, _, stage in _stages(session):
        letters: dict[bytes, str] = {}
        piles = [_lettered(stack, letters) for stack in (stage.before, *(step.stack for step in stage.steps))]
        for done in range(2, len(stage.steps)):
            choices = dict.fromkeys((piles[done], piles[done][::-1], piles[done - 1], piles[done + 1]))
            if len(choices) > 2 and "" not in choices:
                figures: Figures = {**_script(stage), "start": f"`{' '.join(piles[0])}`", "steps": done}
                yield Case(figures, choices=tuple(f"`{' '.join(pile)}`" for pile in choices))


def _lettered(stack: tuple[bytes, ...], letters: dict[bytes, str]) -> str:
    """The items, each different one by a letter of its own, the top last."""
    for item in stack:
        letters.setdefault(item, _LETTERS[min(len(letters), len(_LETTERS) - 1)])
    return "".join(letters[item] for item in stack)


SCRIPTS: dict[str, Callable[[Session], Iterator[Case]]] = {
    "outputs": _outputs,
    "kind_of_script": _kind_of_script,
    "address_start": _address_start,
    "no_address": _no_address,
    "uncompressed_key": _uncompressed_key,
    "hash_to_script": _hash_to_script,
    "height": _height,
    "pile": _pile,
}
