"""One open conversation at a time: its handshake, what passes in both directions, and how it ended."""
