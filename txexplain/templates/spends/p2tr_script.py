"""The taproot script path: arguments, the leaf script, and the control block that proves it belongs (BIP341)."""

from txexplain.model.report import Capture, Facts, Match
from txexplain.templates.spends.taproot import without_annex
from txexplain.templates.spends.template import SpendTemplate
from txexplain.templates.spends.view import SpendView, arguments_of, looks_runnable
from txexplain.wire.taproot import LEAF_VERSION_TAPSCRIPT, is_control_block, leaf_version

KEY = "p2tr-script"


def match(view: SpendView) -> Match | None:
    stack, annex = without_annex(view.witness)
    if view.script_sig.slice.data or len(stack) < 2:
        return None
    arguments, leaf_script, control_block = stack[:-2], stack[-2], stack[-1]
    fits = is_control_block(control_block.data)
    version = leaf_version(control_block.data) if control_block.data else 0
    tapscript = version == LEAF_VERSION_TAPSCRIPT
    if view.spent_type is None and not (fits and (tapscript or not looks_runnable(control_block))):
        return None
    captures: tuple[Capture, ...] = (Capture("leaf_script_unknown", leaf_script),)
    if tapscript:
        signatures = arguments_of(leaf_script, arguments, tapscript=True)
        captures = (*signatures, Capture("leaf_script", leaf_script))
    if not fits:
        return Match(KEY, captures + annex)
    facts = Facts(leaf_version=version, depth=(len(control_block.data) - 33) // 32)
    return Match(KEY, (*captures, Capture("control_block", control_block), *annex), facts)


TEMPLATE = SpendTemplate(KEY, match)
