"""The WebSocket clients that `bench.ws` compares: each as a command that prints every message as a line."""

import shutil
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from bench.measure import BENCH_DIRECTORY

WEBSOCKETS = """
import asyncio, sys
from websockets.asyncio.client import connect
async def main():
    async with connect(sys.argv[1], compression=COMPRESSION, max_size=None) as connection:
        write = sys.stdout.buffer.write
        async for message in connection:
            write(message.encode() + b"\\n" if isinstance(message, str) else message + b"\\n")
asyncio.run(main())
"""
PICOWS = """
import asyncio, sys
from picows import WSListener, WSMsgType, ws_connect
class Printer(WSListener):
    def on_ws_connected(self, transport):
        self.write = sys.stdout.buffer.write
    def on_ws_frame(self, transport, frame):
        if frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        else:
            self.write(frame.get_payload_as_bytes())
            self.write(b"\\n")
async def main():
    transport, _ = await ws_connect(Printer, sys.argv[1], max_frame_size=1 << 30)
    await transport.wait_disconnected()
asyncio.run(main())
"""


def commands(url: str, *, deflate: bool = False) -> Mapping[str, list[str]]:
    """Those that are installed; a Node tool is looked for in the bench's own folder and on the path."""
    rtcli = str(Path(sys.executable).with_name("rtcli"))
    found = {"rtcli": [rtcli, "ws", "connect", f"--deflate={'on' if deflate else 'off'}", url]}
    script = WEBSOCKETS.replace("COMPRESSION", "'deflate'" if deflate else "None")
    found["websockets"] = [sys.executable, "-c", script, url]
    if deflate:
        return found
    if find_spec("picows"):
        found["picows"] = [sys.executable, "-c", PICOWS, url]
    for name, arguments in (("websocat", ["-E", "-B", str(2 << 20)]), ("wscat", ["-c"])):
        program = which(name)
        if program:
            found[name] = [program, *arguments, url]
    curl = which("curl")
    if curl and curl_speaks_ws(curl):
        found["curl"] = [curl, "--no-progress-meter", "--no-buffer", url]
    return found


def which(name: str) -> str | None:
    here = Path(sys.executable).with_name(name)
    there = BENCH_DIRECTORY / "node_modules" / ".bin" / name
    return next((str(path) for path in (here, there) if path.exists()), None) or shutil.which(name)


def curl_speaks_ws(curl: str) -> bool:
    import subprocess

    says = subprocess.run([curl, "--version"], capture_output=True, text=True, check=False).stdout
    return any(line.startswith("Protocols:") and " ws" in line for line in says.splitlines())
