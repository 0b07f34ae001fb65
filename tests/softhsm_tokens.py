"""Two USB keys, as SoftHSM2 tokens with certificates from two authorities."""

import dataclasses
import datetime as dt
import os
import pathlib
import subprocess
from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from shiming_agent.trust import DriverEntry

from tools.softhsm import find_module

PIN = "246813"
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token that is in, with what is on it."""

    certificate: x509.Certificate
    authority: x509.Certificate
    authority_key: ec.EllipticCurvePrivateKey


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The tokens, by label, and the library that reaches them."""

    driver: DriverEntry
    by_label: dict[str, Token]


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tokens]:
    """Return a token with an EC key of authority A and one with an RSA key of authority B."""
    module = find_module()
    if module is None:
        pytest.skip("SoftHSM2 cannot be had here: no token to try the driver on")
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "store").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'store'}\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    keys: dict[str, PrivateKey] = {
        "Brand A": ec.generate_private_key(ec.SECP256R1()),
        "Brand B": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    }
    yield Tokens(
        driver=DriverEntry(brand="SoftHSM2", module=str(module), page="https://driver.example/"),
        by_label={
            label: _fill(folder, module, label, key, number=f"{number:02x}")
            for number, (label, key) in enumerate(keys.items(), start=1)
        },
    )
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


def certify(
    key: PrivateKey,
    *,
    authority: str,
    days: int = 365,
    begins: dt.datetime | None = None,
    issuing: ec.EllipticCurvePrivateKey | None = None,
) -> tuple[x509.Certificate, x509.Certificate]:
    """Return a certificate for `key` and the one of the authority that gave it."""
    begins = begins or dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=1)
    issuing = issuing or ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, authority)])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "测试单位")])

    def sign(
        name: x509.Name,
        public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
        *,
        is_authority: bool = False,
    ) -> x509.Certificate:
        builder = x509.CertificateBuilder(issuer_name=issuer, subject_name=name, public_key=public)
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(begins).not_valid_after(begins + dt.timedelta(days=days))
        if is_authority:
            constraints = x509.BasicConstraints(ca=True, path_length=0)
            builder = builder.add_extension(constraints, critical=True)
        return builder.sign(issuing, hashes.SHA256())

    return sign(subject, key.public_key()), sign(issuer, issuing.public_key(), is_authority=True)


def _fill(
    folder: pathlib.Path, module: pathlib.Path, label: str, key: PrivateKey, *, number: str
) -> Token:
    issuing = ec.generate_private_key(ec.SECP256R1())
    certificate, authority = certify(key, authority=f"{label} CA", issuing=issuing)
    pem = folder / f"{number}.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    command = ["softhsm2-util", "--token", label, "--pin", PIN]
    subprocess.run(
        [*command, "--init-token", "--free", "--label", label, "--so-pin", "135790"],
        check=True,
        capture_output=True,
    )
    subprocess.run(
        [*command, "--import", str(pem), "--label", "signing", "--id", number],
        check=True,
        capture_output=True,
    )
    _store(module, label, certificate, number)
    return Token(certificate=certificate, authority=authority, authority_key=issuing)


def _store(module: pathlib.Path, label: str, certificate: x509.Certificate, number: str) -> None:
    import pkcs11  # noqa: PLC0415  loads the library that may be missing
    from pkcs11.util.x509 import decode_x509_certificate  # noqa: PLC0415

    library = pkcs11.lib(str(module))
    library.reinitialize()
    token = library.get_token(token_label=label)
    with token.open(rw=True, user_pin=PIN) as session:
        attributes = decode_x509_certificate(certificate.public_bytes(serialization.Encoding.DER))
        attributes[pkcs11.Attribute.ID] = bytes.fromhex(number)
        attributes[pkcs11.Attribute.TOKEN] = True
        session.create_object(attributes)
