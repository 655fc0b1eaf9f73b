"""What does not go with `--html` and `--svg` is refused before anything is read or written."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import EXAMPLES

P2PKH = EXAMPLES["p2pkh"].raw.hex()
REFUSED = {
    "explain p2pkh --html FILE --json": "page_and_other",
    "explain p2pkh --html FILE --lines": "page_and_other",
    "explain p2pkh --html FILE --fields txid": "page_and_other",
    "explain p2pkh --html FILE --picture flow": "page_and_other",
    "lock bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq --html FILE --json": "page_and_other",
    "block block100000 --html FILE --fields txid": "page_and_other",
    "block block100000 --html FILE --tsv --fields txid": "page_and_other",
    "block block100000 --html FILE --lines": "page_and_other",
    "block block100000 --html FILE --jobs 2": "page_and_other",
    "block block100000 --html FILE --transactions": "page_and_other",
    "block block100000 --proof 1 --svg FILE --fields txid": "one_and_all_transactions",
    "explain p2pkh --svg FILE --json": "svg_and_other",
    "explain p2pkh --svg FILE --fields txid": "svg_and_other",
    "explain p2pkh --svg FILE --tsv": "svg_and_other",
    "explain p2pkh --svg FILE --jobs 2": "svg_and_other",
    "explain p2pkh --svg FILE --input 7": "svg_and_other",
    "explain p2pkh --svg FILE --brief": "svg_and_other",
    "decode p2pkh --svg FILE --bytes": "svg_and_other",
    "explain p2pkh --html --force": "option_needs_value",
    "explain p2pkh --svg --force": "option_needs_value",
    "verify p2pkh --svg FILE": "option_elsewhere",
    "step p2pkh --html FILE": "option_elsewhere",
    "sighash p2pkh --picture flow": "option_elsewhere",
    "explain p2pkh --svg FILE --picture stack:0.999999999999999999": "no_such_step",
}


@pytest.mark.parametrize("command", list(REFUSED))
def test_what_does_not_go_together_is_refused_and_writes_nothing(
    cli, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = cli(*command.replace("FILE", "page").split())
    assert (ran.status, ran.out) == (2, "")
    assert f"({REFUSED[command]})" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--html", "--svg"])
@pytest.mark.parametrize("read", [["TX"], ["TX", "--prevouts", "coins.json"], [P2PKH, "--parent", "TX"]])
def test_what_is_read_is_never_overwritten(
    cli, option: str, read: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("TX").write_text(P2PKH)
    Path("coins.json").write_text("[]")
    for name in {"TX", "coins.json"} & set(read):
        Path("link").unlink(missing_ok=True)
        Path("link").symlink_to(name)
        before = Path(name).read_bytes()
        for target in (name, f"./{name}", "link"):
            ran = cli("explain", *read, option, target, "--force")
            assert ran.status == 5
            assert "(file_is_read)" in ran.err
        assert Path(name).read_bytes() == before


def test_a_file_where_a_folder_must_be_is_told(cli, tmp_path: Path) -> None:
    (tmp_path / "page").write_text("")
    for name in ("page/page.html", "page/a/b.html"):
        ran = cli("explain", "p2pkh", "--html", str(tmp_path / name), "--lang", "en")
        assert ran.status == 5
        assert "is a file, not a folder" in " ".join(ran.err.split())


def test_a_picture_is_named_in_letters_of_any_case_and_numbers_with_zeros_before_them(cli) -> None:
    written = cli("explain", "p2pkh", "--svg", "-", "--picture", "stack:0.3").out
    assert written.startswith("<?xml")
    assert cli("explain", "p2pkh", "--svg", "-", "--picture", "STACK:000.0003").out == written
