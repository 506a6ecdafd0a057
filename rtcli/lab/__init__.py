"""A server on loopback with honest and misbehaving endpoints: to learn with, to test with, and to provoke findings."""
