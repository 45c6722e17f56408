"""Review of a run: opinions as events, a ledger that only grows, exchange with files."""
