"""How the product reaches the counterparts that it shares a key with."""

from pydantic import SecretStr

from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.signed_client import MOST_BYTES, Patience, SignedClient

LONGEST_OPEN_SECONDS = 30


def signed_client(
    url: str, *, key: SecretStr, key_id: str = "shiming", most_bytes: int = MOST_BYTES
) -> SignedClient:
    """Return a client of the counterpart at `url` with the usual patience."""
    return SignedClient(
        base_url=url,
        key_id=key_id,
        key=key.get_secret_value(),
        patience=Patience(),
        most_bytes=most_bytes,
    )


def register_breaker(*, open_seconds: float = LONGEST_OPEN_SECONDS) -> CircuitBreaker:
    """Return a breaker for a register, which is tried again after half a minute at the latest."""
    return CircuitBreaker(open_seconds=min(LONGEST_OPEN_SECONDS, open_seconds))
