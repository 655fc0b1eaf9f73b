"""What the environment says of the terminal, without what would be taken for something else."""

from __future__ import annotations

from collections.abc import Mapping


def without_misleading(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables but for those that would be taken for what they do not say, or fail to be read at all."""
    return {name: value for name, value in environment.items() if not _is_misleading(name, value)}


def _is_misleading(name: str, value: str) -> bool:
    if name == "FORCE_COLOR":
        return value in ("", "0", "false")
    if name.endswith(("COLUMNS", "LINES")):
        return not (value.isascii() and value.isdigit() and len(value) <= 4 and int(value) > 0)
    return False
