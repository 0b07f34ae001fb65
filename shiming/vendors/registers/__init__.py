"""Adapters of the authoritative sources, and the simulator that stands in for them."""
