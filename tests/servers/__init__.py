"""Servers and proxies that nobody here wrote, each a context manager that gives the port it listens at."""
