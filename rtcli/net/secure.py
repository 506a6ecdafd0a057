"""A link and the host at its other end, to the link under TLS on it; a handshake that fails says why in words."""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.certificate import EXPIRED, NOT_YET, OTHER_ADDRESS, OTHER_NAME, SELF_SIGNED, objections, presented
from rtcli.net.link import Certificate, Ending, Facts, Link
from rtcli.net.place import Place
from rtcli.net.spans import Spans
from rtcli.net.tls import context_for
from rtcli.net.tls_link import Engine, TlsLink, says
from rtcli.net.way import Way

CURL_HANDSHAKE, CURL_CERTIFICATE = 35, 60
TLS_RECORDS = (0x15, 0x16)  # RFC 8446 5.1: an alert, a handshake: what a server may begin with
LOOK_ANYWAY = "look anyway with --insecure"
TRUST_IT = f"trust its authority with --cacert FILE, or {LOOK_ANYWAY}"
UNKNOWN_AUTHORITY = "is from an unknown authority"
VERDICTS = {  # OpenSSL's X509_V_ERR_ numbers
    2: UNKNOWN_AUTHORITY,
    NOT_YET: "rests on one that is not yet valid",
    EXPIRED: "rests on one that has expired",
    SELF_SIGNED: "is self-signed",
    19: UNKNOWN_AUTHORITY,
    20: UNKNOWN_AUTHORITY,
    21: UNKNOWN_AUTHORITY,
    OTHER_NAME: "is for another name",
}
VERDICT_FIXES = {
    NOT_YET: f"is this machine's clock right? {LOOK_ANYWAY}",
    EXPIRED: f"renew it on the server, or {LOOK_ANYWAY}",
    OTHER_NAME: f"go to a name that it is for, ask for one with --server-name, or {LOOK_ANYWAY}",
}
ALERT_HINTS = {
    "certificate required": "give a client certificate with --cert FILE",
    "bad certificate": "the server wants another client certificate: give it with --cert FILE",
    "unknown ca": "the server does not know the authority of the client's certificate",
    "handshake failure": "the server may want a client certificate, or other ciphers: give one with --cert FILE",
    "protocol version": "the server speaks other versions of TLS",
    "unrecognized name": "the server knows no such name; ask for another with --server-name",
    "no application protocol": "the server speaks none of the protocols offered",
}

Reach = Callable[[Spans], Awaitable[Link]]


@dataclass(eq=False)
class Untrusted(RtError):
    """The certificate did not stand up to verification."""

    certificate: Certificate | None = None  # what was presented, where it could be had
    verify_code: int = 0  # OpenSSL's X509_V_ERR_ number


async def secure(reach: Reach, place: Place, way: Way, spans: Spans) -> TlsLink:
    """TLS with the host of this place, over what `reach` opens."""
    context = context_for(way.tls, way.environment.get("SSLKEYLOGFILE"))
    below = await reach(spans)
    try:
        with spans.phase("tls") as words:
            engine = await _shake(below, place, way.tls.server_name, context)
            words += _summary(engine.tls)
        return TlsLink(below, engine, _facts(below.facts, engine.tls))
    except Untrusted as error:
        below.abort()
        explain(error, await _look(reach, place, way), way.tls.server_name or place.host)
        spans[-1] = spans[-1]._replace(says=error.why)
        raise
    except BaseException:
        below.abort()
        raise


async def _shake(below: Link, place: Place, server_name: str | None, context: ssl.SSLContext) -> Engine:
    name = (server_name or place.host).partition("%")[0].rstrip(".")  # neither zone nor root belongs in SNI
    try:
        engine = Engine(context, name)
    except ValueError as error:
        why, fix = f"{name!r} cannot be the name of a server", "write a host name, without dots around it"
        raise RtError("usage --server-name", why, fix, "bad-option") from error
    first = b""
    while True:
        try:
            engine.tls.do_handshake()
            return engine
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLCertVerificationError as error:
            raise distrust(place, error) from error
        except ssl.SSLError as error:
            raise _failure(place, *_not_tls(first, error)) from error
        finally:
            below.write(engine.outgoing.read())
        data = await below.read()
        if not data:
            raise _failure(place, *_ended(below, first))
        first = first or data
        engine.incoming.write(data)


def distrust(place: Place, error: ssl.SSLCertVerificationError) -> Untrusted:
    code = OTHER_NAME if error.verify_code == OTHER_ADDRESS else error.verify_code
    why = f"certificate {VERDICTS.get(code, f'cannot be trusted: {error.verify_message}')}"
    where, kind, exit, curl_code = f"tls {place}", "certificate", Exit.UNREACHED, CURL_CERTIFICATE
    fix = VERDICT_FIXES.get(code, TRUST_IT)
    return Untrusted(where, why, fix, kind, exit, curl_code, verify_code=code)


def _failure(place: Place, why: str, fix: str) -> RtError:
    return RtError(f"tls {place}", why, fix, "handshake", Exit.UNREACHED, CURL_HANDSHAKE)


def _not_tls(first: bytes, error: ssl.SSLError) -> tuple[str, str]:
    if first.startswith(b"HTTP/"):
        return "the server answers in plain HTTP", "use ws:// or http:// on this port, or the port for TLS"
    if first[:1] and first[0] not in TLS_RECORDS:
        return f"the server does not speak TLS: it begins with {first[:20]!r}", "is this the right port?"
    return (why := says(error)), hint(why)


def hint(trouble: str) -> str:
    """What to do about an alert; a server that wants a certificate may say so only after the handshake."""
    return next((fix for words, fix in ALERT_HINTS.items() if trouble.endswith(words)), "")


def _ended(below: Link, first: bytes) -> tuple[str, str]:
    how = "reset" if below.ending is Ending.RESET else "ended"
    return f"the server {how} the connection during the handshake", "" if first else "does it speak TLS on this port?"


def _summary(tls: ssl.SSLObject) -> list[str]:
    cipher = tls.cipher()
    told = [tls.version(), cipher and cipher[0], tls.selected_alpn_protocol()]
    return [word for word in told if word]


def _facts(below: Facts, tls: ssl.SSLObject) -> Facts:
    cipher = tls.cipher()
    return replace(
        below,
        tls_version=tls.version(),
        cipher=cipher[0] if cipher else None,
        alpn=tls.selected_alpn_protocol(),
        certificate=presented(tls),
    )


async def _look(reach: Reach, place: Place, way: Way) -> Certificate | None:
    """OpenSSL forgets a certificate that failed: so look again, without verifying."""
    unverified = replace(way, tls=replace(way.tls, verify=False))
    try:
        link = await secure(reach, place, unverified, Spans())
    except RtError:
        return None
    link.abort()
    return link.facts.certificate


def explain(error: Untrusted, certificate: Certificate | None, host: str) -> None:
    """Say all that is wrong with it, first what OpenSSL stumbled over."""
    if certificate is None:
        return
    found = objections(certificate, host, datetime.now(UTC))
    first = found.pop(error.verify_code, VERDICTS.get(error.verify_code, error.why.removeprefix("certificate ")))
    if first == UNKNOWN_AUTHORITY:
        first += f" ({certificate.issuer})"
    error.why = f"certificate {', and '.join((first, *found.values()))}"
    error.certificate = certificate
