"""What a PSBT lacks, who comes next, and whether the signatures that it brings are valid (Core: AnalyzePSBT)."""
