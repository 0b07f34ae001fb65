"""Authorities made for a test: chains, revocation lists and responders of RSA, EC and SM2 keys."""

import dataclasses
import datetime as dt
import functools
import hashlib
from collections.abc import Iterable, Sequence
from typing import Literal

from asn1crypto import algos, core, crl, keys, ocsp, pem
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from shiming.kernel import sm2

NOW = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
Sort = Literal["rsa", "ec", "sm2"]
_SM2_SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
_ALGORITHMS = {"rsa": "sha256_rsa", "ec": "sha256_ecdsa", "sm2": "1.2.156.10197.1.501"}
_HALF = 32


@dataclasses.dataclass(frozen=True, kw_only=True)
class KeyPair:
    """A key of any accepted sort."""

    sort: Sort
    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | bytes

    @property
    def spki(self) -> bytes:
        if isinstance(self.private, bytes):
            return _SM2_SPKI + sm2.public_point(self.private)
        return self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def algorithm(self) -> algos.SignedDigestAlgorithm:
        names: dict[str, object] = {"algorithm": _ALGORITHMS[self.sort]}
        if self.sort == "rsa":
            names["parameters"] = core.Null()
        return algos.SignedDigestAlgorithm(names)

    def sign(self, message: bytes) -> bytes:
        """Sign as certificates are signed."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(message, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return self.private.sign(message, ec.ECDSA(hashes.SHA256()))
        raw = sm2.sign(self.private, message)
        return encode_dss_signature(int.from_bytes(raw[:_HALF]), int.from_bytes(raw[_HALF:]))

    def sign_raw(self, message: bytes) -> bytes:
        """Sign as the card agent's protocol says."""
        signature = self.sign(message)
        if self.sort == "rsa":
            return signature
        r, s = decode_dss_signature(signature)
        return r.to_bytes(_HALF) + s.to_bytes(_HALF)


def make_key(sort: Sort = "ec", *, bits: int = 2048) -> KeyPair:
    """Return a fresh key; RSA keys are made once a run, they are slow."""
    if sort == "rsa":
        return _rsa_key(bits)
    private = ec.generate_private_key(ec.SECP256R1()) if sort == "ec" else sm2.generate()
    return KeyPair(sort=sort, private=private)


