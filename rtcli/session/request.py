"""What is asked of an HTTP endpoint, as a value made from the flags."""

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
    # In order, names as often as given. One of ours gives way to them; None sends no field of that name at all.
    headers: tuple[tuple[str, str | None], ...] = field(default=(), repr=False)
    body: bytes | None = field(default=None, repr=False)
    user: str | None = field(default=None, repr=False)  # USER:PASSWORD, sent as Basic at once
    cookie: str | None = field(default=None, repr=False)
    user_agent: str | None = None
    redirects: int = MOST_REDIRECTS  # how many are followed
    http: str = "auto"  # of VERSIONS; 2 without TLS is prior knowledge
    head_timeout_s: float = HEAD_TIMEOUT_S  # from the sent request to the head of the answer
