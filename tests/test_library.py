"""The library says what the commands say, changes nothing outside itself, and tells plainly what was wrong."""

from __future__ import annotations

import gc
import json
import locale
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from decimal import localcontext
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLES, Ran, each_example, session_of

import txexplain
from txexplain.bundled import block_names
from txexplain.lessons import all_lessons
from txexplain.lessons.material import lesson_material
from txexplain.lessons.sessions import block_session_of
from txexplain.model.lesson import Experiment
from txexplain.model.spend import InputVerdict, Verification
from txexplain.session.psbt import PsbtSession
from txexplain.texts import LANGUAGES

Cli = Callable[..., Ran]
FIRST = EXAMPLES["first"]
EXPERIMENTS = [
    (lesson.name, place, item)
    for lesson in all_lessons()
    for place, item in enumerate(lesson.items)
    if isinstance(item, Experiment)
]
OPTIONS = {  # of `whatif`, by the action of an edit
    "set": ("--set", "="),
    "flip": ("--flip", ":"),
    "hash_type": ("--hash-type", "="),
    "swap": ("--swap", ","),
    "negate_s": ("--negate-s", ""),
    "duplicate": ("--duplicate", ""),
    "drop": ("--drop", ""),
}


def words_of(item: Experiment) -> list[str]:
    """The experiment as it is typed."""
    typed = [item.example]
    for action, path, value in item.edits:
        option, between = OPTIONS[action]
        typed += [option, path + (between + value if value or action == "set" else "")]
    return typed


def same_verdict(data: Any, verification: Verification) -> None:
    """The JSON of the command and the library's verification say the same of each input."""
    assert data["verdict"] == verification.verdict
    for told, found in zip(data["inputs"], verification.inputs, strict=True):
        assert (told["verdict"], told["reason"]) == (found.verdict, found.reason)


@pytest.mark.parametrize("name", EXAMPLES)
def test_library_and_command_judge_every_example_alike(cli: Cli, name: str) -> None:
    session = txexplain.read(name)
    ran = cli("verify", "--json", name)
    same_verdict(json.loads(ran.out), session.verify())
    assert ran.status == {"valid": 0, "invalid": 1, "unknown": 4}[session.verify().verdict]
    decoded = json.loads(cli("decode", "--json", name).out)
    figures = (session.txid, session.wtxid, session.fee_sat, len(session.inputs), len(session.outputs))
    assert figures == (
        *(decoded["txid"], decoded["hash"], decoded["fee_sat"]),
        *(len(decoded["vin"]), len(decoded["vout"])),
    )


@pytest.mark.parametrize("name", ["before-p2sh", "nop2"])
def test_an_example_is_judged_by_its_own_block_by_the_library_too(name: str) -> None:
    assert txexplain.read(name).verify().verdict == "valid"
    assert txexplain.read(name, rules="consensus").verify().verdict == EXAMPLES[name].expect["verdict"]
    assert txexplain.read(EXAMPLES[name].raw).verify().verdict == "unknown"


@pytest.mark.parametrize(("name", "place", "item"), EXPERIMENTS, ids=lambda value: str(value)[:20])
def test_library_and_command_judge_every_experiment_alike(cli: Cli, name: str, place: int, item: Experiment) -> None:
    data = json.loads(cli("whatif", "--json", *words_of(item)).out)
    read = txexplain.read(item.example)
    session = read.transaction() if isinstance(read, PsbtSession) else read  # of a PSBT, its finished transaction
    for found in (lesson_material().try_out(item), session.whatif(item.edits)):
        assert data["before"]["verdict"] == found.before.verdict
        assert (data["after"] or {}).get("verdict") == (found.after and found.after.verdict)
        for told, each in zip(data["inputs"], found.inputs, strict=True):
            assert (told["after"] or {}).get("reason") == (each.after and each.after.reason)
            assert told["cause"] == each.cause.key