@functools.cache
def _rsa_key(bits: int) -> KeyPair:
    return KeyPair(
        sort="rsa", private=rsa.generate_private_key(public_exponent=65537, key_size=bits)
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Issuer:
    """Whoever issues certificates, lists and answers."""

    key: KeyPair
    name: str
    der: bytes

    @property
    def pem(self) -> bytes:
        armoured: bytes = pem.armor("CERTIFICATE", self.der)
        return armoured


def extension(name: str, value: object, *, critical: bool = False) -> dict[str, object]:
    """Return an extension as asn1crypto takes it."""
    return {"extn_id": name, "critical": critical, "extn_value": value}


def distribution_points(url: str) -> dict[str, object]:
    """Return the extension of a certificate that says where it would be revoked."""
    point = asn1.DistributionPoint({"distribution_point": _point_name(url)})
    return extension("crl_distribution_points", asn1.CRLDistributionPoints([point]))


def issuing_point(url: str) -> dict[str, object]:
    """Return the extension of a list that says of which certificates it is."""
    point = crl.IssuingDistributionPoint({"distribution_point": _point_name(url)})
    return extension("issuing_distribution_point", point, critical=True)


def _point_name(url: str) -> asn1.DistributionPointName:
    place = asn1.GeneralName(name="uniform_resource_identifier", value=url)
    return asn1.DistributionPointName(name="full_name", value=asn1.GeneralNames([place]))


def make_certificate(
    *,
    key: KeyPair,
    subject: str | list[str],
    issuer_name: str,
    issuer_key: KeyPair,
    extensions: Sequence[dict[str, object]] = (),
    begins: dt.datetime = NOW - DAY,
    ends: dt.datetime = NOW + 365 * DAY,
    serial: int = 7,
    subject_number: str = "",
) -> bytes:
    """Return a certificate."""
    names = [("common_name", each) for each in ([subject] if isinstance(subject, str) else subject)]
    if subject_number:
        names.append(("serial_number", subject_number))
    parts = [asn1.Name.build({sort: value}).chosen[0] for sort, value in names]
    body = asn1.TbsCertificate(
        {
            "version": "v3",
            "serial_number": serial,
            "signature": issuer_key.algorithm,
            "issuer": asn1.Name.build({"common_name": issuer_name}),
            "validity": {
                "not_before": asn1.Time({"utc_time": begins}),
                "not_after": asn1.Time({"utc_time": ends}),
            },
            "subject": asn1.Name(name="", value=asn1.RDNSequence(parts)),
            "subject_public_key_info": keys.PublicKeyInfo.load(key.spki),
            "extensions": list(extensions),
        }
    )
    certificate = asn1.Certificate(
        {
            "tbs_certificate": body,
            "signature_algorithm": issuer_key.algorithm,
            "signature_value": issuer_key.sign(body.dump()),
        }
    )
    der: bytes = certificate.dump()
    return der


def authority_extensions(
    *, is_ca: bool = True, below: int | None = None
) -> list[dict[str, object]]:
    """Return what makes a certificate an authority's."""
    constraints = asn1.BasicConstraints({"ca": is_ca, "path_len_constraint": below})
    usage = asn1.KeyUsage({"key_cert_sign", "crl_sign"})
    return [
        extension("basic_constraints", constraints, critical=True),
        extension("key_usage", usage, critical=True),
    ]


def make_root(
    sort: Sort = "ec",
    *,
    name: str = "样例根机构",
    below: int | None = None,
    ends: dt.datetime = NOW + 3650 * DAY,
    key: KeyPair | None = None,
) -> Issuer:
    """Return a root."""
    key = key or make_key(sort)
    der = make_certificate(
        key=key,
        subject=name,
        issuer_name=name,
        issuer_key=key,
        extensions=authority_extensions(below=below),
        ends=ends,
        serial=1,
    )
    return Issuer(key=key, name=name, der=der)


def make_intermediate(
    root: Issuer,
    *,
    name: str = "样例中级机构",
    below: int | None = None,
    is_ca: bool = True,
    serial: int = 2,
    also: Iterable[dict[str, object]] = (),
) -> Issuer:
    """Return an authority under another."""
    key = make_key(root.key.sort)
    der = make_certificate(
        key=key,
        subject=name,
        issuer_name=root.name,
        issuer_key=root.key,
        extensions=[*authority_extensions(below=below, is_ca=is_ca), *also],
        serial=serial,
    )
    return Issuer(key=key, name=name, der=der)


def make_leaf(
    issuer: Issuer,
    *,
    key: KeyPair,
    serial: int = 7,
    uses: set[str] | None = None,
    purposes: Sequence[str] = (),
    policy: str = "",
    also: Iterable[dict[str, object]] = (),
    begins: dt.datetime = NOW - DAY,
    ends: dt.datetime = NOW + 365 * DAY,
    subject_number: str = "",
    subject: str | list[str] = "测试单位",
) -> bytes:
    """Return a certificate to sign in with."""
    extensions = [extension("key_usage", asn1.KeyUsage(uses or {"digital_signature"}))]
    if purposes:
        extensions.append(extension("extended_key_usage", asn1.ExtKeyUsageSyntax(list(purposes))))
    if policy:
        policies = asn1.CertificatePolicies([{"policy_identifier": policy}])
        extensions.append(extension("certificate_policies", policies))
    return make_certificate(
        key=key,
        subject=subject,
        issuer_name=issuer.name,
        issuer_key=issuer.key,
        extensions=[*extensions, *also],
        begins=begins,
        ends=ends,
        serial=serial,
        subject_number=subject_number,
    )


def make_list(
    issuer: Issuer,
    *,
    revoked: Sequence[int] = (),
    number: int = 1,
    issued_at: dt.datetime = NOW - dt.timedelta(hours=1),
    next_at: dt.datetime = NOW + DAY,
    key: KeyPair | None = None,
    also: Iterable[dict[str, object]] = (),
) -> bytes:
    """Return a revocation list; another `key` forges it."""
    key = key or issuer.key
    body: dict[str, object] = {
        "version": "v2",
        "signature": key.algorithm,
        "issuer": asn1.Name.build({"common_name": issuer.name}),
        "this_update": asn1.Time({"utc_time": issued_at}),
        "next_update": asn1.Time({"utc_time": next_at}),
        "crl_extensions": [extension("crl_number", core.Integer(number)), *also],
    }
    if revoked:
        body["revoked_certificates"] = [
            {"user_certificate": serial, "revocation_date": asn1.Time({"utc_time": issued_at})}
            for serial in revoked
        ]
    listed = crl.TbsCertList(body)
    whole = crl.CertificateList(
        {
            "tbs_cert_list": listed,
            "signature_algorithm": key.algorithm,
            "signature": key.sign(listed.dump()),
        }
    )
    der: bytes = whole.dump()
    return der


def make_answer(
    issuer: Issuer,
    *,
    certificate: bytes,
    status: Literal["good", "revoked", "unknown"] = "good",
    key: KeyPair | None = None,
    responder: bytes | None = None,
    at: dt.datetime = NOW,
    until: dt.datetime | None = NOW + DAY,
) -> bytes:
    """Return a responder's answer, signed by the issuer or with `key`, beside `responder`."""
    key = key or issuer.key
    asked = asn1.Certificate.load(certificate)
    own = asn1.Certificate.load(issuer.der)
    said: object = core.Null()
    if status == "revoked":
        said = ocsp.RevokedInfo({"revocation_time": at})
    single: dict[str, object] = {
        "cert_id": {
            "hash_algorithm": {"algorithm": "sha1", "parameters": core.Null()},
            "issuer_name_hash": hashlib.sha1(own.subject.dump()).digest(),  # noqa: S324  RFC 6960
            "issuer_key_hash": hashlib.sha1(  # noqa: S324  RFC 6960
                bytes(own["tbs_certificate"]["subject_public_key_info"]["public_key"])
            ).digest(),
            "serial_number": asked.serial_number,
        },
        "cert_status": ocsp.CertStatus(name=status, value=said),
        "this_update": at,
    }
    if until is not None:
        single["next_update"] = until
    data = ocsp.ResponseData(
        {
            "responder_id": ocsp.ResponderId(name="by_name", value=own.subject),
            "produced_at": at,
            "responses": [single],
        }
    )
    basic: dict[str, object] = {
        "tbs_response_data": data,
        "signature_algorithm": key.algorithm,
        "signature": key.sign(data.dump()),
    }
    if responder is not None:
        basic["certs"] = [asn1.Certificate.load(responder)]
    response = ocsp.OCSPResponse(
        {
            "response_status": "successful",
            "response_bytes": {
                "response_type": "basic_ocsp_response",
                "response": ocsp.BasicOCSPResponse(basic),
            },
        }
    )
    der: bytes = response.dump()
    return der
