"""One function per page or verb."""
