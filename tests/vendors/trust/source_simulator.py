"""The simulated sources over real HTTP, and the connections to them."""

from shiming.trust_sources.types import Connection, SourceProtocol
from shiming.vendors.trust.simulator import checks
from shiming.vendors.trust.simulator.keys import CLIENT, SimulatorKeys

_PLACES = {
    SourceProtocol.ALIPAY: checks.ALIPAY,
    SourceProtocol.UNIONPAY: checks.UNIONPAY,
    SourceProtocol.PROVIDENT_FUND: checks.FUND,
    SourceProtocol.TAX_FILING: checks.TAX,
}


def connection_to(protocol: SourceProtocol, address: str, keys: SimulatorKeys) -> Connection:
    """Return the connection to a simulated source below `address`."""
    secret, peer_key = {
        SourceProtocol.ALIPAY: (keys.rsa_own, keys.rsa_theirs_public),
        SourceProtocol.PROVIDENT_FUND: (keys.sm2_own, keys.sm2_theirs_public),
    }.get(protocol, (keys.shared, ""))
    return Connection(
        protocol=protocol,
        address=address + _PLACES[protocol],
        client_id=CLIENT,
        secret=secret,
        peer_key=peer_key,
    )
