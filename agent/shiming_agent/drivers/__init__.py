"""What a driver does: list certificates that have a key, and have a key sign."""

import dataclasses
from typing import Protocol


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TokenCertificate:
    """A certificate on a token whose private key is there, too."""

    key: str
    """The driver's own name of the key, stable while the token is in."""
    label: str
    brand: str
    certificate: bytes
    """DER."""
    chain: tuple[bytes, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a key signed, in the form that the protocol names."""

    algorithm: str
    value: bytes


class Driver(Protocol):
    """
    One brand of tokens; everything blocks, and is called by one thread at a time.

    A driver raises the errors of `shiming_agent.errors` alone.
    """

    brand: str

    def list_certificates(self) -> list[TokenCertificate]:
        """
        Return the certificates on all tokens of this brand; none is no error.

        :raises DriverMissing: if the driver's library is not installed
        :raises WrongBrand: if a token is in that the library does not recognise
        :raises DeviceTrouble: if a token or its port fails
        """
        ...

    def sign(self, key: str, message: bytes, *, pin: str) -> Signature:
        """
        Have the key sign `message`, after the token has taken the PIN.

        :raises KeyNotFound: if the token has been pulled out
        :raises PinWrong: if the token refuses the PIN
        :raises PinLocked: if it takes no more
        :raises DeviceTrouble: if the token or its port fails
        """
        ...
