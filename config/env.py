"""
Every variable that the operator sets, read once into one frozen, typed object.

A missing or unparsable variable stops the start with all problems listed at once.
`.env.example` is generated from this class (`python -m config.env`), and a test compares the two.
"""

import base64
import enum
import ipaddress
import pathlib
import urllib.parse
from typing import Annotated, Literal, Self

import pydantic
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shiming.identity_provider.legal_basis_file import read_legal_basis
from shiming.kernel.outside import Network

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEY_BYTES = 32
DATABASE_SCHEMES = frozenset({"postgres", "postgresql", "sqlite"})
MAIL_SCHEMES = frozenset({"smtp", "smtps"})


class Mode(enum.StrEnum):
    """What this installation is for; everything but `production` answers on loopback only."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    DEMO = "demo"
    TEST = "test"


class Env(BaseSettings):
    """The operator's settings; each has a description, and secrets have no default."""

    model_config = SettingsConfigDict(
        env_prefix="SHIMING_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    audit_digest: Literal["sha256", "sm3"] = Field(
        default="sha256", description="Digest of the audit chain; sm3 for the national profile."
    )
    base_url: str = Field(
        default="http://localhost:8000",
        description="The address under which people and clients reach this installation.",
        pattern=r"^https?://[^/]+$",
    )
    certificate_header: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9-]*$",
        description="The header in which the trusted proxies hand over the certificate that a"
        " client or a person showed, as nginx's $ssl_client_escaped_cert; empty means none does.",
    )
    codes_per_address: int = Field(
        default=50, ge=10, le=1000, description="One-time codes that one address may ask for a day."
    )
    codes_per_number: int = Field(
        default=10, ge=1, le=50, description="One-time codes that one mobile or mailbox gets a day."
    )
    data_dir: pathlib.Path = Field(
        default=ROOT / "var",
        description="Folder for the embedded database, files and generated keys.",
    )
    database_url: str = Field(
        default="",
        description="postgres://user:password@host:port/name; empty means SQLite in data_dir.",
    )
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Further host names that may be asked for, comma separated.",
    )
    legal_basis_file: str = Field(
        default="",
        description="TOML file with the laws and documents that the register of systems names, as"
        " lists `zh` and `en`; empty means those that are shipped.",
    )
    mail_from: str = Field(default="noreply@localhost", description="Sender of e-mail.")
    master_keys: Annotated[dict[str, SecretStr], NoDecode] = Field(
        default_factory=dict,
        description="Keys that wrap the data keys, as id=base64 of 32 bytes, comma separated;"
        " the first one wraps new keys.",
    )
    mode: Mode = Field(
        default=Mode.DEVELOPMENT, description="production, development, demo or test."
    )
    node_code: str = Field(
        default="",
        pattern=r"^([a-z0-9-]{2,32})?$",
        description="How other nodes call this one; never change it: their books name it.",
    )
    node_role: Literal["alone", "province", "city"] = Field(
        default="alone",
        description="Whether users are kept in step with other installations: as the province's"
        " node or as a city's.",
    )
    pairwise_salt: SecretStr = Field(
        default=SecretStr(""),
        description="Makes the subjects that clients see; never change it: every client's mapping"
        " of its users hangs on it.",
    )
    passkey_domain: str = Field(
        default="",
        pattern=r"^[a-z0-9.-]*$",
        description="The domain for which authenticators keep passkeys: the host of the base_url,"
        " which empty means, or a domain above it. Never change it: every passkey hangs on it.",
    )
    password_lock_minutes: int = Field(
        default=30,
        ge=5,
        le=24 * 60,
        description="How long too many wrong tries lock; each repetition doubles it, up to a day.",
    )
    password_tries: int = Field(
        default=5,
        ge=3,
        le=10,
        description="Wrong tries within a quarter of an hour that lock an account, for every way"
        " of signing in.",
    )
    password_tries_per_address: int = Field(
        default=50,
        ge=20,
        le=1000,
        description="The same for a network address, behind which a whole office may sit.",
    )
    passive_live: float = Field(
        default=0.9,
        ge=0.5,
        le=1,
        description="From which passive liveness score on no person has to look; the demonstration,"
        " whose people are played by a puppet, takes 0.5.",
    )
    private_networks: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Private networks in which connected systems may be called (sign-out, keys),"
        " comma separated; everything private is refused otherwise.",
    )
    qq_app_id: str = Field(
        default="", description="Number of this site at QQ Connect; empty means no QQ sign-in."
    )
    qq_app_key: SecretStr = Field(default=SecretStr(""), description="Key that belongs to it.")
    qr_confirmed_by_face: bool = Field(
        default=False,
        description="Whether a phone confirms the sign-in of a PC with a face, and not by a tap.",
    )
    register_has_photos: bool = Field(
        default=True,
        description="Whether the register offers photographs: where it does, faces are compared"
        " with them too, and a case waits while they cannot be had.",
    )
    register_key: SecretStr = Field(
        default=SecretStr(""),
        description="Shared secret that signs requests to the population register.",
    )
    register_key_id: str = Field(default="", description="Name of that secret at the register.")
    register_retry_seconds: int = Field(
        default=60,
        ge=1,
        le=86_400,
        description="First wait before an unavailable register is asked again.",
    )
    register_url: str = Field(
        default="", description="Address of the population register; empty means none is connected."
    )
    registration_variant: Literal["plain", "real_name_at_once"] = Field(
        default="plain",
        description="Whether registration leads straight into real-name proofing (S13-2).",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="Signs cookies and forms; at least 50 random characters."
    )
    session_idle_minutes: int = Field(
        default=15, ge=5, le=60, description="Unused sessions of people and bodies end after this."
    )
    session_idle_staff_minutes: int = Field(
        default=30, ge=5, le=120, description="Unused sessions of staff end after this."
    )
    sessions_at_once: int = Field(
        default=10,
        ge=1,
        le=100,
        description="How often an account may be signed in at the same time; the oldest ends.",
    )
    sms_gateway_key: SecretStr = Field(
        default=SecretStr(""), description="Shared secret that signs requests to the SMS gateway."
    )
    sms_gateway_url: str = Field(
        default="",
        description="Address of the HTTP SMS gateway; empty means the SMS box (not production).",
    )
    smpp_sender: str = Field(
        default="", description="Number from which texts come over SMPP, as the centre knows it."
    )
    smpp_url: str = Field(
        default="",
        description="smpp://system_id:password@host:port of a short-message centre, in place of the"
        " HTTP gateway. SMPP knows no encryption: in production the host is this machine or a"
        " private address, with a tunnel behind it.",
    )
    simulated_licences: bool = Field(
        default=False,
        description="Whether a simulator stands in for the wallet of electronic licences (not"
        " production).",
    )
    simulated_social_url: str = Field(
        default="",
        description="Address of the simulator that plays WeChat and QQ (not production).",
    )
    smtp_url: str = Field(
        default="",
        description="smtp://user:password@host:port or smtps://…; empty means no e-mail.",
    )
    staff_second_factor: bool = Field(
        default=True,
        description="Whether staff need a second factor; production does not start without.",
    )
    strangers_per_minute: int = Field(
        default=300,
        ge=60,
        le=10_000,
        description="Sign-ons, device codes and pushed requests that one address may begin a minute"
        " in each process while nobody is signed in and no client has proven itself.",
    )
    tax_core_key: SecretStr = Field(
        default=SecretStr(""), description="Shared secret that signs requests to the tax core."
    )
    tax_core_key_id: str = Field(default="", description="Name of that secret at the tax core.")
    tax_core_url: str = Field(
        default="", description="Address of the tax core; empty means none is connected."
    )
    token_key: SecretStr = Field(
        default=SecretStr(""),
        description="Keys the hashes of codes, tokens and client secrets; changing it invalidates"
        " all of them.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("127.0.0.1", "::1"),
        description="Addresses or networks of the proxies that end TLS in front, comma separated;"
        " only what they say of who asks (X-Forwarded-For) is believed.",
    )
    unit_register_key: SecretStr = Field(
        default=SecretStr(""),
        description="Shared secret that signs requests to the register of legal persons.",
    )
    unit_register_key_id: str = Field(default="", description="Name of that secret there.")
    unit_register_url: str = Field(
        default="",
        description="Address of the register of legal persons; empty means none is connected.",
    )
    vault_profile: Literal["international", "national"] = Field(
        default="international",
        description="international: AES-GCM and SHA-256; national: SM4 and SM3.",
    )
    wallet_key: SecretStr = Field(
        default=SecretStr(""),
        description="Shared secret that signs requests to the counterpart at SHIMING_WALLET_URL.",
    )
    wallet_url: str = Field(
        default="",
        description="Address of the counterpart that asks banks (own cards) and the office of"
        " disability certificates; empty means none is connected.",
    )

    wechat_app_id: str = Field(
        default="",
        description="Number of this site at the WeChat Open Platform; empty means no WeChat"
        " sign-in.",
    )
    wechat_app_secret: SecretStr = Field(
        default=SecretStr(""), description="Secret that belongs to it."
    )

    @pydantic.field_validator("hosts", "private_networks", "trusted_proxies", mode="before")
    @classmethod
    def _split_list(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(host.strip() for host in value.split(",") if host.strip())
        return value

    @pydantic.field_validator("private_networks", "trusted_proxies")
    @classmethod
    def _check_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in value:
            ipaddress.ip_network(proxy)
        return value

    @pydantic.field_validator("database_url", "smpp_url", "smtp_url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        try:
            _ = urllib.parse.urlsplit(value).port
        except ValueError:
            # The reason would quote the address, in which a password may stand.
            raise ValueError("it is no address that can be read") from None
        return value

    @pydantic.field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: str) -> str:
        if value and urllib.parse.urlsplit(value).scheme not in DATABASE_SCHEMES:
            raise ValueError("the scheme must be postgres, postgresql or sqlite")
        return value

    @pydantic.field_validator("smtp_url")
    @classmethod
    def _check_smtp_url(cls, value: str) -> str:
        if value and urllib.parse.urlsplit(value).scheme not in MAIL_SCHEMES:
            raise ValueError("the scheme must be smtp or smtps")
        return value

    @pydantic.field_validator("smpp_url")
    @classmethod
    def _check_smpp_url(cls, value: str) -> str:
        parts = urllib.parse.urlsplit(value)
        if value and (parts.scheme != "smpp" or not parts.hostname or not parts.username):
            raise ValueError("it must be smpp://system_id:password@host:port")
        return value

    @pydantic.field_validator("legal_basis_file")
    @classmethod
    def _check_legal_basis_file(cls, value: str) -> str:
        if value:
            try:
                read_legal_basis(pathlib.Path(value))
            except OSError:
                raise ValueError("there is no such file, or it cannot be read") from None
        return value

    @pydantic.field_validator("master_keys", mode="before")
    @classmethod
    def _split_master_keys(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return dict(part.strip().partition("=")[::2] for part in value.split(",") if part.strip())

    @pydantic.field_validator("master_keys")
    @classmethod
    def _check_master_keys(cls, value: dict[str, SecretStr]) -> dict[str, SecretStr]:
        for name, key in value.items():
            if len(base64.b64decode(key.get_secret_value(), validate=True)) != KEY_BYTES:
                raise ValueError(f"key {name!r} is not the base64 form of {KEY_BYTES} bytes")
        return value

    @property
    def is_production(self) -> bool:
        """Tell whether real people's data may be in here."""
        return self.mode is Mode.PRODUCTION

    @property
    def is_https(self) -> bool:
        """Tell whether people reach this installation over TLS."""
        return self.base_url.startswith("https://")

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """The host names that may be asked for; outside production only this machine's own."""
        if not self.is_production:
            return ("localhost", "127.0.0.1", "[::1]")
        return (urllib.parse.urlsplit(self.base_url).hostname or "", *self.hosts)

    @property
    def callable_networks(self) -> tuple[Network, ...]:
        """The private networks that may be called; outside production this machine is one."""
        loopback = () if self.is_production else ("127.0.0.0/8", "::1/128")
        return tuple(ipaddress.ip_network(one) for one in (*self.private_networks, *loopback))

    @classmethod
    def read(cls) -> Self:
        """
        Read the environment.

        :raises SystemExit: with every missing or unparsable variable named, one a line
        """
        try:
            return cls()
        except pydantic.ValidationError as error:
            lines = [
                f"  SHIMING_{str(problem['loc'][0]).upper()}: {problem['msg']}"
                for problem in error.errors(include_input=False, include_url=False)
            ]
            raise SystemExit("Settings that cannot be used:\n" + "\n".join(lines)) from None


def example() -> str:
    """Return the text of `.env.example`: every variable with its description and default."""
    lines = ["# Generated by `python -m config.env`; a test compares it with config/env.py."]
    for name, field in sorted(Env.model_fields.items()):
        default = field.get_default(call_default_factory=True)
        if isinstance(default, pathlib.Path):
            default = default.relative_to(ROOT)
        shown = default if isinstance(default, str | int | float | pathlib.Path) else ""
        lines += ["", f"# {field.description}", f"#SHIMING_{name.upper()}={shown}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / ".env.example").write_text(example(), encoding="utf-8")
