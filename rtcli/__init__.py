"""rtcli: a client, an instrument and a laboratory for WebSocket and server-sent event connections."""

__version__ = "0.1.0"
