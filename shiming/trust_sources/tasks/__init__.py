"""What the area does by itself, a file per subject; importing it registers the handlers."""

from shiming.trust_sources.tasks import certificates, nodes, sources

__all__ = ["certificates", "nodes", "sources"]