@pytest.mark.parametrize("name", block_names())
def test_library_and_command_judge_every_transaction_of_a_block_alike(cli: Cli, name: str) -> None:
    block = txexplain.read_block(name)
    assert block.to_dict() == json.loads(cli("block", "--json", name).out)
    for number in range(block.report.total):
        session = block.transaction(number)
        for view in ("decode", "verify", "explain"):
            ran = cli("block", name, "--tx", str(number), "--as", view, "--json")
            assert session.to_dict(view) == json.loads(ran.out)
        assert block.to_dict(proof=number) == json.loads(cli("block", name, "--proof", str(number), "--json").out)


VIEWS: list[tuple[str, dict[str, Any], list[str]]] = [  # view, choices, options
    ("decode", {}, []),
    ("decode", {"bytes": True}, ["--bytes"]),
    ("verify", {}, []),
    ("trace", {}, []),
    ("sighash", {"input": 0}, ["--input", "0"]),
    ("explain", {"lang": "zh", "brief": True}, ["--lang", "zh", "--brief"]),
    ("explain", {"outputs": [0], "why": True}, ["--output", "0", "--why"]),
    ("whatif", {"edits": [("set", "version", "7")]}, ["--set", "version=7"]),
]


@pytest.mark.parametrize("name", each_example("pizza", "batch", "coinjoin"))
def test_to_dict_is_what_json_prints_and_can_be_written_twice(cli: Cli, name: str) -> None:
    session = session_of(name)
    for view, choices, options in VIEWS:
        data = session.to_dict(view, **choices)
        text = json.dumps(data)
        assert text == json.dumps(data) == json.dumps(session.to_dict(view, **choices))
        assert json.loads(text) == data == json.loads(cli(view, "--json", *options, name).out), view


@pytest.mark.parametrize("name", each_example("pizza", "batch", "coinjoin"))
def test_sessions_and_what_they_give_survive_pickle(name: str) -> None:
    session = session_of(name)
    again = pickle.loads(pickle.dumps(session))
    assert again == session
    assert again.verify() == session.verify()
    results = (
        *(session.report, session.verify(), session.trace(0), session.sighash(0)),
        *(session.explain("zh"), session.whatif([("set", "version", "7")])),
    )
    for result in results:
        assert pickle.loads(pickle.dumps(result)) == result
    assert hash(again) == hash(session)


@pytest.mark.parametrize("name", block_names())
def test_blocks_survive_pickle(name: str) -> None:
    block = block_session_of(name)
    again = pickle.loads(pickle.dumps(block))
    assert again == block
    for result in (block.report, block.proof(0), block.page("zh"), block.transaction(1)):
        assert pickle.loads(pickle.dumps(result)) == result


def test_a_session_does_not_change() -> None:
    session = txexplain.read("first")
    for name in ("subject", "report", "anything"):
        with pytest.raises(AttributeError):
            setattr(session, name, None)
        with pytest.raises(AttributeError):
            delattr(session, name)
    changed = session.to_dict("decode")
    changed["vin"].clear()
    assert session.to_dict("decode")["vin"]


def test_a_transaction_is_read_from_whatever_it_is_in(tmp_path: Path) -> None:
    file = tmp_path / "tx.hex"
    file.write_text(FIRST.raw.hex())
    raw = tmp_path / "tx.bin"
    raw.write_bytes(FIRST.raw)
    (spent,) = FIRST.spent_outputs
    told = json.dumps(session_of("first").to_dict("decode"))
    for what in (FIRST.raw, bytearray(FIRST.raw), memoryview(FIRST.raw), FIRST.raw.hex(), file, raw, told):
        session = txexplain.read(what)
        assert session.txid == FIRST.txid
        assert (session.fee_sat is not None) is (what is told)
    as_json = json.dumps([{"value_sat": spent.value_sat, "script_pubkey": spent.script_pubkey.hex()}])
    (tmp_path / "spent.json").write_text(as_json)
    outpoint = f"{session.to_dict('decode')['vin'][0]['txid']}:{session.to_dict('decode')['vin'][0]['vout']}"
    for known in (
        *([spent], [tuple(spent)], [(spent.value_sat, spent.script_pubkey.hex())], as_json, json.loads(as_json)),
        *(tmp_path / "spent.json", {outpoint: json.loads(as_json)[0]}, {outpoint: spent}),
    ):
        assert txexplain.read(FIRST.raw, spent_outputs=known).verify().verdict == "valid"
    assert txexplain.read(FIRST.raw, spent_outputs=[None]).verify().verdict == "unknown"


