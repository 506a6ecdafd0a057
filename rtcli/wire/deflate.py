"""permessage-deflate, RFC 7692: its four parameters, and an inflater that never makes more than it may."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeflateParameters:
    server_no_context_takeover: bool = False
    client_no_context_takeover: bool = False
    server_max_window_bits: int = 15
    client_max_window_bits: int = 15
