"""Findings, the one table of rules, and their renderers: pure functions, no network, no clock."""
