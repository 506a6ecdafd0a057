"""From an address to an open link: names, sockets, proxies and TLS, each phase timed; it knows no protocol above."""
