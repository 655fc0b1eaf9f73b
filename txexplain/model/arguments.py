"""Wrong arguments of a library call: refused at the border, by their names, before anything is done."""

from __future__ import annotations

from collections.abc import Iterable


def check_type(name: str, value: object, *kinds: type) -> None:
    """Raises TypeError where the argument of that name is of none of these kinds. True is no int here."""
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        wanted = " or ".join("None" if kind is type(None) else kind.__name__ for kind in kinds)
        raise TypeError(f"{name} must be {wanted}, not {type(value).__name__}")


def check_number(name: str, value: object, least: int, most: int | None = None) -> None:
    """Raises TypeError where the argument is no int, ValueError where it is out of range."""
    check_type(name, value, int)
    assert isinstance(value, int)
    if value < least or (most is not None and value > most):
        wanted = f"at least {least}" if most is None else f"from {least} to {most}"
        raise ValueError(f"{name} must be {wanted}")


def check_callable(name: str, value: object) -> None:
    """Raises TypeError where the argument cannot be called."""
    if not callable(value):
        raise TypeError(f"{name} must be callable, not {type(value).__name__}")


def items_of(name: str, values: object) -> tuple[object, ...]:
    """The items of the argument. Raises TypeError where it has none."""
    if not isinstance(values, Iterable):
        raise TypeError(f"{name} must be iterable, not {type(values).__name__}")
    return tuple(values)
