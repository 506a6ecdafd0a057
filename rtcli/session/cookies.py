"""Cookies that servers set, to the field that brings them back: kept by the rules of the standard library's jar."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rtcli.wire.url import Url

if TYPE_CHECKING:
    from http.cookiejar import CookieJar
    from urllib.request import Request

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Cookies:
    """For as long as a client lives; what it takes to read them is loaded when the first one comes."""

    def __init__(self) -> None:
        self._jar: CookieJar | None = None

    def keep(self, url: Url, values: Iterable[str]) -> None:
        """What an answer's Set-Cookie fields say, in latin-1; what no request could bring back is left out."""
        fields = [value for value in values if not _CONTROL.search(value)]
        if not fields:
            return
        from http.cookiejar import CookieJar, DefaultCookiePolicy

        # RFC 6265 5.4: without a Domain a cookie goes back to its host alone
        policy = DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain)
        self._jar = self._jar or CookieJar(policy)
        self._jar.extract_cookies(_Answer(fields), _asked(url))  # type: ignore[arg-type]  # it asks for no more

    def field(self, url: Url) -> str | None:
        """The value of the Cookie field for this URL."""
        if self._jar is None:
            return None
        request = _asked(url)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie")


class _Answer:
    """As much of a response, and of its head, as the jar looks at."""

    def __init__(self, fields: list[str]) -> None:
        # As our own fields are written: bytes beyond UTF-8 come back as they came.
        self._fields = [field.encode("latin-1").decode("utf-8", "surrogateescape") for field in fields]

    def info(self) -> "_Answer":
        return self

    def get_all(self, name: str, default: list[str]) -> list[str]:
        return self._fields if name == "Set-Cookie" else default


def _asked(url: Url) -> "Request":
    from urllib.request import Request

    return Request(f"{'https' if url.secure else 'http'}://{url.authority}{url.path}")
