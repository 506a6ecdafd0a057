"""The live clients: sessions joined to whoever types, pipes, expects, records or reads, and opened again when they break."""
