"""What Tab completes, and that the scripts work in the shells that are there."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXAMPLES, PSBTS, posix

from txexplain.bundled import block_names
from txexplain.cli.app import COMMANDS
from txexplain.cli.completing import candidates
from txexplain.cli.language import CommandTexts
from txexplain.cli.shells import SHELLS
from txexplain.lessons import all_lessons, lesson_names
from txexplain.model.networks import NETWORKS
from txexplain.schemas import SCHEMA_NAMES

TEXTS = CommandTexts(with_help=True)


def completed(line: str) -> list[str]:
    """The names that the last word of the line can become; a space at its end begins a new word."""
    words = [*shlex.split(line), *([""] if not line or line.endswith(" ") else [])]
    return [name for name, _ in candidates(words, TEXTS)]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", [*COMMANDS, *EXAMPLES, *PSBTS]),
        ("decode psbt-", list(PSBTS)),
        ("veri", ["verify"]),
        ("verify tapr", ["taproot-csv", "taproot-key", "taproot-script"]),
        ("--lang zh verify tapr", ["taproot-csv", "taproot-key", "taproot-script"]),
        ("decode --net", ["--network"]),
        ("pizza --br", ["--brief"]),
        ("--show", ["--show-completion"]),
        ("decode --network ", list(NETWORKS)),
        ("decode --network=sig", ["--network=signet"]),
        ("decode --network = sig", ["signet"]),
        ("decode --network =", list(NETWORKS)),
        ("decode --lang ", ["en", "zh"]),
        ("verify --rules co", ["consensus"]),
        ("verify --parent pizz", ["pizza"]),
        ("verify --height ", []),
        ("verify --prevouts ", []),
        ("block ", block_names()),
        ("block block170 --as ", ["decode", "verify", "explain"]),
        ("script --kind ", ["legacy", "v0", "tapscript"]),
        ("--install-completion z", ["zsh"]),
        ("learn tim", ["timelocks"]),
        ("learn 14", ["14"]),
        ("schema ", list(SCHEMA_NAMES)),
        ("why OP_CHECKSIGA", ["OP_CHECKSIGADD"]),
        ("why --a", []),
    ],
)
def test_a_line_is_completed_by_what_its_command_takes(line: str, names: list[str]) -> None:
    assert completed(line) == names


def test_every_name_that_is_offered_is_understood(cli) -> None:
    for word in completed("why "):
        assert cli("why", word).status == 0, word
    assert lesson_names() == [lesson.name for lesson in all_lessons()]
    for command in COMMANDS:
        told = cli(command, "--help").out
        assert all(f"{option} " in told or f"{option}\n" in told for option in completed(f"{command} --"))


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_lines_of_its_kind(cli, shell: str) -> None:
    line = {"bash": "--bytes", "zsh": "--bytes:", "fish": "--bytes\t"}[shell]
    ran = cli("--complete", shell, "decode", "--byt")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(line)
    assert cli("--complete", shell, "decode", "--byt", LANG="zh_CN.UTF-8").out.startswith(line)
    assert cli("--complete", shell, "--lang", "nonsense", "decod").status == 0
    assert cli("--complete", shell) == cli("--complete", shell, "")


def test_the_script_of_the_shell_in_use_is_shown_and_others_are_told(cli) -> None:
    for shell in SHELLS:
        assert cli("--show-completion", SHELL=f"/bin/{shell}").out == cli("--show-completion", shell).out
    ran = cli("--show-completion", SHELL="/bin/tcsh")
    assert (ran.status, ran.out) == (2, "")
    assert "bash, zsh, fish" in ran.err


def test_the_help_of_these_options_names_them_as_they_are_typed(cli) -> None:
    for option in ("--show-completion", "--install-completion"):
        assert cli(option, "--help").out.startswith(f"Usage: txexplain {option} ")


@posix
@pytest.mark.parametrize("shell", SHELLS)
def test_it_is_installed_once(cli, shell: str, tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text("alias ll='ls -l'")
    places = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": ""}
    first, second = (cli("--install-completion", shell, **places) for _ in range(2))
    assert first == second
    assert first.status == 0
    (path,) = [each for each in tmp_path.rglob("*") if each.suffix == f".{shell}"]
    assert path.read_text() == cli("--show-completion", shell).out
    assert str(path) in first.out
    if shell == "bash":
        assert (tmp_path / ".bashrc").read_text() == f"alias ll='ls -l'\nsource '{path}'\n"


@posix
def test_where_it_cannot_be_written_that_is_told(cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = cli("--install-completion", "bash", HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path / "file"))
    assert (ran.status, ran.out) == (2, "")
    assert "completion_not_written" in ran.err


@posix
@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_with_the_script(cli, tmp_path: Path) -> None:
    command = tmp_path / "txexplain"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m txexplain "$@"\n')
    command.chmod(0o755)
    told = f"""{cli("--show-completion", "bash").out}
COMP_WORDS=(txexplain verify tapr); COMP_CWORD=2
_txexplain {command}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    ran = subprocess.run(["bash", "-c", told], capture_output=True, text=True, check=True, env=os.environ)
    assert ran.stdout.split() == ["taproot-csv", "taproot-key", "taproot-script"]


def test_completing_loads_no_rich_and_reads_no_transaction() -> None:
    for line in (["verify", "tapr"], ["why", "P"], ["learn", ""], ["--"]):
        told = "import sys; from txexplain.cli.app import run; run(['--complete', 'bash', *sys.argv[1:]]); "
        told += "print(*sys.modules, file=sys.stderr)"
        ran = subprocess.run([sys.executable, "-c", told, *line], capture_output=True, text=True, check=True)
        loaded = {name.split(".")[0] for name in ran.stderr.split()} | set(ran.stderr.split())
        assert not loaded & {"rich", "bitcoin", "ecdsa", "txexplain.wire", "txexplain.session"}, line
