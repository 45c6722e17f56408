"""Projects over ore: what a footprint presses, how much of it, and what the law of the day says."""
