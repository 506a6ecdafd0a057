"""A host and a port into listening sockets; what the system refuses into an error with a hint."""

import errno
import socket
from contextlib import suppress

from rtcli.errors import RtError
from rtcli.exits import Exit

BACKLOG = 4096  # connections that come at once
FILES = 65536  # as many as one process is ever asked to hold open here

HOST_HINT = "--host 127.0.0.1 is on every machine"
FREE_HINT = "--port 0 picks a free one"
PORT_HINT = "ports from 1024 on need no privilege; --port 0 picks one"

HINTS = {
    errno.EADDRINUSE: ("the port is taken", FREE_HINT),
    errno.EACCES: ("the port is not allowed", PORT_HINT),
    errno.EPERM: ("the port is not allowed", PORT_HINT),
    errno.EADDRNOTAVAIL: ("this is no address of this machine", HOST_HINT),
    errno.EAFNOSUPPORT: ("this machine does not speak IPv6", HOST_HINT),
}


def listen(host: str, port: int) -> list[socket.socket]:
    """A socket for each address of the host, all of them on the same port; 0 takes a free one."""
    sockets: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, address in dict.fromkeys((family, address[0]) for family, _, _, _, address in found):
            sockets.append(socket.create_server((str(address), port), family=family, backlog=BACKLOG))
            # Inherited by what is accepted; asyncio sets it only where the socket says that its protocol is TCP.
            sockets[-1].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            port = sockets[0].getsockname()[1]
    except (OSError, UnicodeError) as exc:  # the latter for a name that IDNA cannot take
        for opened in sockets:
            opened.close()
        raise _refused(host, port, exc) from exc
    return sockets


def allow_many_files() -> None:
    """Raise the soft limit on open files as far as it goes: each connection is one."""
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limit; macOS sets others besides
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _refused(host: str, port: int, exc: OSError | UnicodeError) -> RtError:
    where = f"lab [{host}]:{port}" if ":" in host else f"lab {host}:{port}"
    if isinstance(exc, socket.gaierror | UnicodeError):
        why, fix = "this name has no address", HOST_HINT
    else:
        why, fix = HINTS.get(exc.errno or 0, (exc.strerror or str(exc), FREE_HINT))
    return RtError(where, why, fix, "not-listening", Exit.UNREACHED)
