"""The head of an answer to the servers and proxies that left a sign in it, and what is known of their habits.

Only signs that a product leaves by itself are listed. A front that leaves none is not seen, so an empty list says
nothing.
"""

import re
from typing import NamedTuple, Protocol


class Front(NamedTuple):
    name: str
    field: str  # where its sign stands
    sign: str  # a regular expression that finds it there
    cut_s: float | None = None  # after so much silence, unless it was set otherwise
    cut_by: str = ""  # the setting
    live_by: str = ""  # what makes it pass events on at once
    transforms: bool = False  # whether it may compress what passes, and heeds no-transform


FRONTS = (
    Front(
        "nginx",
        "Server",
        r"nginx|openresty",
        60,
        "proxy_read_timeout",
        "proxy_buffering off; no text/event-stream in gzip_types",
    ),
    Front("Cloudflare", "CF-Ray", "", 100, "its proxy read timeout", "no compression rule for the path", True),
    Front("CloudFront", "X-Amz-Cf-Id", "", 30, "the origin response timeout", "no compression in the behaviour", True),
    Front("Fastly", "X-Served-By", r"cache-", 10, "between_bytes_timeout", "beresp.do_stream = true", True),
    Front("Akamai", "Server", r"akamai", 120, "readTimeout", "no prefetch or ESI for the path", True),
    Front("bunny.net", "Server", r"bunnycdn", None, "", "no caching for the path", True),
    Front("Azure Front Door", "X-Azure-Ref", "", 60, "the origin response timeout", "caching off for the route", True),
    Front(
        "Azure Application Gateway",
        "Set-Cookie",
        r"ApplicationGatewayAffinity",
        20,
        "the backend request timeout",
        "enableResponseBuffering = false",
    ),
    Front("Azure App Service", "Set-Cookie", r"ARRAffinity", 230, "its front end, which cannot be set"),
    Front("AWS load balancer", "Set-Cookie", r"AWSALB|AWSELB", 60, "idle_timeout.timeout_seconds"),
    Front("Google's load balancer", "Via", r"1\.1 google", 30, "timeoutSec of the backend service"),
    Front("Heroku's router", "Via", r"vegur|heroku-router", 55, "its rolling window, which cannot be set"),
    Front("Fly.io", "Fly-Request-Id", "", 60, "http_options.idle_timeout"),
    Front("Vercel", "X-Vercel-Id", "", None, "", "a streaming function", True),
    Front("Netlify", "X-Nf-Request-Id", "", None, "", "a streaming function"),
    Front("Varnish", "X-Varnish", "", 60, "between_bytes_timeout", "do_stream true and do_gzip false"),
    Front("Squid", "Via", r"squid", 900, "read_timeout"),
    Front("Envoy", "Server", r"envoy", 300, "stream_idle_timeout; the route's timeout ends it after 15 s"),
    Front("Caddy", "Via", r"caddy", None, "", "flush_interval -1; encode only from 2.9 on", True),
    Front("Caddy", "Server", r"caddy", None, "", "flush_interval -1; encode only from 2.9 on", True),
    Front("Apache httpd", "Server", r"apache", 60, "ProxyTimeout", "no mod_deflate for text/event-stream"),
    Front("lighttpd", "Server", r"lighttpd", None, "", "server.stream-response-body = 2"),
    Front("IIS", "Server", r"microsoft-iis", None, "", "no dynamic compression for the path"),
    Front(
        "Express", "X-Powered-By", r"express", None, "", "res.flush() after each event, if compression() is used", True
    ),
    Front("a scanning proxy", "X-Zscaler-Transaction-Id", "", None, "", "an exemption from scanning", True),
    Front("a proxy", "Via", r"", None, "", "no buffering and no compression there", True),
)


class Head(Protocol):
    def get(self, name: str) -> str: ...


class Sighting(NamedTuple):
    front: Front
    sign: str  # the line it was seen by


def sightings(head: Head) -> list[Sighting]:
    """Who left a sign, each once; a Via that says no more than that there is somebody counts where nobody else does."""
    found: dict[str, Sighting] = {}
    for front in FRONTS:
        value = head.get(front.field)
        if not value or not re.search(front.sign, value, re.IGNORECASE):
            continue
        if front is FRONTS[-1] and found:
            continue
        shown = "***" if front.field == "Set-Cookie" else value
        found.setdefault(front.name, Sighting(front, f"{front.field}: {shown}"))
    return list(found.values())
