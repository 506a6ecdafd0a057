"""Whatever people paste or save, turned into the bytes that stood on the wire."""