def test_parents_tell_what_is_spent() -> None:
    child = txexplain.read_block("block170").transaction(1)
    assert child.verify().verdict == "valid"  # as of the example that it is
    with pytest.raises(txexplain.TxExplainError, match="none of the inputs spends an output"):
        txexplain.read(child.subject.raw, parents=["pizza"])


def test_amounts_do_not_depend_on_the_decimal_context_of_the_caller() -> None:
    told = '[{"value": 1.23456789, "scriptPubKey": {"hex": "51"}}]'
    for precision in (1, 5, 28):
        with localcontext() as context:
            context.prec = precision
            context.traps = dict.fromkeys(context.traps, False)
            session = txexplain.read(FIRST.raw, spent_outputs=told)
            assert session.inputs[0].spent.value_sat == 123_456_789
            with pytest.raises(txexplain.TxExplainError):
                txexplain.read(FIRST.raw, spent_outputs=told.replace("1.23456789", "1e99999999999999999999"))


@pytest.mark.parametrize("path", ["a" * 300, "a\0b", "\ud800", "/"], ids=["long", "nul", "surrogate", "folder"])
def test_a_path_that_cannot_be_read_is_told(path: str) -> None:
    for call in (
        lambda: txexplain.read(Path(path)),
        lambda: txexplain.read_block(Path(path)),
        lambda: txexplain.read("first", spent_outputs=Path(path)),
        lambda: txexplain.read("first", parents=[Path(path)]),
    ):
        with pytest.raises(txexplain.TxExplainError):
            call()


def test_deep_and_huge_nonsense_is_told() -> None:
    for depth in (100, 500, *range(970, 1000), 5_000):
        with pytest.raises((txexplain.TxExplainError, TypeError)):
            txexplain.read("first", spent_outputs="[" * depth + "]" * depth)
    for call in (lambda: session_of("first").trace(10**5000), lambda: session_of("first").explain(inputs=[10**5000])):
        with pytest.raises(txexplain.TxExplainError):
            call()
    with pytest.raises(ValueError, match="keep_steps"):
        session_of("first").trace(0, keep_steps=-(10**5000))
    facts = session_of("first").report.inputs[0].kind.facts
    before = dict(facts)
    facts.__init__(a=1)
    assert facts == before


def test_a_name_is_never_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.hex").write_text(FIRST.raw.hex())
    for call in (txexplain.read, txexplain.read_block):
        with pytest.raises(ValueError, match=r"what must be pathlib\.Path for a file"):
            call("mine.hex")
    with pytest.raises(ValueError, match=r"spent_outputs must be pathlib\.Path for a file"):
        txexplain.read("first", spent_outputs="mine.hex")
    with pytest.raises(ValueError, match="what must be str for hex"):
        txexplain.read(FIRST.raw.hex().encode())
    assert txexplain.read(Path("mine.hex")).txid == FIRST.txid


WRONG: list[tuple[Any, dict[str, Any], type[Exception], str]] = [
    (5, {}, TypeError, "what"),
    (None, {}, TypeError, "what"),
    (["first"], {}, TypeError, "what"),
    ("first", {"network": "mars"}, ValueError, "network"),
    ("first", {"network": 1}, TypeError, "network"),
    ("first", {"rules": "P2SHH"}, ValueError, "rules"),
    ("first", {"rules": 3}, TypeError, "rules"),
    ("first", {"rules": [3]}, TypeError, "rules"),
    ("first", {"height": -1}, ValueError, "height"),
    ("first", {"height": True}, TypeError, "height"),
    ("first", {"height": 1, "rules": "policy"}, ValueError, "height"),
    ("first", {"spent_outputs": 5}, TypeError, "spent_outputs"),
    ("first", {"spent_outputs": b"{}"}, TypeError, "spent_outputs"),
    ("first", {"spent_outputs": [(1, 2, 3)]}, TypeError, "spent_outputs"),
    ("first", {"spent_outputs": {object(): 1}}, TypeError, "spent_outputs"),
    ("first", {"parents": "first"}, TypeError, "parents"),
    ("first", {"parents": 0}, TypeError, "parents"),
    ("first", {"parents": b""}, TypeError, "parents"),
    ("first", {"rules": b""}, TypeError, "rules"),
    ("first", {"rules": []}, ValueError, "rules"),
    ("first", {"rules": [""]}, ValueError, "rules"),
    ("first", {"height": 10**5000}, ValueError, "height"),
    ("first", {"parents": [7]}, TypeError, "parents"),
]


