"""The live clients: sessions joined to whoever types, pipes, expects or records, and opened again when they break."""
