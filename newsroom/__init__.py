"""Wiring: settings, addresses and the server's doors; what a newsroom knows stands in `corrections`."""
