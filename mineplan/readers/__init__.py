"""One file a format: registration strings, ledgers, vector files; and what they have in common."""
