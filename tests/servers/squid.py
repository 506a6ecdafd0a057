"""Squid, a forward proxy that does CONNECT: for everybody, or for one who gives a name and a password."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.net.servers import closed_port
from tests.servers.programs import found, running

SETTINGS = """
http_port 127.0.0.1:{port}
visible_hostname tests
pid_filename none
access_log none
cache_store_log none
netdb_filename none
cache deny all
shutdown_lifetime 0 seconds
{access}
http_access deny all
"""
FOR_ALL = "http_access allow all"
# sed is told `USER PASSWORD` in a line, and says OK or ERR: started as root, squid could not read a script of ours
FOR_ONE = """
auth_param basic program /bin/sed -u s/^{user}.{password}$/OK/;t;s/.*/ERR/
auth_param basic realm tests
acl known proxy_auth REQUIRED
http_access allow known
"""


@contextmanager
def squid(folder: Path, user: str = "") -> Iterator[int]:
    """With `USER:PASSWORD` for him alone."""
    program, port, file = found("squid"), closed_port(), folder / "settings"
    name, _, password = user.partition(":")
    access = FOR_ONE.format(user=name, password=password) if user else FOR_ALL
    file.write_text(SETTINGS.format(port=port, access=access))
    with running([program, "-N", "-n", f"tests{port}", "-f", str(file)], port, folder=folder):
        yield port
