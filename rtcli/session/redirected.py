"""A redirect to the request that it asks for, RFC 9110 15.4 as browsers have it; RtError where it is not followed.

Credentials stay with the origin that they were given for, and nothing that was encrypted goes on in the clear.
"""

from dataclasses import replace

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.session.redirects import REDIRECTS, for_strangers, resolve, same_origin
from rtcli.session.request import Request
from rtcli.wire.secrets import redact_url
from rtcli.wire.url import Url

SCHEMES = ("http", "https")
CURL_SCHEME, CURL_TOO_MANY = 1, 47
BODY_FIELDS = ("content-encoding", "content-language", "content-length", "content-location", "content-type")


def redirected(request: Request, status: int, places: list[str], *, followed: int) -> Request | None:
    """What to ask next, after so many redirects; None where this answer is the one that counts."""
    if status not in REDIRECTS or not places or not request.redirects:
        return None
    if followed >= request.redirects:
        why = f"after {followed} redirects yet another, to {redact_url(places[0])}"
        raise _refused(request, why, "--max-redirs follows more", CURL_TOO_MANY)
    url = _target(request, places[0])
    method = _method(status, request.method)
    if method != request.method:
        headers = tuple(field for field in request.headers if field[0].lower() not in BODY_FIELDS)
        request = replace(request, method=method, headers=headers, body=None)
    if same_origin(request.url, url):
        return replace(request, url=replace(url, userinfo=url.userinfo or request.url.userinfo))
    return replace(request, url=url, headers=for_strangers(request.headers), user=None, cookie=None)


def _target(request: Request, place: str) -> Url:
    try:
        url = resolve(request.url, place)
    except (RtError, ValueError) as error:
        why = f"it redirects to what is no URL: {error.why if isinstance(error, RtError) else redact_url(place)}"
        raise _refused(request, why, "see with --no-location what it answers", CURL_SCHEME) from error
    if url.scheme not in SCHEMES:
        why = f"it redirects to {url.scheme}:, which is not followed"
        raise _refused(request, why, "event streams come by http: and https:", CURL_SCHEME)
    if request.url.secure and not url.secure:
        why = f"it redirects to {url.display()}, which is not encrypted"
        raise _refused(request, why, "if that is meant, ask there", CURL_SCHEME)
    return url


def _method(status: int, method: str) -> str:
    """Fetch, HTTP-redirect fetch, step 12."""
    to_get = method == "POST" if status in (301, 302) else status == 303 and method not in ("GET", "HEAD")
    return "GET" if to_get else method


def _refused(request: Request, why: str, fix: str, curl_code: int) -> RtError:
    return RtError(f"redirect {request.url.authority}", why, fix, "redirect", Exit.UNREACHED, curl_code)
