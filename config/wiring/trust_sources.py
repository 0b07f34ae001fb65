"""Fill the ports of `trust_sources`."""

from config.env import Env
from shiming.accounts import ports as accounts
from shiming.trust_sources import ports as trust_sources
from shiming.trust_sources.operations import CertificateGateway, NodeBooks, RegisteredSources
from shiming.trust_sources.ports import nodes
from shiming.trust_sources.types import NodePolicy, NodeRole
from shiming.vendors.certificates.http_services import HttpRevocationServices
from shiming.vendors.nodes.http_line import HttpNodeLine
from shiming.vendors.trust.clients import ProtocolClients


def wire(env: Env) -> None:
    """Join sources and nodes to their lines."""
    trust_sources.revocation_services.fill(HttpRevocationServices(allowed=env.callable_networks))
    accounts.certificate_verifier.fill(CertificateGateway())
    trust_sources.source_clients.fill(ProtocolClients(allowed=env.callable_networks))
    accounts.trusted_sources.fill(RegisteredSources())
    role = NodeRole(env.node_role)
    nodes.node_policy.fill(NodePolicy(role=role, code=env.node_code))
    nodes.node_line.fill(HttpNodeLine(allowed=env.callable_networks))
    if role is not NodeRole.ALONE:
        accounts.account_changes.fill(NodeBooks())
