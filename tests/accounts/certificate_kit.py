"""Keys on the desk: certificates made for a test, an agent that signs, a verifier that checks."""

import base64
import dataclasses
import datetime as dt

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import NameOID

from shiming.accounts.types import (
    CertificateAnswer,
    CertificateHolder,
    CertificateProblem,
    KeyBrand,
    OutsideOutcome,
    ProvenCertificate,
    SignedStatement,
)

BEGIN = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2028, 1, 1, tzinfo=dt.UTC)
_HALF = 32


@dataclasses.dataclass(kw_only=True)
class Key:
    """A key on a token, with its certificate."""

    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: bytes
    algorithm: str

    def sign(self, statement: str) -> bytes:
        """Sign as the card agent's protocol says."""
        content = b"shiming-statement-v1\0" + statement.encode("ascii")
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(content, padding.PKCS1v15(), hashes.SHA256())
        r, s = utils.decode_dss_signature(self.private.sign(content, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(_HALF) + s.to_bytes(_HALF)

    @property
    def certificate_text(self) -> str:
        """The certificate as the page sends it."""
        return base64.b64encode(self.certificate).decode()


def make_key(*, is_rsa: bool = False, serial: int = 0, name: str = "样例证书") -> Key:
    """Return a fresh key with a certificate that it signed itself."""
    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if is_rsa
        else ec.generate_private_key(ec.SECP256R1())
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "样例机构")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(private.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(END)
        .sign(private, hashes.SHA256())
    )
    return Key(
        private=private,
        certificate=certificate.public_bytes(serialization.Encoding.DER),
        algorithm="RS256" if is_rsa else "ES256",
    )


@dataclasses.dataclass(kw_only=True)
class FakeVerifier:
    """Checks the signature for real, and believes every authority."""

    holder: CertificateHolder = CertificateHolder.PERSON
    person_number: str = ""
    body_code: str = ""
    problem: CertificateProblem | None = None
    is_away: bool = False

    def brands(self) -> tuple[KeyBrand, ...]:
        return (
            KeyBrand(code="blue", name="样例一", looks="蓝色", driver_url="https://a.example/d"),
            KeyBrand(code="white", name="样例二", looks="白色"),
        )

    def verify(self, signed: SignedStatement, *, now: dt.datetime) -> CertificateAnswer:
        return self._answer(signed.certificate, signed, now=now)

    def recognise(self, certificate: bytes, *, now: dt.datetime) -> CertificateAnswer:
        return self._answer(certificate, None, now=now)

    def _answer(
        self, shown: bytes, signed: SignedStatement | None, *, now: dt.datetime
    ) -> CertificateAnswer:
        if self.is_away:
            return CertificateAnswer(outcome=OutsideOutcome.UNAVAILABLE)
        try:
            certificate = x509.load_der_x509_certificate(shown)
            if signed is not None:
                _check(certificate, signed)
        except (ValueError, InvalidSignature):
            return _no(CertificateProblem.BAD_SIGNATURE)
        if now >= certificate.not_valid_after_utc:
            return _no(CertificateProblem.EXPIRED)
        if self.problem is not None:
            return _no(self.problem)
        public = certificate.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        digest = hashes.Hash(hashes.SHA256())
        digest.update(public)
        return CertificateAnswer(
            outcome=OutsideOutcome.PROVEN,
            certificate=ProvenCertificate(
                issuer=certificate.issuer.rfc4514_string(),
                serial=f"{certificate.serial_number:x}",
                fingerprint=digest.finalize().hex(),
                holder=self.holder,
                valid_until=certificate.not_valid_after_utc,
                brand="blue",
                person_number=self.person_number,
                body_code=self.body_code,
            ),
        )


def _no(problem: CertificateProblem) -> CertificateAnswer:
    return CertificateAnswer(outcome=OutsideOutcome.REFUSED, problem=problem)


def _check(certificate: x509.Certificate, signed: SignedStatement) -> None:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey) and signed.algorithm == "RS256":
        public.verify(signed.signature, signed.content, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(public, ec.EllipticCurvePublicKey) and signed.algorithm == "ES256":
        if len(signed.signature) != 2 * _HALF:
            raise ValueError("length")
        r = int.from_bytes(signed.signature[:_HALF])
        s = int.from_bytes(signed.signature[_HALF:])
        signature = utils.encode_dss_signature(r, s)
        public.verify(signature, signed.content, ec.ECDSA(hashes.SHA256()))
    else:
        raise ValueError("algorithm")
