"""The flags of a connection, curl's for the most part, to the one value that the dialler goes by.

Each is written here once; a command takes all of them by `connection.options`.
"""

from typing import TYPE_CHECKING, Any

import click

from rtcli.cli.help import option
from rtcli.cli.options import DURATION, Decorator, all_of

if TYPE_CHECKING:
    from rtcli.net.way import TlsWay, Way

CONNECT_TIMEOUT = "10s"
PEM = click.Path(exists=True, dir_okay=False)

OPTIONS: tuple[Decorator, ...] = (
    option(
        "--connect-timeout",
        type=DURATION,
        metavar="TIME",
        default=CONNECT_TIMEOUT,
        group="Connection",
        help="Give up, with exit code 3, unless a connection stands within TIME.",
    ),
    option(
        "-m",
        "--max-time",
        type=DURATION,
        metavar="TIME",
        group="Connection",
        help="End after TIME: exit code 3 where nothing was open by then, else a clean close.",
    ),
    option("-4", "--ipv4", is_flag=True, group="Connection", help="Use IPv4 addresses alone."),
    option("-6", "--ipv6", is_flag=True, group="Connection", help="Use IPv6 addresses alone."),
    option(
        "--resolve",
        metavar="HOST:PORT:ADDRESS",
        multiple=True,
        group="Connection",
        help="Take HOST at PORT to have this address, or several with commas between; repeatable.",
    ),
    option(
        "--connect-to",
        metavar="HOST1:PORT1:HOST2:PORT2",
        multiple=True,
        group="Connection",
        help="Connect to HOST2:PORT2 where HOST1:PORT1 is meant; repeatable.",
    ),
    option(
        "--direct",
        metavar="HOST:PORT",
        group="Connection",
        help="Go there, past every proxy, with the name in the URL: to try a server behind its front.",
    ),
    option(
        "--unix-socket",
        metavar="PATH",
        type=click.Path(),
        group="Connection",
        help="Connect to this Unix domain socket.",
    ),
    option("--interface", metavar="NAME", group="Connection", help="Leave by this interface, or from this address."),
    option(
        "-k",
        "--insecure",
        is_flag=True,
        aliases=("--no-check", "--nocert"),
        group="TLS",
        help="Accept any certificate.",
    ),
    option("--cacert", metavar="FILE", type=PEM, aliases=("--ca",), group="TLS", help="Trust these authorities alone."),
    option("--cert", metavar="FILE", type=PEM, group="TLS", help="Show this certificate (PEM) as the client's."),
    option("--key", metavar="FILE", type=PEM, group="TLS", help="Its key, unless that stands in the same file."),
    option(
        "--pass",
        "passphrase",
        metavar="TEXT",
        aliases=("--passphrase",),
        group="TLS",
        help="What the key is encrypted with; @FILE and @env:NAME tell where it stands.",
    ),
    option(
        "--servername",
        metavar="NAME",
        aliases=("--tls-domain",),
        group="TLS",
        help="Ask for this name, and verify it, in the place of the URL's host.",
    ),
    option("--alpn", metavar="NAME", multiple=True, group="TLS", help="Offer this protocol by ALPN; repeatable."),
    option("--tlsv1.2", "tls12", is_flag=True, group="TLS", help="Speak TLS 1.2 or newer."),
    option("--tlsv1.3", "tls13", is_flag=True, group="TLS", help="Speak TLS 1.3 or newer."),
    option(
        "-x",
        "--proxy",
        metavar="URL",
        group="Proxy",
        show_default="as http_proxy, https_proxy, all_proxy and no_proxy say",
        help="Go by this proxy: http, https, socks4, socks4a, socks5 or socks5h; empty for none.",
    ),
    option(
        "-U",
        "--proxy-user",
        metavar="USER:PASSWORD",
        group="Proxy",
        help="Who we are to the proxy; @FILE and @env:NAME tell where it stands.",
    ),
    option("--noproxy", metavar="HOSTS", group="Proxy", help="Go to these hosts directly; commas between, * for all."),
    option("-p", "--proxytunnel", is_flag=True, group="Proxy", help="Tunnel through the proxy (CONNECT) in any case."),
)
options = all_of(OPTIONS)


def way(asked: dict[str, Any], ca_pem: str | None = None) -> "Way":
    """What the dialler goes by; `ca_pem` is trusted besides."""
    from rtcli.cli.elsewhere import credential
    from rtcli.net.way import Way

    if asked["ipv4"] and asked["ipv6"]:
        raise click.UsageError("give one of -4 and -6, or neither")
    proxy_user = asked["proxy_user"]
    return Way(
        tls=tls_way(asked, ca_pem),
        proxy=asked["proxy"],
        proxy_user=proxy_user and credential(proxy_user, "--proxy-user"),
        no_proxy=asked["noproxy"],
        tunnel=asked["proxytunnel"],
        resolve=asked["resolve"],
        connect_to=asked["connect_to"],
        direct=asked["direct"],
        unix_socket=asked["unix_socket"],
        family=4 if asked["ipv4"] else 6 if asked["ipv6"] else None,
        interface=asked["interface"],
        connect_timeout_s=asked["connect_timeout"],
    )


def tls_way(asked: dict[str, Any], ca_pem: str | None) -> "TlsWay":
    from rtcli.cli.elsewhere import credential
    from rtcli.net.way import TlsWay

    if asked["key"] and not asked["cert"]:
        raise click.UsageError("--key is the key of a --cert")
    return TlsWay(
        verify=not asked["insecure"],
        ca_file=asked["cacert"],
        ca_pem=ca_pem,
        cert_file=asked["cert"],
        key_file=asked["key"],
        passphrase=asked["passphrase"] and credential(asked["passphrase"], "--pass"),
        server_name=asked["servername"],
        minimum="1.3" if asked["tls13"] else "1.2" if asked["tls12"] else None,
        alpn=asked["alpn"],
    )
