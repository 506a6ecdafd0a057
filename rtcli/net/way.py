"""How to get to an address: whatever the flags of a connection can ask of the dialler, as one value."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

CONNECT_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class TlsWay:
    """What is asked of TLS."""

    verify: bool = True
    ca_file: str | None = None  # PEM, in the place of the system's store
    ca_pem: str | None = None  # trusted besides: the lab's own authority
    cert_file: str | None = None  # the client's
    key_file: str | None = None
    passphrase: str | None = field(default=None, repr=False)
    server_name: str | None = None  # SNI, and the name verified, in the place of the URL's host
    minimum: str | None = None  # "1.2" or "1.3"
    alpn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """What is asked of a connection."""

    tls: TlsWay = TlsWay()
    proxy: str | None = field(default=None, repr=False)  # -x; "" is none, whatever the environment says
    proxy_user: str | None = field(default=None, repr=False)  # USER:PASSWORD
    no_proxy: str | None = None  # hosts that are asked directly, as in NO_PROXY
    tunnel: bool = False  # CONNECT even where the absolute form would do
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    resolve: tuple[str, ...] = ()  # HOST:PORT:ADDRESS[,ADDRESS...], curl's --resolve
    connect_to: tuple[str, ...] = ()  # HOST1:PORT1:HOST2:PORT2, curl's --connect-to
    direct: str | None = None  # HOST:PORT to go to instead, by no proxy
    unix_socket: str | None = None
    family: int | None = None  # 4 or 6
    interface: str | None = None  # name or address to leave by
    connect_timeout_s: float = CONNECT_TIMEOUT_S
