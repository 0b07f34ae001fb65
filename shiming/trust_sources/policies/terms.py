"""Terms as they are kept: one JSON object, in which nothing is secret. Pure conversions."""

import datetime as dt
from typing import Any

from shiming.accounts.types import AccountKind, SourceUse
from shiming.kernel.levels import Level
from shiming.trust_sources.types import Connection, SourceProtocol, TermsEntry

# Any: JSON, as Django hands it out.
Values = dict[str, Any]


def values_of(entry: TermsEntry) -> Values:
    """Return terms as JSON, without the secret."""
    connection = entry.connection
    return {
        "name": entry.name,
        "operator": entry.operator,
        "protocol": connection.protocol.value,
        "address": connection.address,
        "client_id": connection.client_id,
        "scopes": connection.scopes,
        "token_url": connection.token_url,
        "userinfo_url": connection.userinfo_url,
        "base": connection.base,
        "name_attribute": connection.name_attribute,
        "peer_key": connection.peer_key,
        "mapping": entry.mapping,
        "use": entry.use.value,
        "kinds": sorted(kind.value for kind in entry.kinds),
        "level": int(entry.level),
        "links_alone": entry.links_alone,
        "opens_accounts": entry.opens_accounts,
        "portals": list(entry.portals),
        "evidence_days": entry.evidence_days,
        "contract_from": entry.contract_from.isoformat(),
        "contract_until": entry.contract_until.isoformat(),
        "keeps_links": entry.keeps_links,
        "origins": list(entry.origins),
    }


def entry_of(values: Values, *, secret: str) -> TermsEntry:
    """Return the terms that were kept."""
    return TermsEntry(
        name=values["name"],
        operator=values["operator"],
        connection=Connection(
            protocol=SourceProtocol(values["protocol"]),
            address=values["address"],
            client_id=values["client_id"],
            secret=secret,
            scopes=values["scopes"],
            token_url=values["token_url"],
            userinfo_url=values["userinfo_url"],
            base=values["base"],
            name_attribute=values["name_attribute"],
            # Terms from before there were sources that only compare have none.
            peer_key=values.get("peer_key", ""),
        ),
        mapping=values["mapping"],
        use=SourceUse(values["use"]),
        kinds=frozenset(AccountKind(kind) for kind in values["kinds"]),
        level=Level(values["level"]),
        links_alone=values["links_alone"],
        opens_accounts=values["opens_accounts"],
        portals=tuple(values["portals"]),
        evidence_days=values["evidence_days"],
        contract_from=dt.date.fromisoformat(values["contract_from"]),
        contract_until=dt.date.fromisoformat(values["contract_until"]),
        keeps_links=values.get("keeps_links", False),
        origins=tuple(values.get("origins", ())),
    )
