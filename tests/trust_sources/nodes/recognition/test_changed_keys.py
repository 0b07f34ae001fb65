"""Recognition goes on while two nodes change the key that their secrets come from."""

import pytest

from shiming.trust_sources.actions.nodes.keep_recognition import keep_recognition
from shiming.trust_sources.models.nodes import PeerNode
from shiming.trust_sources.operations import RegisteredSources
from shiming.trust_sources.policies.recognition import secret_of
from shiming.trust_sources.types.nodes import NodeAnswer, PeerId
from tests.trust_sources.nodes.node_kit import KEY, NOW, FakeLine, make_peer
from tests.trust_sources.nodes.recognition.recognition_kit import (
    WORKER,
    KeptClients,
    agree,
    introduction,
)
from tests.trust_sources.nodes.test_keys import AFTER_A_WEEK, NEW, change_key, is_believed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_clients")]


def shown_at_the_node() -> str:
    """Return the secret with which we prove ourselves there."""
    source = RegisteredSources().find("gz", portal="main", now=NOW)
    assert source is not None
    return source.connection.secret


@pytest.fixture
def peer(line: FakeLine) -> PeerNode:
    made = make_peer()
    agree(line, made)
    change_key(made)
    line.answer = NodeAnswer(status=200, content=introduction(agreed=True))
    return made


def test_both_secrets_of_the_node_are_good_here_until_its_last_day(
    peer: PeerNode, kept: KeptClients
) -> None:
    keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)

    client = kept.kept["node-gz"]
    assert client.secret == secret_of(NEW, client="gz", provider="gd")
    assert client.former_secret == secret_of(KEY, client="gz", provider="gd")
    assert client.former_until == AFTER_A_WEEK


def test_our_secret_is_the_one_that_the_node_surely_knows(
    peer: PeerNode, line: FakeLine, kept: KeptClients
) -> None:
    before = shown_at_the_node()

    # From now on it is known to have entered the new key, too.
    assert is_believed(NEW)
    line.believes = NEW
    keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)

    assert before == secret_of(KEY, client="gd", provider="gz")
    assert shown_at_the_node() == secret_of(NEW, client="gd", provider="gz")
    client = kept.kept["node-gz"]
    assert (client.former_secret, client.former_until) == ("", None)
