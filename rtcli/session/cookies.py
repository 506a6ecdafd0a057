"""Cookies that servers set, to the field that brings them back: kept by the rules of the standard library's jar."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rtcli.wire.url import Url

if TYPE_CHECKING:
    from email.message import Message
    from http.cookiejar import CookieJar
    from urllib.request import Request


class Cookies:
    """For as long as a client lives; what it takes to read them is loaded when the first one comes."""

    def __init__(self) -> None:
        self._jar: CookieJar | None = None

    def keep(self, url: Url, values: Iterable[str]) -> None:
        """What an answer's Set-Cookie fields say."""
        fields = list(values)
        if not fields:
            return
        from email.message import Message
        from http.cookiejar import CookieJar

        self._jar = self._jar or CookieJar()
        message = Message()
        for value in fields:
            message["Set-Cookie"] = value
        self._jar.extract_cookies(_Answer(message), _asked(url))  # type: ignore[arg-type]  # it asks for no more

    def field(self, url: Url) -> str | None:
        """The value of the Cookie field for this URL."""
        if self._jar is None:
            return None
        request = _asked(url)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie")


class _Answer:
    """As much of a response as the jar looks at."""

    def __init__(self, message: "Message") -> None:
        self._message = message

    def info(self) -> "Message":
        return self._message


def _asked(url: Url) -> "Request":
    from urllib.request import Request

    return Request(f"{'https' if url.secure else 'http'}://{url.authority}{url.path}")
