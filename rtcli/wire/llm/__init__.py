"""The events of a token stream to text, reasoning, tool calls, usage and an end, in the shapes of the providers."""
