"""How pictures look: one style sheet of classes, light, and dark where the reader's screen is."""

from __future__ import annotations

_SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Noto Sans CJK SC", sans-serif'
_MONO = (
    'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono CJK SC", '
    '"PingFang SC", monospace'
)
_SHAPES = f"""\
.drawing .run {{ stroke-width: 0.75; }}
.drawing text {{ font-family: {_SANS}; white-space: pre; }}
.drawing .t-heading {{ font-size: 14px; font-weight: 650; }}
.drawing .t-amount {{ font-size: 16px; font-weight: 600; font-variant-numeric: tabular-nums; }}
.drawing .t-words {{ font-size: 13px; }}
.drawing .t-small {{ font-size: 12px; }}
.drawing .t-tiny {{ font-size: 10px; }}
.drawing .t-hex, .drawing .t-op {{ font-family: {_MONO}; font-size: 13px; }}
.drawing .t-op {{ font-size: 15px; font-weight: 600; }}
.drawing .c-address, .drawing .c-txid, .drawing .c-code, .drawing .c-hash {{ font-family: {_MONO}; }}
.drawing .c-address, .drawing .c-txid {{ font-size: 0.92em; }}
.drawing .c-kind, .drawing .c-strong, .drawing .c-lit, .drawing .c-role {{ font-weight: 600; }}
.drawing .stop-in, .drawing .stop-out, .drawing .stop-fee, .drawing .stop-short {{ stop-opacity: 0.5; }}
.drawing .thin {{ fill: none; }}
.drawing .ribbon:hover {{ fill-opacity: 0.75; }}
.drawing .unknown {{ stroke-dasharray: 4 4; stroke-width: 1; fill-opacity: 0.18; }}
.drawing .box, .drawing .edge, .drawing .arrow {{ stroke-width: 1.5; fill: none; }}
.drawing .edge.lit, .drawing .box.lit {{ stroke-width: 2.5; }}
.drawing .box.taken {{ stroke-dasharray: 6 4; stroke-width: 2; }}
.drawing .box.put {{ stroke-width: 2.5; }}
.drawing .b-gap {{ stroke-dasharray: 3 3; }}
.drawing .floor {{ stroke-width: 2; fill: none; }}
.drawing .box.more {{ stroke-dasharray: 3 5; stroke-width: 2.5; }}
"""
_COLOURS = (  # selectors, property, light, dark
    (".ground", "fill", "#fbfaf6", "#14181f"),
    ("text", "fill", "#1f2933", "#e6e9ee"),
    (".t-small, .t-tiny, .c-label", "fill", "#5a6675", "#a3aebd"),
    (".c-kind", "fill", "#6b3fa0", "#c4a1f2"),
    (".c-address, .c-txid, .c-code", "fill", "#3a4757", "#c3ccd8"),
    (".t-in", "fill", "#22578f", "#7db4f0"),
    (".t-out", "fill", "#0b6b62", "#4fcabb"),
    (".t-fee, .c-odd, .c-unknown", "fill", "#8a5300", "#f2b84e"),
    (".t-short, .c-invalid", "fill", "#a8281c", "#ff8d80"),
    (".c-valid, .c-put", "fill", "#1b6e3a", "#6fd495"),
    (".c-taken", "fill", "#8c2f74", "#ee9fd6"),
    (".t-trunk", "fill", "#ffffff", "#ffffff"),
    (".t-trunk .c-txid, .t-trunk .c-label", "fill", "#cfd8e3", "#cfd8e3"),
    (".stop-in", "stop-color", "#3b7fc4", "#5b9ee6"),
    (".stop-out", "stop-color", "#14998b", "#35b5a5"),
    (".stop-fee", "stop-color", "#d98c12", "#eaa63a"),
    (".stop-short", "stop-color", "#d0402f", "#f0705f"),
    (".stop-trunk", "stop-color", "#31455e", "#46597a"),
    (".trunk", "fill", "#31455e", "#46597a"),
    (".port-in, .dot-in", "fill", "#2b6cb0", "#6aa8ec"),
    (".port-out, .dot-out", "fill", "#0f8a7e", "#3fc1b0"),
    (".port-fee, .dot-fee", "fill", "#c77d0a", "#f0b041"),
    (".port-short, .dot-short", "fill", "#c0392b", "#ff7a6b"),
    (".unknown", "stroke", "#5a6675", "#a3aebd"),
    (".rule, .edge, .box", "stroke", "#b9c1cc", "#4a5667"),
    (".edge.lit, .box.lit, .box.more", "stroke", "#c77d0a", "#f0b041"),
    (".box", "fill", "#ffffff", "#1d232d"),
    (".box.lit", "fill", "#fff4dc", "#3a2e14"),
    (".box.wrong", "stroke", "#c0392b", "#ff7a6b"),
    (".box.wrong", "fill", "#fdecea", "#3d1d1a"),
    (".box.taken", "stroke", "#a3408a", "#d987c3"),
    (".box.put", "stroke", "#22894a", "#57c07e"),
    (".box.put", "fill", "#eaf7ee", "#16301f"),
    (".box.taken", "fill", "#fbeff8", "#32192c"),
    (".box.op", "fill", "#31455e", "#46597a"),
    (".box.op", "stroke", "#31455e", "#46597a"),
    (".run", "stroke", "#8a94a0", "#6b7684"),
    (".run", "fill", "#e9ecf0", "#2a323e"),
    (".b-pointer", "fill", "#d5e6f8", "#1f3d5c"),
    (".b-amount", "fill", "#d3efdd", "#1c4530"),
    (".b-signature", "fill", "#f3d9ec", "#4d2545"),
    (".b-key", "fill", "#fbe7bd", "#4d3b12"),
    (".b-opcode", "fill", "#dcdcf7", "#33335c"),
    (".b-rule", "fill", "#dfe9ea", "#25403f"),
    (".b-proof", "fill", "#cfeeee", "#17474a"),
    (".b-gap", "fill", "#fbfaf6", "#14181f"),
    (".b-gap", "stroke", "#b9c1cc", "#4a5667"),
    (".floor", "stroke", "#5a6675", "#a3aebd"),
    (".arrow", "stroke", "#5a6675", "#a3aebd"),
    (".head", "fill", "#5a6675", "#a3aebd"),
)

SHOWN = frozenset(  # styles of chunks that are told apart; the others look like the text around them
    (
        "address",
        "code",
        "hash",
        "invalid",
        "kind",
        "label",
        "lit",
        "odd",
        "role",
        "strong",
        "txid",
        "unknown",
        "valid",
    )
)


def _rules(place: int) -> str:
    """A rule a line, each for the pictures alone."""
    return "".join(
        f"{', '.join(f'.drawing {each}' for each in colour[0].split(', '))} {{ {colour[1]}: {colour[place]}; }}\n"
        for colour in _COLOURS
    )


# What a page shrinks: within a rule that programs which take `height` for the attribute, and draw nothing, leave out.
_FITTED = "@media all {\n.drawing { max-width: 100%; height: auto; }\n}\n"
STYLE = f"{_FITTED}{_SHAPES}{_rules(2)}@media screen and (prefers-color-scheme: dark) {{\n{_rules(3)}}}\n"
