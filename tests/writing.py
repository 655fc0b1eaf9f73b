"""What the tests of files that are written share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from txexplain.cli.files import write_file
from txexplain.model.errors import OutputError

PAGE = "<p>比特币 ₿</p>\n"


def refused(path: Path | str, *, force: bool = False, text: str = PAGE) -> OutputError:
    with pytest.raises(OutputError) as caught:
        write_file(str(path), text, force=force)
    assert caught.value.exit_status == 5
    return caught.value


def names_in(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))
