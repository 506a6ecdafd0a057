"""Reverse proxies as they are run in front of WebSocket servers: a table of what each is told, and how it is called."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.net.certificates import Issued
from tests.net.servers import closed_port
from tests.servers.nginx import CONFIGURATION
from tests.servers.programs import found, running

NGINX = CONFIGURATION.replace(
    "{location}", "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;"
)
NGINX_TLS = " ssl;\n        ssl_certificate {0};\n        ssl_certificate_key {1}"

HAPROXY = """
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    timeout tunnel 60s
listen tests
    bind 127.0.0.1:{port}
    server goal 127.0.0.1:{goal}
"""

CADDY = """
{{
    admin off
    auto_https off
}}
http://127.0.0.1:{port} {{
    bind 127.0.0.1
    reverse_proxy 127.0.0.1:{goal}
}}
"""

APACHE = """
ServerRoot {folder}
ServerName tests
DefaultRuntimeDir {folder}
PidFile {folder}/apache.pid
ErrorLog /dev/stderr
Listen 127.0.0.1:{port}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_wstunnel_module /usr/lib/apache2/modules/mod_proxy_wstunnel.so
User #{user}
Group #{group}
StartServers 1
ProxyPass / ws://127.0.0.1:{goal}/
"""

VARNISH = """
vcl 4.1;
backend default {{ .host = "127.0.0.1"; .port = "{goal}"; }}
sub vcl_recv {{
    if (req.http.Upgrade ~ "(?i)websocket") {{ return (pipe); }}
}}
sub vcl_pipe {{
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = req.http.Connection;
}}
"""


class Proxy(NamedTuple):
    program: str
    settings: str
    arguments: Callable[[Path, int], list[str]]  # from the file of the settings and the port


PROXIES = {
    "nginx": Proxy("nginx", NGINX, lambda file, _: ["-p", str(file.parent), "-c", str(file), "-e", "stderr"]),
    "haproxy": Proxy("haproxy", HAPROXY, lambda file, _: ["-db", "-f", str(file)]),
    "caddy": Proxy("caddy", CADDY, lambda file, _: ["run", "--adapter", "caddyfile", "--config", str(file)]),
    "apache": Proxy("apache2", APACHE, lambda file, _: ["-f", str(file), "-DFOREGROUND"]),
    "varnish": Proxy(
        "varnishd",
        VARNISH,
        lambda file, port: [
            *("-F", "-j", "none", "-n", str(file.parent / "work"), "-s", "malloc,16m"),
            *("-a", f"127.0.0.1:{port}", "-f", str(file)),
        ],
    ),
}


@contextmanager
def proxy(name: str, goal: int, *, folder: Path, shows: Issued | None = None) -> Iterator[int]:
    """This proxy in front of that port; nginx shows a certificate, if it has one, and then speaks TLS."""
    program, settings, arguments = PROXIES[name]
    path, port, file = found(program), closed_port(), folder / "settings"
    tls = NGINX_TLS.format(*shows.files(folder)) if shows else ""
    names = {"user": os.getuid() or 65534, "group": os.getgid() or 65534}  # Apache does not serve as root
    file.write_text(settings.format(folder=folder, port=port, goal=goal, listens=tls, **names))
    homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder))
    with running([path, *arguments(file, port)], port, folder=folder, environment=homes):
        yield port
