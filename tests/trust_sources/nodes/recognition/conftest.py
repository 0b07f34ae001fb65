"""Every test about recognition stands at the province, and sees which clients are kept."""

from collections.abc import Iterator

import pytest

from shiming.trust_sources.ports import nodes as ports
from shiming.trust_sources.ports import recognition as clients
from tests.trust_sources.nodes.recognition.recognition_kit import OWN, KeptClients


@pytest.fixture(autouse=True)
def kept() -> Iterator[KeptClients]:
    fake = KeptClients()
    with ports.node_policy.replaced(OWN), clients.node_clients.replaced(fake):
        yield fake
