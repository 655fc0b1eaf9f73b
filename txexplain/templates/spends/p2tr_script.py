"""The taproot script path: arguments, the leaf script, and the control block that proves it belongs (BIP341)."""

from txexplain.model.report import Capture, Match
from txexplain.templates.spends.taproot import without_annex
from txexplain.templates.spends.view import SpendView, arguments_of, looks_runnable

KEY = "p2tr-script"
LEAF_VERSION_TAPSCRIPT = 0xC0
_MAX_PATH_LENGTH = 128


def match(view: SpendView) -> Match | None:
    stack, annex = without_annex(view.witness)
    if view.script_sig.piece.data or len(stack) < 2:
        return None
    *arguments, leaf_script, control_block = stack
    fits = _is_control_block(control_block.data)
    leaf_version = control_block.data[0] & 0xFE if control_block.data else 0
    tapscript = leaf_version == LEAF_VERSION_TAPSCRIPT
    if view.spent_type is None and not (fits and (tapscript or not looks_runnable(control_block))):
        return None
    captures: tuple[Capture, ...] = (Capture("leaf_script_unknown", leaf_script),)
    if tapscript:
        signatures = arguments_of(leaf_script, tuple(arguments), tapscript=True)
        captures = (*signatures, Capture("leaf_script", leaf_script))
    if not fits:
        return Match(KEY, captures + annex)
    facts = {"leaf_version": leaf_version, "depth": (len(control_block.data) - 33) // 32}
    return Match(KEY, (*captures, Capture("control_block", control_block), *annex), facts)


def _is_control_block(data: bytes) -> bool:
    """33 bytes, then up to 128 hashes of 32."""
    path, rest = divmod(len(data) - 33, 32)
    return rest == 0 and 0 <= path <= _MAX_PATH_LENGTH
