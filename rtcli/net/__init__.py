"""From an address to an open link: names, sockets, proxies and TLS, each phase timed; what passes has no meaning here."""
