"""A peer's mistake as a value: its code (a key of the rule table), where it stands, and what was seen."""

from typing import NamedTuple


class Fault(NamedTuple):
    code: str  # "frame.reserved-bits"; level, clause and cure stand in the rule table alone
    offset: int  # of the byte at fault, counted from the start of the stream
    says: str  # the measured fact: "RSV bits 010"
