"""Turning many inputs into outputs; nothing here knows the command line."""
