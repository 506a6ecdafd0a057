"""Wire values as lines for people: no I/O, no verdicts."""
