"""The line to other nodes."""
