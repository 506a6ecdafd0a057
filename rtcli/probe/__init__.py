"""Questions to an endpoint: each looks for a while, gathers facts, and turns them into findings; nothing is printed."""
