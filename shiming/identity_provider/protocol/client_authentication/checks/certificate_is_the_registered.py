"""RFC 8705, section 2: the certificate of the connection."""

from shiming.identity_provider.protocol import certificates
from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidClient
from shiming.identity_provider.types import AuthMethod


def check(presented: Presented) -> None:
    """
    Refuse a connection without the client's certificate.

    The proxy checked the chain (`tls_client_auth`) or nothing at all (`self_signed_…`), hence the
    whole certificate counts there.

    :raises InvalidClient: if there is none, it cannot be read, is over, or is another's
    """
    certificate = certificates.read(presented.certificate)
    if certificate is None or not certificates.is_valid_at(certificate, presented.now):
        raise InvalidClient("client authentication failed")
    client = presented.known_client
    shown = (
        certificates.thumbprint(certificate)
        if client.auth_method is AuthMethod.SELF_SIGNED_TLS
        else certificates.subject(certificate)
    )
    if shown != client.certificate:
        raise InvalidClient("client authentication failed")
