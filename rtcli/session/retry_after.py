"""What a server says in Retry-After, to how long it wants to be left alone."""

from email.utils import parsedate_to_datetime

from rtcli.session.http import HttpAnswer
from rtcli.wire.sse import RETRY_CAP_MS


def retry_after_s(answer: HttpAnswer, wall_s: float) -> float:
    """RFC 9110 10.2.3: seconds, or a date, which is compared with the time on the wall; 0 where nothing is said."""
    value = (answer.get_all("Retry-After") or [""])[-1].strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:20])
    else:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - wall_s
        except ValueError:
            return 0.0
    return min(max(seconds, 0.0), RETRY_CAP_MS / 1000)
