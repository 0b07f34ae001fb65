"""One relying party for all addresses, and settings with which it could not work."""

import pytest

from config import checks, passkeys
from config.env import Env, Mode

BASE = "https://id.example.gov.cn"


def env(**changes: object) -> Env:
    given: dict[str, object] = {"mode": Mode.PRODUCTION, "base_url": BASE, **changes}
    return Env.model_construct(**given)  # type: ignore[arg-type]  # of the fields


class TestRelyingParty:
    def test_is_that_of_the_base_address_with_all_others_of_ours(self) -> None:
        party = passkeys.relying_party(
            env(hosts=("tax.example.gov.cn", "x.id.example.gov.cn", "192.0.2.1", "hall.example"))
        )

        assert party.id == "id.example.gov.cn"
        assert party.origins == (
            BASE,
            "https://tax.example.gov.cn",
            "https://x.id.example.gov.cn",
            "https://hall.example",
        )
        assert party.related == ("https://tax.example.gov.cn", "https://hall.example")

    def test_may_be_a_domain_above_so_that_its_hosts_need_no_word(self) -> None:
        party = passkeys.relying_party(
            env(passkey_domain="example.gov.cn", hosts=("tax.example.gov.cn",))
        )

        assert (party.id, party.related) == ("example.gov.cn", ())

    def test_keeps_the_port_and_is_this_machine_alone_outside_of_production(self) -> None:
        with_port = passkeys.relying_party(env(base_url=f"{BASE}:8443", hosts=("tax.example",)))
        here = passkeys.relying_party(
            env(mode=Mode.DEVELOPMENT, base_url="http://localhost:8000", hosts=("tax.example",))
        )

        assert with_port.origins == (f"{BASE}:8443", "https://tax.example:8443")
        assert (here.id, here.origins) == ("localhost", ("http://localhost:8000",))


class TestProblems:
    @pytest.mark.parametrize(
        ("changes", "named"),
        [
            ({}, ""),
            ({"passkey_domain": "example.gov.cn"}, ""),
            ({"passkey_domain": "other.gov.cn"}, "the host of SHIMING_BASE_URL"),
            ({"passkey_domain": "d.example.gov.cn"}, "the host of SHIMING_BASE_URL"),
            ({"passkey_domain": "gov.cn"}, "anybody may have a name"),
            ({"passkey_domain": "cn"}, "anybody may have a name"),
            (
                {"passkey_domain": "example.gov.cn", "hosts": ("hall.example",)},
                "one of our own hosts",
            ),
            ({"hosts": tuple(f"hall.city{n}.example.cn" for n in range(9))}, ""),
            ({"hosts": tuple(f"hall.city{n}.gov.cn" for n in range(5))}, ""),
            ({"hosts": tuple(f"hall.city{n}.gov.cn" for n in range(6))}, "more than 5"),
        ],
    )
    def test_are_named_before_a_browser_finds_them(
        self, changes: dict[str, object], named: str
    ) -> None:
        found = passkeys.problems(env(**changes))

        assert any(named in sentence for sentence in found) if named else found == []

    def test_stop_a_start_in_production(self) -> None:
        found = checks.problems(env(passkey_domain="gov.cn"))

        assert any("SHIMING_PASSKEY_DOMAIN" in sentence for sentence in found)
