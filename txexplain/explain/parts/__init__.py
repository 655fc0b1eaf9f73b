"""What several pages or the walkthrough tell, each once: amounts, coins, kinds, verdicts, failures, steps."""
