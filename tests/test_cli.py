"""The command as a whole: exit status, streams, languages, and every way in which output can fail."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from conftest import EXAMPLES, posix, slow
from effort import HANG, grows_in_step
from packaging.version import Version
from processes import started
from rich.cells import cell_len

from txexplain import __version__
from txexplain.bundled import block_names, psbt_names
from txexplain.cli.app import COMMANDS
from txexplain.cli.mistakes import refuse_slip
from txexplain.texts import LANGUAGES
from txexplain.wire.cursor import compact_size, sized
from txexplain.wire.transaction import decode

COMMAND = [sys.executable, "-m", "txexplain"]
FIRST = EXAMPLES["first"].raw.hex()


def ran(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        **options,
    )


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["decode", "pizza"], 0),
        (["decode", "--json", "pizza"], 0),
        (["decode", "--bytes", "pizza"], 0),
        (["examples"], 0),
        (["schema"], 0),
        (["--help"], 0),
        (["--version"], 0),
        (["decode", "nonsense-name"], 2),
        (["decode", "11" * 32], 2),
        (["decode", "--no-such-option"], 2),
        (["no-such-command"], 2),
        (["decode", "first", "extra"], 2),
        (["decode", "--network", "mars", "first"], 2),
        (["decode", "--lang", "tlh", "first"], 2),
        (["schema", "nonsense"], 2),
        (["decode", FIRST[:-2]], 3),
        (["decode", FIRST + "00"], 3),
    ],
)
def test_exit_status_and_streams(cli, arguments: list[str], status: int) -> None:
    run = cli(*arguments)
    assert run.status == status
    assert bool(run.out) is (status == 0)
    assert bool(run.err) is (status != 0)
    assert "Traceback" not in run.err


def test_data_on_standard_output_and_errors_on_standard_error() -> None:
    good, bad = ran("decode", "first"), ran("decode", "firsst")
    assert (good.returncode, good.stderr) == (0, "")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert "first" in bad.stderr


def test_version_and_help_name_what_there_is(cli) -> None:
    assert cli("--version").out.startswith(f"txexplain {__version__} (")
    for arguments in ((), ("--help",), ("-h",)):
        text = cli(*arguments).out + cli(*arguments).err
        assert all(f"  {name} " in text for name in COMMANDS)


def test_help_comes_in_both_languages(cli) -> None:
    assert "decode" in cli("--help").out
    assert "Print" in cli("decode", "--help").out
    for run in (cli("decode", "--help", LANG="zh_CN.UTF-8"), cli("decode", "--lang", "zh", "--help")):
        assert "十六进制" in run.out
    assert "交易" in cli("decode", "first", LC_ALL="zh_CN.UTF-8").out
    assert "Transaction" in cli("decode", "--lang=en", "first", LC_ALL="zh_CN.UTF-8").out


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_tells_every_command_whole_in_80_columns(cli, language: str) -> None:
    lines = cli("--help", "--lang", language).out.splitlines()
    for name in COMMANDS:
        line = next(line for line in lines if line.startswith(f"  {name} "))
        assert line.endswith((".", "。"))
        assert not line.endswith("..")
        assert cell_len(line) <= 80


def test_without_a_word_all_commands_and_what_to_try_are_on_one_screen(cli) -> None:
    for language in LANGUAGES:
        ran = cli("--lang", language)
        assert (ran.status, ran.err) == (0, "")
        lines = ran.out.splitlines()
        assert len(lines) < 24  # a line is left for the prompt
        assert all(cell_len(line) <= 80 for line in lines)
        assert "txexplain pizza" in lines[0]
    assert cli().out == cli("--lang", "en").out
    assert cli(stdin=bytes.fromhex(FIRST)).out == cli().out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_help_keeps_to_80_columns_and_speaks_one_language(cli, language: str, width: int) -> None:
    for command in ("", *COMMANDS):
        ran = cli(*command.split(), "--help", "--lang", language, width=width)
        assert (ran.status, ran.err) == (0, "")
        assert max(map(cell_len, ran.out.splitlines())) <= min(width, 80)
        if language != "en":
            assert not re.search(r"Usage|Options|Arguments|Commands|Show this", ran.out)


def test_a_transaction_alone_is_explained_in_brief(cli, tmp_path: Path) -> None:
    brief = cli("explain", "--brief", "first")
    (tmp_path / "verify.hex").write_text(FIRST)
    for words in (["first"], ["first", "--lang", "en"], ["--lang", "en", "first"]):
        assert cli(*words) == brief
    same = cli("explain", "--brief", FIRST)
    assert cli(FIRST) == cli(str(tmp_path / "verify.hex")) == cli("-", stdin=FIRST.encode()) == same
    assert cli("--json", "first") == cli("explain", "--brief", "--json", "first")
    assert cli("first", "--help").out == cli("explain", "--help").out


def test_a_file_in_the_folder_is_a_transaction_though_its_name_is_near_a_command(cli, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "txexplain decode." in cli("decod").err
    Path("decod").write_text(FIRST)
    assert cli("decod").status == 0
    Path("decode").write_text(FIRST)
    assert cli("decode").status == 2, "the command's name wins"


def test_a_word_that_is_no_command_is_told_with_what_may_be_meant(cli) -> None:
    for word, meant in (("decod", "decode"), ("verfy", "verify"), ("exmaples", "examples")):
        ran = cli(word)
        assert (ran.status, ran.out) == (2, "")
        assert f"txexplain {meant}." in ran.err
    assert "Did you mean pizza" in cli("piza").err
    for word in ("nonsense", "11" * 32, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"):
        assert cli(word).status == 2


def test_no_example_and_no_block_is_named_like_a_command() -> None:
    assert not set(COMMANDS) & {*EXAMPLES, *block_names(), *psbt_names()}
    for name in EXAMPLES:
        refuse_slip(name, COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    ["decode first", "verify first", "explain --json first", "block block170", "script 1", "trace first", "first"],
)
def test_quiet_prints_nothing_and_the_status_tells(cli, arguments: str) -> None:
    loud = cli(*arguments.split())
    for words in (["--quiet", *arguments.split()], [*arguments.split(), "-q"]):
        assert cli(*words) == (loud.status, "", "")
    assert cli(*arguments.split()) == loud, "the next run is not quiet"


def test_quiet_tells_errors_all_the_same(cli) -> None:
    assert cli("verify", "--quiet", "p2pkh").status == cli("verify", "p2pkh").status
    for arguments in (["decode", "firsst"], ["decode", FIRST[:-2]], ["decode", "--no-such"]):
        assert cli(*arguments, "--quiet") == cli(*arguments)


with_kinds = pytest.mark.skipif(
    Version(version("typer")) >= Version("0.29"),
    reason="the options of this Typer, which is not allowed, have no kinds",
)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["verify", "--al", "first"], "no_such_option_but", "--all"),
        (["verify", "--zzz", "first"], "no_such_option", "--zzz"),
        (["--zzz"], "no_such_option", "--zzz"),
        (["trace", "--input"], "option_needs_value", "--input"),
        (["trace", "-i"], "option_needs_value", "-i"),
        (["trace", "--json=3", "first"], "option_takes_no_value", "--json"),
        (["trace", "--input", "x", "first"], "not_a_number", "--input"),
        (["trace", "-ix", "first"], "not_a_number", "--input"),
        (["trace", "--input", "\u0660", "first"], "not_a_number", "\u0660"),
        pytest.param(["verify", "--height", "1_0", "first"], "not_a_number", "1_0", marks=with_kinds),
        pytest.param(["learn", "--quiz", "--count", "\u0663"], "not_in_range", "\u0663", marks=with_kinds),
        pytest.param(["learn", "--quiz", "--count", "1_0"], "not_in_range", "1_0", marks=with_kinds),
        (["decode", "first", "second"], "extra_argument", "second"),
    ],
)
def test_what_the_parser_refuses_is_told_in_the_language_of_the_reader(cli, arguments, code: str, told: str) -> None:
    english, chinese = cli(*arguments), cli(*arguments, LANG="zh_CN.UTF-8")
    for ran in (english, chinese):
        assert (ran.status, ran.out) == (2, "")
        assert code in ran.err
        assert told in ran.err
    words = re.sub(r"txexplain|[-\w]*(?:_\w+)+|--?\w+|second|\b\d\b", "", chinese.err)
    assert not re.search("[A-Za-z]{2}", words.replace("trace", "").replace("verify", "").replace("decode", ""))


def test_the_last_language_counts_and_any_spelling_of_it(cli) -> None:
    assert "Transaction" in cli("decode", "--lang", "zh", "--lang", "en", "first").out
    for spelling in ("ZH", "zh-CN", "zh_TW.UTF-8"):
        assert "交易" in cli("decode", "--lang", spelling, "first").out
    assert "十六进制" in cli("--lang", "zh", "decode", "--help").out


def test_networks_change_the_addresses_only(cli) -> None:
    main = cli("decode", "p2wpkh").out
    test = cli("decode", "--network", "signet", "p2wpkh").out
    assert "bc1q" in main
    assert "tb1q" in test
    assert "bc1q" not in test
    assert '"bcrt1' in cli("decode", "--json", "--network", "regtest", "p2wpkh").out


def test_all_unfolds(cli) -> None:
    short, long = cli("decode", "pizza").out, cli("decode", "--all", "pizza").out
    assert "more inputs: 121" in short
    assert "Input 130" in long
    assert "Input 130" not in short


def test_an_ascii_terminal_gets_ascii(cli) -> None:
    for name in ("first", "all-types", "coinbase"):
        for arguments in (("decode", name), ("decode", "--bytes", name), ("decode", "--lang", "zh", name)):
            run = cli(*arguments, encoding="ascii")
            assert run.status == 0
            assert run.out.isascii()
    assert cli("decode", "nonsense\u202e", encoding="ascii").status == 2
    assert cli("--help", LANG="zh_CN.UTF-8", encoding="ascii").status == 0


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "big5", "cp1252"])
def test_an_encoding_keeps_every_character_that_it_has(cli, encoding: str) -> None:
    for arguments in (("verify", "p2pkh"), ("explain", "p2sh-multisig"), ("verify", "--lang", "zh", "p2pkh")):
        full, kept = cli(*arguments).out, cli(*arguments, encoding=encoding).out
        for char in set(full):
            if char.encode(encoding, "ignore"):
                assert char in kept, (encoding, char)
        assert "✓" in kept or "v valid" in kept or "v 有效" in kept or r"v \u" in kept
    if encoding.startswith("gb"):
        assert "\\u" not in cli("verify", "--lang", "zh", "p2pkh", encoding=encoding).out


@posix
def test_what_may_never_give_anything_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    ends = os.openpty()
    ran = subprocess.run([*COMMAND, "decode", os.ttyname(ends[1])], capture_output=True, check=False, timeout=HANG)
    assert ran.returncode == 2
    for end in ends:
        os.close(end)
    with subprocess.Popen([*COMMAND, "decode", str(pipe)], stdout=subprocess.PIPE, text=True) as waiting:
        pipe.write_text(FIRST)  # a pipe is waited for, as behind <( … )
        assert EXAMPLES["first"].txid in waiting.communicate(timeout=HANG)[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "arguments", [["decode", "pizza"], ["decode", "--json", "pizza"], ["examples"], ["schema"], ["--help"]]
)
def test_a_full_disk_is_told(arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        run = subprocess.run([*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 5
    assert "cannot be written" in run.stderr
    assert "Traceback" not in run.stderr


@posix
def test_the_hint_on_failed_writing_holds_for_a_closed_output_too() -> None:
    run = subprocess.run(
        ["bash", "-c", f"{' '.join(COMMAND)} decode first >&-"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 5
    assert "standard output is closed" in " ".join(run.stderr.split())


def test_too_little_memory_is_told(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("txexplain.analyse.decode", greedy)
    run = cli("decode", "first")
    assert (run.status, run.out) == (5, "")
    assert "out_of_memory" in run.err


def test_a_file_that_cannot_be_read_is_not_told_as_output_that_cannot_be_written(
    cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_file(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", "/no/such/file")

    monkeypatch.setattr("txexplain.analyse.decode", without_file)
    run = cli("decode", "first")
    assert (run.status, run.out) == (5, "")
    assert "/no/such/file" in run.err
    assert "disk" not in run.err


@pytest.mark.parametrize("command", ["script", "lock", "decode"])
@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no such device")
def test_what_never_ends_is_too_large(cli, command: str) -> None:
    run = cli(command, "/dev/zero")
    assert (run.status, run.out) == (2, "")
    assert "the file is too large" in run.err


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ulimit -v is Linux's")
@pytest.mark.parametrize("kilobytes", [73_500, 78_500, 93_500, 113_000, 120_000, 125_000, 141_000])
def test_too_little_memory_for_many_witness_items_is_told(tmp_path: Path, kilobytes: int) -> None:
    """Within such limits an error could not get out of a long function once (tests/test_memory.py)."""
    (tmp_path / "tx").write_bytes(with_witness_items(500_000))
    command = f"ulimit -v {kilobytes}; {' '.join(COMMAND)} decode --json --bytes --all {tmp_path / 'tx'}"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=HANG)
    assert (run.returncode, run.stdout) == (5, "")
    assert "out_of_memory" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ulimit -v is Linux's")
def test_json_of_many_regions_is_written_in_a_few_hundred_bytes_of_memory_an_item(tmp_path: Path) -> None:
    """As one text, and as one tree of dicts, it would take over five thousand."""
    (tmp_path / "tx").write_bytes(with_witness_items(100_000))
    command = f"ulimit -v 250000; {' '.join(COMMAND)} decode --json --bytes --all {tmp_path / 'tx'} >/dev/null"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def with_witness_items(count: int) -> bytes:
    """A transaction whose only input has so many witness items of one byte."""
    raw = EXAMPLES["p2wpkh"].raw
    start = decode(raw).inputs[0].witness[0].start - 2
    return raw[:start] + compact_size(count) + b"\x01\x07" * count + raw[-4:]


@posix
def test_a_closed_pipe_ends_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run([*COMMAND, "decode", "first"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (run.returncode, run.stderr) == (141, "")


@posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_end_in_a_status_and_no_traceback(closed: str) -> None:
    for arguments in ("decode first", "decode", "decode nonsense", "decode --json first"):
        run = subprocess.run(
            f"{' '.join(COMMAND)} {arguments} {closed}",
            shell=True,
            capture_output=True,
            text=True,
            check=False,
            timeout=HANG,
        )
        assert "Traceback" not in run.stderr
        assert run.returncode in (0, 2, 5)


@posix
def test_ctrl_c_ends_with_130() -> None:
    process = started("decode", "-", stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(b" " * 1_000_000)  # far more than a pipe holds: when this is done, it is reading
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=HANG)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_it_runs_from_anywhere_and_without_a_home(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key not in ("HOME", "TERM", "COLUMNS")}
    assert ran("decode", "first", cwd=tmp_path, env=environment).returncode == 0


def test_nothing_but_the_error_where_txexplain_itself_fails(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("\x1b[31mbroken")

    monkeypatch.setattr("txexplain.analyse.decode", broken)
    run = cli("decode", "first")
    assert run.status == 70
    assert "which is a bug" in run.err
    assert "\x1b" not in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize("size", ["0", "-5", "x", "\u00b2", "9" * 5000, "100000", ""])
def test_an_odd_terminal_size_is_no_size(cli, size: str) -> None:
    for name in ("COLUMNS", "LINES"):
        ran = cli("decode", "tiny", **{name: size})
        assert ran.status == 0
        assert "Transaction" in ran.out
    assert "no such file" in cli("decode", "nosuch.hex", COLUMNS=size).err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_or_closed_standard_error_does_not_change_the_status() -> None:
    for ending in ("2>/dev/full", "2>&-", "2>&1 >/dev/null | true; exit ${PIPESTATUS[0]}"):
        for arguments, status in (("decode nosuch", 2), ("decode --bad", 2), (f"decode {FIRST[:-2]}", 3)):
            command = f"{' '.join(COMMAND)} {arguments} {ending}"
            environment = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
            run = subprocess.run(
                ["bash", "-c", command], capture_output=True, text=True, check=False, env=environment
            )
            assert (run.returncode, run.stdout) == (status, "")


@posix
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_disk_that_fills_up_midway_is_told(tmp_path: Path, unbuffered: str) -> None:
    for arguments in ("decode --json pizza", "decode --all pizza"):
        command = f"ulimit -f 8; PYTHONUNBUFFERED={unbuffered} {' '.join(COMMAND)} {arguments} > {tmp_path}/out"
        run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert run.returncode == 5
        assert "cannot be written" in run.stderr


@posix
@pytest.mark.parametrize("delay", [0.02, 0.03, 0.05])
def test_an_interrupt_while_starting_up_ends_with_130(delay: float) -> None:
    process = started("examples", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(delay)  # whenever it comes, it does no harm
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=HANG)
    assert not re.search(rb'__main__\.py", line \d+, in main', err)
    if b"KeyboardInterrupt" not in err:  # before main() runs, the interpreter itself reports the interrupt
        assert process.returncode in (0, 130, -signal.SIGINT)


@pytest.mark.parametrize("item", ["ab", "61", "中".encode().hex(), "，".encode().hex()])
@pytest.mark.parametrize("size", [120_000, slow(648_000)])
def test_the_cost_of_a_page_grows_in_step_with_its_data(cli, size: int, item: str) -> None:
    def page(size: int) -> None:
        data = bytes.fromhex(item) * (2 * size // len(item))
        script = b"\x6a\x4e" + len(data).to_bytes(4, "little") + data
        raw = bytes.fromhex(FIRST)[:118] + b"\x01" + bytes(8) + sized(script) + bytes(4)
        assert cli("decode", "--all", stdin=raw).status == 0

    assert grows_in_step(page, size // 20, size)


def test_the_cost_of_a_page_grows_in_step_with_its_witness_items(cli) -> None:
    def page(count: int) -> None:
        assert cli("decode", "--all", stdin=with_witness_items(count)).status == 0

    assert grows_in_step(page, 500, 10_000)


def with_many_inputs(count: int) -> bytes:
    raw = EXAMPLES["p2wpkh"].raw
    return raw[:4] + compact_size(count) + (bytes(36) + b"\0" + b"\xff" * 4) * count + b"\0" + raw[-4:]


def with_a_script_of_nops(size: int) -> bytes:
    raw = EXAMPLES["p2wpkh"].raw
    return raw[:4] + b"\x01" + bytes(36) + sized(b"\x61" * size) + bytes(4) + b"\0" + bytes(4)


@pytest.mark.parametrize("arguments", [("decode",), ("decode", "--bytes"), ("decode", "--json")])
@pytest.mark.parametrize(
    ("make", "size"),
    [
        (with_many_inputs, 2_000),
        (with_a_script_of_nops, 100_000),
        slow(with_many_inputs, 20_000),
        slow(with_a_script_of_nops, 1_000_000),
    ],
)
def test_the_cost_of_hostile_sizes_grows_in_step_with_them(
    cli, make: Callable[[int], bytes], size: int, arguments: tuple[str, ...]
) -> None:
    def page(size: int) -> None:
        run = cli(*arguments, stdin=make(size))
        assert run.status == 0
        assert "--json" in arguments or run.out.count("\n") < 2000

    assert grows_in_step(page, size // 20, size)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_commands_is_the_same_with_and_without_their_options(cli, language: str) -> None:
    assert cli("--help", "--lang", language).out == cli("--lang", language, "--help").out


def test_empty_arguments_alone_are_nothing(cli) -> None:
    for arguments in (("", ""), ("decode", "", ""), ("decode", " ", "")):
        ran = cli(*arguments)
        assert ran.status == 2
        assert "empty_input" in ran.err


def test_a_defect_in_saying_what_the_parser_refuses_ends_as_any_other(cli, monkeypatch) -> None:
    def defect(*_: object) -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr("txexplain.cli.mistakes.usage_error", defect)
    ran = cli("decode", "first", "second")
    assert ran.status == 70
    assert "(internal)" in ran.err


def test_an_empty_argument_too_many_is_shown_as_one(cli) -> None:
    assert 'found  ""' in cli("decode", "first", "").err


def test_what_is_no_number_is_shown(cli) -> None:
    for arguments in (("--pick", "abc"), ("--pick=abc",)):
        assert "found  abc for --pick" in cli("decode", "first", *arguments).err
    assert "K9x" not in cli("decode", "first", "--pick", "5KJvsngHeMpm884wtkJNzQGaCErckhHJBGFsvd3VyK5qMZXjK9x").err
