"""What is asked of an HTTP endpoint, as a value made from the flags, and the header fields that it comes to."""

from dataclasses import dataclass, field

from rtcli.wire.url import Url

MOST_REDIRECTS = 20
HEAD_TIMEOUT_S = 120.0
VERSIONS = ("auto", "1.1", "2")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, and how patiently its answer is waited for."""

    url: Url
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # in order, names as often as given
    body: bytes | None = field(default=None, repr=False)
    user: str | None = field(default=None, repr=False)  # USER:PASSWORD, sent as Basic at once
    cookie: str | None = field(default=None, repr=False)
    user_agent: str | None = None
    redirects: int = MOST_REDIRECTS  # how many are followed
    http: str = "auto"  # of VERSIONS; 2 without TLS is prior knowledge
    head_timeout_s: float = HEAD_TIMEOUT_S  # from the sent request to the head of the answer
