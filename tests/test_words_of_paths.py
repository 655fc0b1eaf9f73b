"""The words of paths, links and names of options are no words of a seed; those of a seed near them still are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLES, Ran
from test_secrets import SECRETS, is_hidden

Cli = Callable[..., Ran]
FOLDERS = "alpha/shared/findings/field/about/ability/garden/legal/winner/thank/wave/sausage/worth"
WRONG = (
    ("--tip", "abc", "tip_height"),
    ("--tip", "-5", "tip_height"),
    ("--tip", "900000,", "tip_time"),
    ("--tip", "900000,x", "tip_time"),
    ("--tip", "1,2,3", "tip_parts"),
    ("--tip", "99999999999", "tip_height"),
    ("--tip", "", "option_needs_value"),
    ("--core", "x", "unknown_core"),
    ("--no-such", "x", "no_such_option"),
)


@pytest.fixture
def spend(tmp_path: Path) -> tuple[str, str]:
    """A transaction and its spent outputs, in files with many words in their paths."""
    folder = tmp_path / FOLDERS
    folder.mkdir(parents=True)
    transaction, spent = folder / "locktime of the future.hex", folder / "spent-outputs.json"
    transaction.write_text(EXAMPLES["p2wpkh"].raw.hex(), encoding="utf-8")
    spent.write_text("[]", encoding="utf-8")
    return str(transaction), str(spent)


@pytest.mark.parametrize(("option", "value", "code"), WRONG)
def test_a_wrong_option_beside_long_paths_is_what_is_refused(
    cli: Cli, spend: tuple[str, str], option: str, value: str, code: str
) -> None:
    for prevouts in (["--prevouts", spend[1]], [f"--prevouts={spend[1]}"]):
        ran = cli("verify", spend[0], *prevouts, option, value)
        assert code in ran.err
        assert ran.status == 2
        assert option in ran.err


def test_a_path_that_is_not_there_and_a_link_are_no_seed(cli: Cli) -> None:
    assert "no_such_file" in cli("decode", f"/{FOLDERS}").err
    assert "no_such_file" in cli("verify", "first", "--prevouts", f"./{FOLDERS}/spent.json").err
    assert "seed_phrase" not in cli("decode", "first", "--node", f"http://localhost:1/{FOLDERS}", "--tip", "x").err


@pytest.mark.parametrize("name", SECRETS)
def test_beside_paths_and_behind_new_options_a_secret_is_called_one(
    cli: Cli, spend: tuple[str, str], name: str
) -> None:
    secret = SECRETS[name]
    for words in (
        ("verify", spend[0], "--tip", secret),
        ("verify", spend[0], "--core", secret, "--prevouts", spend[1]),
        ("verify", spend[0], f"--prevouts={secret}", "--tip", "x"),
        ("verify", f"/tmp/{secret}.hex", "--tip", "x"),
        ("verify", spend[0], *secret.split(" "), "--prevouts", spend[1]),
    ):
        ran = cli(*words)
        assert "looks_like_private_key" in ran.err or "looks_like_seed_phrase" in ran.err, words
        assert is_hidden(ran, secret)