@pytest.mark.parametrize(("what", "keywords", "kind", "name"), WRONG)
def test_wrong_arguments_are_named(what: Any, keywords: dict[str, Any], kind: type[Exception], name: str) -> None:
    with pytest.raises(kind, match=rf"^{name}\b"):
        txexplain.read(what, **keywords)


CALLS: list[tuple[Callable[[Any], Any], type[Exception], str]] = [
    (lambda s: s.trace("0"), TypeError, "index"),
    (lambda s: s.trace(None), TypeError, "index"),
    (lambda s: s.trace(0, keep_steps=-1), ValueError, "keep_steps"),
    (lambda s: s.sighash([]), TypeError, "index"),
    (lambda s: s.explain("fr"), ValueError, "lang"),
    (lambda s: s.explain(None), TypeError, "lang"),
    (lambda s: s.explain(why=1), TypeError, "why"),
    (lambda s: s.explain(inputs=0), TypeError, "inputs"),
    (lambda s: s.explain(inputs=["0"]), TypeError, "inputs"),
    (lambda s: s.page("poem"), ValueError, "view"),
    (lambda s: s.page(["decode"]), TypeError, "view"),
    (lambda s: s.to_dict(None), TypeError, "view"),
    (lambda s: s.to_dict("verify", colour="red"), TypeError, "colour"),
    (lambda s: s.to_dict("trace", input="0"), TypeError, "input"),
    (lambda s: s.whatif("version"), TypeError, "edits"),
    (lambda s: s.whatif(("set", "version", "2")), TypeError, "edits"),
    (lambda s: s.whatif([3]), TypeError, "edits"),
    (lambda s: s.whatif([("paint", "version")]), ValueError, "edits"),
    (lambda s: s.whatif([{"path": "version"}]), ValueError, "edits"),
    (lambda s: s.explain().text("wide"), TypeError, "width"),
]


@pytest.mark.parametrize(("call", "kind", "name"), CALLS)
def test_wrong_arguments_of_a_session_are_named(call: Callable[[Any], Any], kind: type[Exception], name: str) -> None:
    with pytest.raises(kind, match=rf"^{name}\b"):
        call(session_of("first"))


@pytest.mark.parametrize("argument", ["00" * 32, "zz", "pizzza", "", FIRST.raw[:50].hex(), "https://example.org/tx"])
def test_an_error_says_the_sentence_that_the_command_shows(cli: Cli, argument: str) -> None:
    with pytest.raises(txexplain.TxExplainError) as caught:
        txexplain.read(argument)
    shown = cli("decode", argument, width=200).err
    assert str(caught.value)
    assert str(caught.value) in shown
    assert f"({caught.value.code})" in shown
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.code) == (str(caught.value), caught.value.code)


SECRET = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"


