"""Every social network behind `accounts.ports.SocialProvider`, asked over HTTP."""

import contextlib
import re
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from shiming.accounts.ports import SocialProvider
from shiming.accounts.types import Challenge, OutsideOutcome, SocialSubject
from shiming.vendors.signed_client import Patience
from shiming.vendors.social.qq import QQ
from shiming.vendors.social.simulator import SocialSimulator, running
from shiming.vendors.social.wechat import WeChat

BACK = "http://localhost:8380/sign-in/social/back/"
STATE = "0123456789abcdef.secret"
QUICK = Patience(connect=0.5, read=0.15, total=0.3)


@contextlib.contextmanager
def wechat(url: str) -> Iterator[SocialProvider]:
    yield WeChat(app_id="demo", app_secret="s", simulator_url=url, patience=QUICK)


@contextlib.contextmanager
def qq(url: str) -> Iterator[SocialProvider]:
    yield QQ(app_id="demo", app_key="s", simulator_url=url, patience=QUICK)


@pytest.fixture(params=[wechat, qq], ids=["wechat", "qq"])
def network(request: pytest.FixtureRequest) -> Iterator[SocialProvider]:
    make: Callable[[str], contextlib.AbstractContextManager[SocialProvider]] = request.param
    with running(SocialSimulator(late_seconds=1)) as url, make(url) as provider:
        yield provider


def click(network: SocialProvider, who: str) -> dict[str, str]:
    """Open the network's page, click a picture, and return what it sends back."""
    challenge = Challenge(state=STATE, nonce="n", code_challenge="c")
    url = network.authorization_url(challenge=challenge, redirect_uri=BACK)
    with urllib.request.urlopen(url.partition("#")[0], timeout=5) as answer:  # noqa: S310  loopback
        page = answer.read().decode()
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', page)]
    people = ["panda", "crane", "refuse", "late", "garbage", "broken", "foreign"]
    link = links[people.index(who)]
    assert link.startswith(BACK)
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(link).query))


def identify(network: SocialProvider, code: str, *, back: str = BACK) -> SocialSubject:
    return network.identify(code=code, redirect_uri=back, code_verifier="v", nonce="n")


class TestSocialProvider:
    def test_names_the_same_person_the_same_and_others_otherwise(
        self, network: SocialProvider
    ) -> None:
        first, again, other = (
            identify(network, click(network, who)["code"]) for who in ("panda", "panda", "crane")
        )

        assert first == again
        assert first.outcome is other.outcome is OutsideOutcome.PROVEN
        assert "" != first.subject != other.subject

    def test_brings_the_state_back(self, network: SocialProvider) -> None:
        assert click(network, "panda")["state"] == STATE

    def test_takes_a_code_once(self, network: SocialProvider) -> None:
        code = click(network, "panda")["code"]
        identify(network, code)

        assert identify(network, code).outcome is OutsideOutcome.REFUSED

    def test_takes_no_code_that_it_did_not_give(self, network: SocialProvider) -> None:
        assert identify(network, "x").outcome is OutsideOutcome.REFUSED

    def test_brings_no_code_from_who_says_no(self, network: SocialProvider) -> None:
        assert click(network, "refuse") == {"state": STATE}

    @pytest.mark.parametrize("who", ["late", "garbage", "broken"])
    def test_is_unavailable_where_there_is_no_usable_answer(
        self, network: SocialProvider, who: str
    ) -> None:
        assert identify(network, click(network, who)["code"]).outcome is OutsideOutcome.UNAVAILABLE

    def test_says_that_it_is_a_simulator(self, network: SocialProvider) -> None:
        assert network.is_simulator


class TestQQ:
    def test_takes_no_token_that_was_issued_to_another_site(self) -> None:
        with running(SocialSimulator()) as url, qq(url) as network:
            answer = identify(network, click(network, "foreign")["code"])

        assert answer.outcome is OutsideOutcome.REFUSED

    def test_takes_no_code_for_another_page(self) -> None:
        with running(SocialSimulator()) as url, qq(url) as network:
            answer = identify(network, click(network, "panda")["code"], back="http://localhost/x")

        assert answer.outcome is OutsideOutcome.REFUSED


class TestProduction:
    def test_asks_the_networks_themselves_over_https(self) -> None:
        real = (WeChat(app_id="a", app_secret="s"), QQ(app_id="a", app_key="s"))
        challenge = Challenge(state=STATE, nonce="n", code_challenge="c")

        for network in real:
            url = network.authorization_url(challenge=challenge, redirect_uri=BACK)
            assert url.startswith("https://")
            assert not network.is_simulator
        with pytest.raises(ValueError, match="https"):
            WeChat(app_id="a", app_secret="s", simulator_url="http://192.0.2.1")
