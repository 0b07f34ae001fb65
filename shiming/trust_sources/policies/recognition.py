"""What two nodes agree on when they recognise each other's accounts. Pure rules."""

import datetime as dt
import hashlib
import hmac
import json
import re
import urllib.parse
from collections.abc import Mapping, Sequence

from shiming.accounts.types import SourceUse
from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.types.nodes import NodePolicy
from shiming.trust_sources.types.recognition import RECOGNISED_KINDS
from shiming.trust_sources.types.sources import Connection, SourceProtocol, TermsEntry

SCOPES = "openid profile identity identity_number"
MOST_ORIGINS = 20
MAPPING = json.dumps(
    {
        "subject": "sub",
        "number": "document_number",
        "name": "name",
        "document_type": {"attribute": "document_type"},
        "kinds": {"attribute": "user_kind", "values": sorted(RECOGNISED_KINDS)},
        "level": {
            "attribute": "acr",
            "values": {
                "urn:shiming:loa:primary": Level.PRIMARY.slug,
                "urn:shiming:loa:intermediate": Level.INTERMEDIATE.slug,
                "urn:shiming:loa:advanced": Level.INTERMEDIATE.slug,
            },
        },
    },
    ensure_ascii=False,
)
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]{1,255}")
_LONGEST = 500
_TERM_DAYS = 365
_EVIDENCE_DAYS = 30


def client_id_of(code: str) -> str:
    """Return as which client a node is known to the others."""
    return f"node-{code}"


def secret_of(key: str, *, client: str, provider: str) -> str:
    """
    Return the secret with which one node proves itself as a client of another.

    Both derive it from the key that they share, so that it never goes over any line, and doing so
    again changes nothing.
    """
    label = f"shiming recognition 1\n{client}\n{provider}"
    return hmac.new(key.encode(), label.encode(), hashlib.sha256).hexdigest()


def return_addresses(origins: Sequence[str], *, source: str) -> tuple[str, ...]:
    """Return where a node's sign-in takes people back who come from the source of this code."""
    return tuple(f"{origin}/sign-in/source/{source}/back/" for origin in origins)


def agreed_origins(said: Sequence[str], *, terms: TermsEntry) -> tuple[str, ...]:
    """
    Return those of the addresses that a node names which two officers have agreed upon.

    They stood in the terms, or are at the host of the issuer, which always stood there: whoever has
    no more than the nodes' key has nobody sent anywhere else. Terms from before addresses were
    listed have the issuer alone. The host at which a node is called does not count: one officer
    enters that.
    """
    host = _host_of(terms.connection.address)
    return tuple(one for one in said if one in terms.origins or _host_of(one) == host)


def read_introduction(content: Mapping[str, object]) -> tuple[str, tuple[str, ...], bool]:
    """
    Return a node's issuer, the origins under which people reach it, and whether it recognises us.

    :raises errors.CallMalformed: if it says something else
    """
    issuer, origins, agreed = (content.get(key) for key in ("issuer", "origins", "agreed"))
    if not isinstance(origins, list) or not 0 < len(origins) <= MOST_ORIGINS:
        raise errors.CallMalformed
    if not all(_is_origin(one) for one in (issuer, *origins)) or not isinstance(agreed, bool):
        raise errors.CallMalformed
    return str(issuer), tuple(map(str, origins)), agreed


def write_introduction(own: NodePolicy, *, peer: str, is_agreed: bool) -> dict[str, object]:
    """Return what this node says of itself."""
    return {
        "from": own.code,
        "to": peer,
        "issuer": own.issuer,
        "origins": list(own.origins),
        "agreed": is_agreed,
    }


def recognition_terms(
    *,
    name: str,
    issuer: str,
    origins: Sequence[str],
    secret: str,
    own: NodePolicy,
    level: Level,
    until: dt.date | None,
    today: dt.date,
) -> TermsEntry:
    """Return the terms of a trust source that is another node."""
    return TermsEntry(
        name=name[:32],
        operator=name,
        connection=Connection(
            protocol=SourceProtocol.OIDC,
            address=issuer,
            client_id=client_id_of(own.code),
            secret=secret,
            scopes=SCOPES,
        ),
        mapping=MAPPING,
        use=SourceUse.SIGN_IN,
        kinds=RECOGNISED_KINDS,
        level=level,
        links_alone=True,
        opens_accounts=True,
        portals=(),
        evidence_days=_EVIDENCE_DAYS,
        contract_from=today,
        contract_until=until or today + dt.timedelta(days=_TERM_DAYS),
        origins=tuple(origins),
    )


def is_recognition(entry: TermsEntry, *, own: NodePolicy) -> bool:
    """Tell whether the terms of a source are those of a node, and not of a source of its name."""
    return entry.connection.client_id == client_id_of(own.code)


def refusal_of_level(level: Level) -> DomainError | None:
    """Return why a node's word cannot be worth this, or None: who recognises believes something."""
    if level in {Level.PRIMARY, Level.INTERMEDIATE}:
        return None
    return errors.PeerUnfit()


def _host_of(address: str) -> str | None:
    return urllib.parse.urlsplit(address).hostname


def _is_origin(text: object) -> bool:
    if not isinstance(text, str) or len(text) > _LONGEST or not _ORIGIN.fullmatch(text):
        return False
    try:
        parts = urllib.parse.urlsplit(text)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
