"""What was found out of a PSBT, as those need it who look for what is wrong with it."""

from __future__ import annotations

from functools import cached_property

from txexplain.model.psbt_analysis import PsbtAnalysis
from txexplain.model.report import OutputReport, SpentOutput
from txexplain.model.signing import SigVersion
from txexplain.psbt.analyse import PsbtAnalyser
from txexplain.psbt.places import place_of
from txexplain.psbt.signing_data import SigningData
from txexplain.psbt.silent_payments import SilentPayments
from txexplain.psbt.stated import Stated
from txexplain.psbt.xpubs import XpubKeys


class Known:
    """A PSBT, the outputs that it spends as far as they are known, from it or beside it, and the analysis of its
    inputs."""

    def __init__(self, analyser: PsbtAnalyser, analysis: PsbtAnalysis) -> None:
        self.found = analyser.found
        self.psbt = analyser.found.psbt
        self.tx = analyser.tx
        told = [item.spent for item in analyser.found.report.inputs]
        self.spent = [own or _output(other) for own, other in zip(analyser.spent, told, strict=True)]
        self.checkers = analyser.checkers
        self.analysis = analysis
        self.data = [SigningData(each) for each in self.psbt.inputs]

    @cached_property
    def inputs(self) -> list[Stated | None]:
        """What is stated for each input; None where the output that it spends is not known."""
        pairs = zip(self.psbt.inputs, self.spent, strict=True)
        return [None if output is None else Stated(each, output.script_pubkey) for each, output in pairs]

    @cached_property
    def outputs(self) -> list[Stated]:
        """What is stated for each output."""
        pairs = zip(self.psbt.outputs, self.tx.outputs, strict=True)
        return [Stated(each, output.script_pubkey.data) for each, output in pairs]

    def version(self, number: int) -> SigVersion | None:
        """By which rules ECDSA or Schnorr signatures of the input are made; None where that cannot be told, and for
        witness programs of which no rules are known."""
        output = self.spent[number]
        if output is None:
            return None
        place = place_of(output, self.data[number])
        return None if place.version is SigVersion.BASE and place.script is None else place.version

    @cached_property
    def xpubs(self) -> XpubKeys:
        return XpubKeys(self.psbt.globals.all("PSBT_GLOBAL_XPUB"))

    @cached_property
    def silent_payments(self) -> SilentPayments:
        return SilentPayments(self.psbt, self.inputs, [data.final for data in self.data])


def _output(told: OutputReport | None) -> SpentOutput | None:
    return None if told is None else SpentOutput(told.value_sat, told.script.slice.data)
