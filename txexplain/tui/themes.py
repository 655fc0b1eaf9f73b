"""The themes: colours by name, for the words of the program and for Textual."""

from __future__ import annotations

from collections.abc import Mapping

from textual.color import Color
from textual.theme import Theme

LEGIBLE = 4.5  # the contrast of text that WCAG asks for
_STEP = 0.04
_PALETTES: dict[str, dict[str, str]] = {
    "txexplain-dark": {
        "background": "#11151b",
        "surface": "#171d25",
        "panel": "#222b37",
        "plain": "#dce3ea",
        "dim": "#8c99a8",
        "blue": "#82b1ff",
        "bright_blue": "#9db4d6",
        "cyan": "#62cfd6",
        "bright_cyan": "#8fe3e0",
        "green": "#7fd78b",
        "yellow": "#f0c75e",
        "magenta": "#d6a2f5",
        "red": "#ff8a80",
    },
    "txexplain-light": {
        "background": "#fcfbf8",
        "surface": "#f3f1eb",
        "panel": "#e6e2d8",
        "plain": "#1b2127",
        "dim": "#5b6570",
        "blue": "#1a56b0",
        "bright_blue": "#41618f",
        "cyan": "#0a6570",
        "bright_cyan": "#0d6b62",
        "green": "#1c6a2c",
        "yellow": "#7a4f00",
        "magenta": "#7d2ea3",
        "red": "#b0171f",
    },
    "txexplain-colour-blind": {  # the colours of Okabe and Ito that are legible on black
        "background": "#0d0d0d",
        "surface": "#161616",
        "panel": "#262626",
        "plain": "#e8e8e8",
        "dim": "#a0a0a0",
        "blue": "#56b4e9",
        "bright_blue": "#8fc9ee",
        "cyan": "#56b4e9",
        "bright_cyan": "#9ad3f5",
        "green": "#56b4e9",
        "yellow": "#f0e442",
        "magenta": "#cc79a7",
        "red": "#e69f00",
    },
}
THEMES = tuple(_PALETTES)
_OF_TEXTUAL = {
    "background": "background",
    "surface": "surface",
    "panel": "panel",
    "plain": "foreground",
    "blue": "primary",
    "bright_blue": "primary",
    "cyan": "secondary",
    "bright_cyan": "secondary",
    "green": "success",
    "yellow": "warning",
    "magenta": "accent",
    "red": "error",
}


def themes() -> list[Theme]:
    """Ours, as Textual takes them."""
    return [_theme(name, palette) for name, palette in _PALETTES.items()]


def _theme(name: str, palette: Mapping[str, str]) -> Theme:
    return Theme(
        name=name,
        primary=palette["blue"],
        secondary=palette["cyan"],
        accent=palette["magenta"],
        success=palette["green"],
        warning=palette["yellow"],
        error=palette["red"],
        foreground=palette["plain"],
        background=palette["background"],
        surface=palette["surface"],
        panel=palette["panel"],
        dark=name != "txexplain-light",
    )


def palette_of(theme: Theme) -> dict[str, str]:
    """The colours of the theme by name: its own, or made of those of a theme of Textual, so that they are legible."""
    if theme.name in _PALETTES:
        return _PALETTES[theme.name]
    known = theme.to_color_system().generate()
    palette = {name: known[of] for name, of in _OF_TEXTUAL.items()}
    ground = Color.parse(palette["background"])
    if theme.ansi or ground.ansi is not None:
        return palette | {"dim": palette["plain"]}
    readable = {name: _legible(Color.parse(value), ground).hex for name, value in palette.items() if name in _WORDS}
    text = Color.parse(readable["plain"])
    return palette | readable | {"dim": _legible(text.blend(ground, 0.4), ground).hex}


_WORDS = frozenset(_OF_TEXTUAL) - {"background", "surface", "panel"}


def _legible(colour: Color, ground: Color) -> Color:
    """The colour, as much lighter or darker as it must be to be read on that ground."""
    towards = Color(255, 255, 255) if ground.brightness < 0.5 else Color(0, 0, 0)
    part = 0.0
    while contrast(blended := colour.blend(towards, part), ground) < LEGIBLE and part < 1:
        part += _STEP
    return blended


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio as WCAG defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    parts = (value / 255 for value in colour.rgb)
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