@pytest.mark.parametrize(
    "call",
    [
        lambda: txexplain.read(SECRET),
        lambda: txexplain.read(f"wpkh({SECRET})"),
        lambda: txexplain.read_block(SECRET),
        lambda: txexplain.read("first", spent_outputs=f'["{SECRET}"]'),
        lambda: txexplain.read("first", spent_outputs=[SECRET]),
        lambda: txexplain.read("first", spent_outputs=SECRET),
        lambda: txexplain.read("first", parents=[SECRET]),
        lambda: txexplain.read("first", rules=SECRET),
        lambda: txexplain.read("first", network=SECRET),
        lambda: session_of("first").explain(SECRET),
        lambda: session_of("first").to_dict(SECRET),
        lambda: session_of("first").whatif([("set", "vout[0].script", SECRET)]),
        lambda: session_of("first").whatif([("set", SECRET, "1")]),
        lambda: session_of("first").whatif([(SECRET, "version", "1")]),
        lambda: block_session_of("block170").proof(SECRET),
        lambda: block_session_of("block170").transaction(SECRET),
    ],
)
def test_no_error_repeats_a_secret(call: Callable[[], Any]) -> None:
    with pytest.raises((txexplain.TxExplainError, TypeError, ValueError)) as caught:
        call()
    error = caught.value
    told = [str(error), repr(error), getattr(error, "found", ""), getattr(error, "hint", "")]
    assert SECRET not in " ".join(told)
    assert SECRET[:-1] not in " ".join(told)


def test_an_error_says_what_was_found_and_what_to_do() -> None:
    with pytest.raises(txexplain.TxExplainError) as caught:
        txexplain.read("pizzza")
    assert caught.value.found == "pizzza"
    assert "Did you mean pizza" in caught.value.hint
    found = session_of("p2pkh").whatif([("flip", "4", "1")])
    assert found.after is None
    assert str(found.error) == "the bytes end in the middle of a field"


def test_a_transaction_of_a_block_is_found_by_its_number_or_txid_and_takes_its_coins() -> None:
    block = block_session_of("block170")
    assert len(block) == 2
    assert block.transaction(1) == block.transaction(FIRST.txid)
    told = block.transaction(1, spent_outputs=FIRST.spent_outputs).verify()
    assert (told.verdict, told.height) == ("valid", 170)
    with pytest.raises(txexplain.TxExplainError, match="none of the inputs spends an output"):
        block.transaction(1, parents=["pizza"])


def test_what_is_not_there_is_told_as_the_command_tells_it(cli: Cli) -> None:
    for call, arguments in (
        (lambda: session_of("first").trace(9), ["trace", "first", "--input", "9"]),
        (lambda: session_of("first").to_dict("explain", outputs=[9]), ["explain", "first", "--output", "9"]),
        (lambda: session_of("first").whatif([("drop", "vout[9]")]), ["whatif", "first", "--drop", "vout[9]"]),
        (lambda: block_session_of("block170").transaction(9), ["block", "block170", "--tx", "9"]),
        (lambda: block_session_of("block170").proof("ff"), ["block", "block170", "--proof", "ff"]),
        (lambda: txexplain.read("piza").txid, ["decode", "piza"]),
        (lambda: txexplain.read_block("first"), ["block", "first"]),
    ):
        with pytest.raises(txexplain.TxExplainError) as caught:
            call()
        assert str(caught.value) in cli(*arguments, width=200).err


def test_nothing_outside_is_touched(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    before = (gc.isenabled(), gc.get_threshold(), signal.getsignal(signal.SIGINT), locale.setlocale(locale.LC_ALL))
    for lang in LANGUAGES:
        session = txexplain.read("p2wpkh")
        assert str(session.explain(lang))
        session.to_dict("whatif", edits=[("set", "version", "7")])
    assert before == (
        *(gc.isenabled(), gc.get_threshold()),
        *(signal.getsignal(signal.SIGINT), locale.setlocale(locale.LC_ALL)),
    )
    assert capfd.readouterr() == ("", "")


def test_importing_costs_what_it_shows() -> None:
    code = "import sys; before = set(sys.modules); import txexplain; print(sorted(set(sys.modules) - before))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(ran.stdout.replace("'", '"')))
    assert {name for name in loaded if name.startswith("txexplain")} == {"txexplain"}
    code = "import sys, txexplain; print(txexplain.read('first').txid); print(sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"'rich'", "'typer'", "'ecdsa'", "'txexplain.explain'"} & set(ran.stdout.split())


def test_every_name_that_is_offered_is_there() -> None:
    assert set(dir(txexplain)) == set(txexplain.__all__)
    for name in txexplain.__all__:
        assert getattr(txexplain, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'verify_all'"):
        _ = txexplain.verify_all
    assert isinstance(session_of("first").trace(0), InputVerdict)
