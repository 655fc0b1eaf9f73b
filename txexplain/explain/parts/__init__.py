"""What several pages tell: amounts, coins, kinds, findings, failures, script elements; each once."""
