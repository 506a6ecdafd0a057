"""An answer that points elsewhere to what is asked next, or to why it is not asked.

Credentials stay with the origin that they were given for, and nothing that was encrypted goes on in the clear.
"""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote, urljoin

from rtcli.errors import RtError
from rtcli.session.asked import Asked
from rtcli.wire.http1 import Head
from rtcli.wire.secrets import is_secret_header, redact_url
from rtcli.wire.url import DEFAULT_PORTS, WEB_SCHEMES, Url, parse_target

Headers = tuple[tuple[str, str | None], ...]

REDIRECTS = (301, 302, 303, 307, 308)
_VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
_SOCKET_SCHEMES = {web: scheme for scheme, web in WEB_SCHEMES.items()}


def location(head: Head) -> str | None:
    """Where an answer redirects to, as it stands there."""
    places = head.get_all("Location")
    return places[0] if places and head.status in REDIRECTS else None


def onward(asked: Asked, head: Head, visited: Sequence[Url]) -> Asked | str:
    """What to ask after this answer, or why nothing; the last of `visited` is the URL that gave it."""
    place, followed, here = location(head), len(visited) - 1, visited[-1]
    if place is None or not asked.redirects:
        return ""
    if followed >= asked.redirects:
        return f"after {followed} redirects yet another, to {redact_url(place)}"
    try:
        url = resolve(here, place)
        url = replace(url, scheme=_SOCKET_SCHEMES.get(url.scheme, url.scheme))
    except (RtError, ValueError) as error:
        return f"it redirects to what is no URL: {error.why if isinstance(error, RtError) else redact_url(place)}"
    if url.scheme not in DEFAULT_PORTS:
        return f"it redirects to {url.scheme}:, which is not followed"
    if here.secure and not url.secure:
        return f"it redirects to {url.display()}, which is not encrypted"
    if replace(url, userinfo="") in [replace(each, userinfo="") for each in visited]:
        return f"it redirects in a circle, back to {url.display()}"
    if same_origin(asked.url, url):
        return replace(asked, url=replace(url, userinfo=url.userinfo or asked.url.userinfo))
    return _without_secrets(replace(asked, url=url))


def same_origin(one: Url, other: Url) -> bool:
    return (one.secure, one.host, one.port) == (other.secure, other.host, other.port)


def has_secrets(asked: Asked) -> bool:
    """Whether there is anything that another origin would not be told."""
    return asked != _without_secrets(asked) or bool(asked.url.userinfo)


def resolve(here: Url, place: str) -> Url:
    """RFC 9110 10.2.2: a reference relative to the URL that was asked, in the web's schemes."""
    web = replace(here, scheme=WEB_SCHEMES.get(here.scheme, here.scheme), userinfo="")
    reference = quote(place.encode("latin-1"), safe=_VISIBLE)  # as browsers do with what may not stand there
    url = parse_target(urljoin(web.display(show_secrets=True), reference), default_scheme="http")
    return replace(url, notes=())


def for_strangers(headers: Headers) -> Headers:
    """Without credentials, and without the Host of another server."""
    return tuple((name, value) for name, value in headers if name.lower() != "host" and not is_secret_header(name))


def _without_secrets(asked: Asked) -> Asked:
    return replace(asked, headers=for_strangers(asked.headers), user=None, cookie=None)
