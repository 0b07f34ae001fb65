import dataclasses

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from shiming_agent.errors import DriverMissing, KeyNotFound, PinWrong

from tests.softhsm_tokens import PIN, Tokens

pkcs11 = pytest.importorskip("pkcs11")
from shiming_agent.drivers.pkcs11 import Pkcs11Driver  # noqa: E402  the package may be missing

MESSAGE = b"shiming-statement-v1\x00a.b.c"


class TestPkcs11Driver:
    def test_lists_certificates_of_two_authorities_side_by_side(self, tokens: Tokens) -> None:
        found = Pkcs11Driver(tokens.driver).list_certificates()
        assert {each.label: each.certificate for each in found} == {
            label: token.certificate.public_bytes(serialization.Encoding.DER)
            for label, token in tokens.by_label.items()
        }

    @pytest.mark.parametrize(("label", "algorithm"), [("Brand A", "ES256"), ("Brand B", "RS256")])
    def test_signs_with_the_key_of_the_certificate(
        self, tokens: Tokens, label: str, algorithm: str
    ) -> None:
        driver = Pkcs11Driver(tokens.driver)
        chosen = next(each for each in driver.list_certificates() if each.label == label)
        signed = driver.sign(chosen.key, MESSAGE, pin=PIN)
        assert signed.algorithm == algorithm
        verify(tokens.by_label[label].certificate, signed.value)

    def test_says_that_the_pin_is_wrong_and_signs_with_the_right_one_afterwards(
        self, tokens: Tokens
    ) -> None:
        driver = Pkcs11Driver(tokens.driver)
        chosen = driver.list_certificates()[0]
        with pytest.raises(PinWrong):
            driver.sign(chosen.key, MESSAGE, pin="000000")
        assert driver.sign(chosen.key, MESSAGE, pin=PIN).value

    @pytest.mark.parametrize("key", ["ff/01", "nonsense/zz", ""])
    def test_says_that_a_token_has_been_pulled_out(self, tokens: Tokens, key: str) -> None:
        with pytest.raises(KeyNotFound):
            Pkcs11Driver(tokens.driver).sign(key, MESSAGE, pin=PIN)

    def test_says_that_a_key_is_no_longer_on_its_token(self, tokens: Tokens) -> None:
        driver = Pkcs11Driver(tokens.driver)
        serial = driver.list_certificates()[0].key.partition("/")[0]
        with pytest.raises(KeyNotFound):
            driver.sign(f"{serial}/7f", MESSAGE, pin=PIN)

    def test_names_the_driver_that_is_missing_and_where_to_get_it(self, tokens: Tokens) -> None:
        entry = dataclasses.replace(tokens.driver, module="/nowhere/lib.so")
        with pytest.raises(DriverMissing) as refusal:
            Pkcs11Driver(entry).list_certificates()
        assert refusal.value.details == {
            "brand": "SoftHSM2",
            "driver_page": "https://driver.example/",
        }


def verify(certificate: x509.Certificate, signature: bytes) -> None:
    """Check a signature in the form that the protocol names; raises where it is wrong."""
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, MESSAGE, padding.PKCS1v15(), hashes.SHA256())
        return
    assert isinstance(public, ec.EllipticCurvePublicKey)
    r, s = (int.from_bytes(half) for half in (signature[:32], signature[32:]))
    public.verify(encode_dss_signature(r, s), MESSAGE, ec.ECDSA(hashes.SHA256()))
