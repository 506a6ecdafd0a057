"""Small servers on loopback, each connection in a thread of its own, for whatever has to be a real socket."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

Serve = Callable[[socket.socket], None]
PATIENCE_S = 10.0  # before a test that went wrong is given up

try:
    with socket.create_server(("::1", 0), family=socket.AF_INET6):
        HAS_IPV6 = True
except OSError:
    HAS_IPV6 = False


@contextmanager
def serving(serve: Serve, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Hand every connection to `serve`, under TLS where asked; gives the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as listener:
        with _accepting(listener, serve, tls):
            yield listener.getsockname()[1]


@contextmanager
def serving_at(path: str, serve: Serve) -> Iterator[None]:
    """The same at a unix socket."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        with _accepting(listener, serve, None):
            yield


@contextmanager
def _accepting(listener: socket.socket, serve: Serve, tls: ssl.SSLContext | None) -> Iterator[None]:
    def one(sock: socket.socket) -> None:
        sock.settimeout(PATIENCE_S)
        with suppress(OSError):  # the client left first
            served = tls.wrap_socket(sock, server_side=True) if tls else sock
            with closing(served):
                serve(served)
        sock.close()

    def accept() -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            workers.append(threading.Thread(target=one, args=(sock,), daemon=True))
            workers[-1].start()

    workers: list[threading.Thread] = []
    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for worker in (acceptor, *workers):
            worker.join(PATIENCE_S)


def closed_port(host: str = "127.0.0.1") -> int:
    """One where nobody listens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as listener:
        port: int = listener.getsockname()[1]
    return port


def echo(sock: socket.socket) -> None:
    while data := sock.recv(65536):
        sock.sendall(data)


def says(*pieces: bytes) -> Serve:
    """Whatever comes first, answer this and end."""

    def serve(sock: socket.socket) -> None:
        sock.recv(65536)
        for piece in pieces:
            sock.sendall(piece)

    return serve


def reset(sock: socket.socket) -> None:
    """End a connection by RST."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def head_from(sock: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += sock.recv(1)
    return head


def exactly(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = sock.recv(count - len(data))
        if not piece:
            raise ConnectionError("the client has left")
        data += piece
    return data


def relay(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until both sides have ended."""

    def carry(source: socket.socket, goal: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                goal.sendall(data)
        with suppress(OSError):
            goal.shutdown(socket.SHUT_WR)

    back = threading.Thread(target=carry, args=(other, one), daemon=True)
    back.start()
    carry(one, other)
    back.join(PATIENCE_S)


class ConnectProxy:
    """An HTTP proxy that does CONNECT alone, and remembers the heads that it got."""

    def __init__(self, authorization: str | None = None, extra: bytes = b"") -> None:
        self.authorization, self.extra = authorization, extra
        self.heads: list[bytes] = []

    def __call__(self, sock: socket.socket) -> None:
        head = head_from(sock)
        self.heads.append(head)
        if self.authorization and f"Proxy-Authorization: {self.authorization}\r\n".encode() not in head:
            answer = b'HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm="test"\r\nContent-Length: 0\r\n\r\n'
            sock.sendall(answer)
            return
        host, _, port = head.split()[1].decode().rpartition(":")
        try:
            beyond = socket.create_connection((host.strip("[]"), int(port)), PATIENCE_S)
        except OSError:
            sock.sendall(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
            return
        with beyond:
            sock.sendall(b"HTTP/1.1 200 Go on\r\nVia: test\r\n\r\n" + self.extra)
            relay(sock, beyond)


class SocksProxy:
    """A SOCKS server of both versions that knows one name, and remembers what it was asked for."""

    def __init__(self, user: tuple[bytes, bytes] | None = None, reply: int | None = None) -> None:
        self.user, self.reply = user, reply
        self.asked: list[tuple[bytes, int]] = []

    def __call__(self, sock: socket.socket) -> None:
        version = exactly(sock, 1)[0]
        goal = self.fourth(sock) if version == 4 else self.fifth(sock)
        if goal is None:
            return
        self.asked.append(goal)
        granted, refused = (b"\0\x5a" + bytes(6), b"\0\x5b" + bytes(6)) if version == 4 else (SUCCEEDED, b"\5\5\0")
        if self.reply is not None:
            sock.sendall(bytes((5, self.reply, 0)) if version == 5 else bytes((0, self.reply)) + bytes(6))
            return
        host = b"127.0.0.1" if goal[0] == b"known.test" else goal[0]
        try:
            beyond = socket.create_connection((host.decode(), goal[1]), PATIENCE_S)
        except OSError:
            sock.sendall(refused)
            return
        with beyond:
            sock.sendall(granted)
            relay(sock, beyond)

    def fourth(self, sock: socket.socket) -> tuple[bytes, int]:
        _, port, address = struct.unpack("!BH4s", exactly(sock, 7))
        strings = [b""] if address[:3] == bytes(3) else []
        for _ in range(1 + len(strings)):  # the user, and with 4a a name
            text = b""
            while (byte := exactly(sock, 1)) != b"\0":
                text += byte
            strings.append(text)
        named = len(strings) == 3
        return (strings[-1] if named else socket.inet_ntoa(address).encode(), port)

    def fifth(self, sock: socket.socket) -> tuple[bytes, int] | None:
        methods = exactly(sock, exactly(sock, 1)[0])
        wanted = 2 if self.user else 0
        sock.sendall(bytes((5, wanted if wanted in methods else 255)))
        if wanted not in methods:
            return None
        if self.user:
            exactly(sock, 1)
            user = exactly(sock, exactly(sock, 1)[0])
            password = exactly(sock, exactly(sock, 1)[0])
            sock.sendall(bytes((1, (user, password) != self.user)))
            if (user, password) != self.user:
                return None
        kind = exactly(sock, 4)[3]
        if kind == 3:
            host = exactly(sock, exactly(sock, 1)[0])
        else:
            family, size = (socket.AF_INET, 4) if kind == 1 else (socket.AF_INET6, 16)
            host = socket.inet_ntop(family, exactly(sock, size)).encode()
        return host, int.from_bytes(exactly(sock, 2), "big")


SUCCEEDED = b"\5\0\0\1\x7f\0\0\1\0\1"
