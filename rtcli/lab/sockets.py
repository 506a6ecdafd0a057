"""The honest WebSocket routes: each talks to one peer, whatever engine carries it."""

from rtcli.lab.peer import Handler, Peer


async def echo(peer: Peer) -> None:
    fragment = int(peer.parameters["fragment"])
    async for message in peer.messages():
        await peer.send(message, fragment)


async def silent(peer: Peer) -> None:
    async for _ in peer.messages():
        pass


HANDLERS: dict[str, Handler] = {
    "echo": echo,
    "silent": silent,
}
