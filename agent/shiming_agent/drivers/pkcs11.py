"""Certificate keys behind a PKCS#11 library, as most brands of USB keys ship one."""

import contextlib
import hashlib
import pathlib
from collections.abc import Iterator
from typing import Protocol, cast

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag
from pkcs11 import exceptions as trouble

from shiming_agent.drivers import Signature, TokenCertificate
from shiming_agent.errors import (
    DeviceTrouble,
    DriverMissing,
    KeyNotFound,
    PinLocked,
    PinWrong,
    WrongBrand,
)
from shiming_agent.trust import DriverEntry

_ECDSA = {"secp256r1": ("ES256", hashlib.sha256), "secp384r1": ("ES384", hashlib.sha384)}


class _SigningKey(Protocol):
    """What a private key can do; the package's own types do not say it."""

    def sign(self, data: bytes, *, mechanism: Mechanism) -> bytes: ...


class _Library(Protocol):
    """What a loaded PKCS#11 library can do."""

    def reinitialize(self) -> None: ...

    def get_slots(self, *, token_present: bool) -> list[pkcs11.Slot]: ...


class Pkcs11Driver:
    """One brand's library; sessions live no longer than one call, so keys may come and go."""

    def __init__(self, entry: DriverEntry) -> None:
        self.brand = entry.brand
        self._entry = entry

    def list_certificates(self) -> list[TokenCertificate]:
        """Return the certificates on this brand's tokens that have a key beside them."""
        found: list[TokenCertificate] = []
        with self._translated():
            for token in self._tokens():
                with token.open() as session:
                    found += self._certificates(token, session)
        return found

    def sign(self, key: str, message: bytes, *, pin: str) -> Signature:
        """Have the key sign; the token is logged out again before this returns."""
        serial, _, key_id = key.partition("/")
        with self._translated():
            for token in self._tokens():
                if _name(token) == serial:
                    return self._sign(token, bytes.fromhex(key_id), message, pin)
        raise KeyNotFound

    def _sign(self, token: pkcs11.Token, key_id: bytes, message: bytes, pin: str) -> Signature:
        try:
            with token.open(user_pin=pin) as session:
                certificate = _one_certificate(session, key_id)
                private = session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=key_id)
                return _sign_with(cast("_SigningKey", private), certificate, message)
        except trouble.PinLocked as error:
            raise PinLocked from error
        except (trouble.PinIncorrect, trouble.PinLenRange, trouble.PinInvalid) as error:
            raise _pin_refusal(self._flags(token)) from error
        except (trouble.NoSuchKey, trouble.MultipleObjectsReturned) as error:
            raise KeyNotFound from error

    def _certificates(
        self, token: pkcs11.Token, session: pkcs11.Session
    ) -> Iterator[TokenCertificate]:
        # Private keys are hidden before the PIN, public ones are not: a certificate counts when a
        # public key of the same id lies beside it, or when the token shows no public keys at all.
        public = {each[Attribute.ID] for each in _objects(session, ObjectClass.PUBLIC_KEY)}
        stored = [
            (each[Attribute.ID], bytes(each[Attribute.VALUE]))
            for each in _objects(session, ObjectClass.CERTIFICATE)
        ]
        own = [(key_id, der) for key_id, der in stored if key_id in public] or [
            (key_id, der) for key_id, der in stored if not public and key_id
        ]
        issuers = tuple(der for pair in stored if pair not in own for der in (pair[1],))
        for key_id, der in own:
            yield TokenCertificate(
                key=f"{_name(token)}/{key_id.hex()}",
                label=token.label.strip(),
                brand=self.brand,
                certificate=der,
                chain=issuers,
            )

    def _tokens(self) -> list[pkcs11.Token]:
        library = self._library()
        tokens = []
        for slot in library.get_slots(token_present=True):
            try:
                token = slot.get_token()
            except trouble.TokenNotRecognised as error:
                raise WrongBrand(brand=self.brand, driver_page=self._entry.page) from error
            if TokenFlag.TOKEN_INITIALIZED in token.flags:
                tokens.append(token)
        return tokens

    def _library(self) -> _Library:
        missing = DriverMissing(brand=self.brand, driver_page=self._entry.page)
        if not pathlib.Path(self._entry.module).is_file():
            raise missing
        try:
            library = cast("_Library", pkcs11.lib(self._entry.module))
            # A key that was put in or pulled out since is only seen after a fresh start.
            library.reinitialize()
        except (RuntimeError, trouble.PKCS11Error) as error:
            raise missing from error
        return library

    def _flags(self, token: pkcs11.Token) -> TokenFlag:
        fresh = [each for each in self._tokens() if _name(each) == _name(token)]
        return fresh[0].flags if fresh else token.flags

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Put what is left of a library's troubles into the protocol's words."""
        try:
            yield
        except trouble.TokenNotPresent as error:
            raise KeyNotFound from error
        except trouble.PKCS11Error as error:
            raise DeviceTrouble(brand=self.brand) from error


def _objects(session: pkcs11.Session, kind: ObjectClass) -> list[pkcs11.Object]:
    return list(session.get_objects({Attribute.CLASS: kind}))


def _one_certificate(session: pkcs11.Session, key_id: bytes) -> x509.Certificate:
    for each in session.get_objects(
        {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.ID: key_id}
    ):
        return x509.load_der_x509_certificate(bytes(each[Attribute.VALUE]))
    raise KeyNotFound


def _sign_with(private: _SigningKey, certificate: x509.Certificate, message: bytes) -> Signature:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        value = private.sign(message, mechanism=Mechanism.SHA256_RSA_PKCS)
        return Signature(algorithm="RS256", value=bytes(value))
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name in _ECDSA:
        algorithm, digest = _ECDSA[public.curve.name]
        # Raw ECDSA over the digest: not every library has the mechanism that hashes, too.
        value = private.sign(digest(message).digest(), mechanism=Mechanism.ECDSA)
        return Signature(algorithm=algorithm, value=bytes(value))
    raise KeyNotFound


def _pin_refusal(flags: TokenFlag) -> PinWrong | PinLocked:
    """Say how many tries are left, as far as PKCS#11 lets a token say it: one, or unknown."""
    if TokenFlag.USER_PIN_LOCKED in flags:
        return PinLocked()
    if TokenFlag.USER_PIN_FINAL_TRY in flags:
        return PinWrong(tries_left=1)
    return PinWrong()


def _name(token: pkcs11.Token) -> str:
    return bytes(token.serial).hex()
