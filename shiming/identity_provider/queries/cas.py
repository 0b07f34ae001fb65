"""Reads: CAS services."""

from shiming.identity_provider.models import CasService


def exists_cas_service(*, origin: str, path: str) -> bool:
    """Tell whether somebody has registered this very service."""
    return CasService.objects.filter(origin=origin, path=path).exists()
