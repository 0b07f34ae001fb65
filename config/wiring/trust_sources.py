"""Fill the ports of `trust_sources`."""

import urllib.parse

from config.env import Env
from shiming.accounts import ports as accounts
from shiming.trust_sources import ports as trust_sources
from shiming.trust_sources.operations import (
    CertificateGateway,
    NodeBooks,
    NodeHomes,
    RegisteredSources,
)
from shiming.trust_sources.ports import nodes
from shiming.trust_sources.types import NodePolicy, NodeRole
from shiming.vendors.certificates.http_services import HttpRevocationServices
from shiming.vendors.nodes.http_line import HttpNodeLine
from shiming.vendors.trust.clients import ProtocolClients


def wire(env: Env) -> None:
    """Join sources and nodes to their lines."""
    trust_sources.revocation_services.fill(HttpRevocationServices(allowed=env.callable_networks))
    accounts.certificate_verifier.fill(CertificateGateway())
    clients = ProtocolClients(
        allowed=env.callable_networks, accepts_simulated=not env.is_production
    )
    trust_sources.source_clients.fill(clients)
    trust_sources.proof_checks.fill(clients)
    accounts.trusted_sources.fill(RegisteredSources())
    role = NodeRole(env.node_role)
    scheme = urllib.parse.urlsplit(env.base_url).scheme
    nodes.node_policy.fill(
        NodePolicy(
            role=role,
            code=env.node_code,
            issuer=env.base_url,
            origins=(
                env.base_url,
                *(f"{scheme}://{host}" for host in env.hosts if host[:1].isalnum()),
            ),
        )
    )
    nodes.node_line.fill(HttpNodeLine(allowed=env.callable_networks))
    if role is not NodeRole.ALONE:
        accounts.account_changes.fill(NodeBooks())
        accounts.home_source.fill(NodeHomes())
