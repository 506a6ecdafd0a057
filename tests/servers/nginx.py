"""nginx in front of a server of event streams, over HTTP/1.1 and HTTP/2, with and without TLS."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.net.certificates import Issued
from tests.net.servers import closed_port
from tests.servers.programs import found, running

CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port}{listens};
        location / {{
            proxy_pass http://127.0.0.1:{goal};
            proxy_http_version 1.1;
            {location}
        }}
    }}
}}
"""
STREAMS = 'proxy_set_header Connection ""; proxy_set_header Host $http_host; '
HTTP2 = " http2"  # without TLS: to whoever knows


def secure(certificate: Issued, folder: Path) -> str:
    """How to listen under TLS, offering HTTP/2 and HTTP/1.1 by ALPN."""
    return " ssl http2;\n        ssl_certificate {};\n        ssl_certificate_key {}".format(*certificate.files(folder))


@contextmanager
def nginx(folder: Path, goal: int, *, listens: str = "", location: str = "proxy_buffering off;") -> Iterator[int]:
    """In front of that port; it has the folder for itself."""
    program, port = found("nginx"), closed_port()
    folder.mkdir()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        CONFIGURATION.format(folder=folder, port=port, goal=goal, listens=listens, location=STREAMS + location)
    )
    with running([program, "-e", "stderr", "-c", str(configuration)], port, folder=folder):
        yield port
