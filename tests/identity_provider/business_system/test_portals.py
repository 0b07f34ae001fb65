"""
E2: from a portal into the systems behind it, with one sign-on, deep links, and one sign-out.

What of S04-2 and S23-1 is sign-on. Their forms, the one-stop service and its progress belong to
the rosters and to the service hall: those statements are marked where these are shown.
"""

import dataclasses
import secrets
import urllib.parse
import uuid
from collections.abc import Callable, Iterator

import pytest

from shiming.accounts.models import Account, Session
from shiming.identity_provider import ports
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import Client, SignOutNotice
from shiming.identity_provider.protocol.store import ActingRecord
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.factories.identity_provider import authorization_parameters, basic, make_client
from tests.factories.signed_tokens import read
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

COMPANY = new_id()


@dataclasses.dataclass(kw_only=True)
class System:
    """A business system: it remembers which page was wanted, and signs nobody on by itself."""

    client: Client
    origin: str
    redeem: Callable[..., Reply]
    pending: dict[str, str] = dataclasses.field(default_factory=dict)
    tokens: dict[str, str] = dataclasses.field(default_factory=dict)
    told: dict[str, object] = dataclasses.field(default_factory=dict)

    @property
    def callback(self) -> str:
        return f"{self.origin}/callback"

    def begin(self, page: str) -> dict[str, str]:
        """Return the request for a code, for somebody who wants a page and is not signed on."""
        state = secrets.token_urlsafe(8)
        self.pending[state] = page
        scope = "openid profile identity acting offline_access"
        return authorization_parameters(
            self.client, state=state, scope=scope, redirect_uri=self.callback
        )

    def come_back(self, reply: Reply) -> str:
        """Take the answer, and return the page that was wanted."""
        answer = reply.answer
        assert answer.address == self.callback, reply.text
        page = self.pending.pop(answer.parameters["state"])
        code = answer.parameters["code"]
        self.tokens = self.redeem(self.client, code, redirect_uri=self.callback).json
        self.told = read(self.tokens["id_token"])[1]
        return page


@pytest.fixture
def system(redeem: Callable[..., Reply], engine: object) -> Callable[..., System]:
    """Return a function that puts a system on the launcher, as its unit registered it."""

    def system(name: str, host: str, **more: object) -> System:
        origin = f"https://{host}"
        client = make_client(
            name=name,
            sector=host,
            redirect_uris=[f"{origin}/callback"],
            home_uri=f"{origin}/",
            initiate_login_uri=f"{origin}/begin",
            backchannel_logout_uri=f"{origin}/logout",
            **more,  # type: ignore[arg-type]  # the test knows the field
        )
        return System(client=client, origin=origin, redeem=redeem)

    return system


def follow_link(wire: Wire, system: System, page: str) -> tuple[str, list[str]]:
    """Follow a portal's link to a page of a system; return where it ends, and what lay between."""
    away = wire.get(f"/apps/{system.client.client_id}/", {"target": page})
    begun = away.answer
    assert begun.address == f"{system.origin}/begin"
    wanted = urllib.parse.urlsplit(begun.parameters["target_link_uri"])
    assert f"{wanted.scheme}://{wanted.netloc}" == system.origin
    reply = wire.get("/oauth2/authorize", system.begin(f"{wanted.path}?{wanted.query}".rstrip("?")))
    way = []
    if reply.answer.address != system.callback:
        way.append(reply.answer.address)
        return "", way
    return system.come_back(reply), way


@pytest.fixture
def graduate(db: None) -> Account:
    return make_account_of(PROOFED_CITIZEN, is_attached=True)


def is_active(dispatcher: Dispatcher, system: System) -> bool:
    asked = {"token": system.tokens["access_token"]}
    reply = Wire(dispatcher).post("/oauth2/introspect", asked, authorization=basic(system.client))
    return bool(reply.json["active"])


class TestFromTheGraduatesSite:
    PAGE = "/employment/add?status=employed"

    def test_one_sign_on_leads_to_the_form_of_the_real_name_system(
        self,
        *,
        wire: Wire,
        dispatcher: Dispatcher,
        sign_in: SignIn,
        graduate: Account,
        system: Callable[..., System],
    ) -> None:
        site = system("毕业生信息网", "graduates.example")
        service = system("实名管理服务系统", "employment.example", min_level=Level.PRIMARY)
        sign_in(who=graduate, level=Level.INTERMEDIATE)
        area = site.come_back(wire.get("/oauth2/authorize", site.begin("/graduates/")))

        page, on_the_way = follow_link(wire, service, self.PAGE)

        assert (area, page, on_the_way) == ("/graduates/", self.PAGE, [])
        assert service.told["acr"] == "urn:shiming:loa:intermediate"
        # Two systems know the person by two names, and neither can look up the other's.
        assert service.told["sub"] != site.told["sub"]
        # And back, without a word.
        back = site.come_back(wire.get("/oauth2/authorize", site.begin("/graduates/done")))
        assert back == "/graduates/done"
        assert is_active(dispatcher, site)

        leave = {"id_token_hint": service.tokens["id_token"]}
        wire.get("/oauth2/end-session", leave)

        assert (is_active(dispatcher, site), is_active(dispatcher, service)) == (False, False)
        told = set(SignOutNotice.objects.values_list("client__name", flat=True))
        assert told == {"毕业生信息网", "实名管理服务系统"}

    def test_who_is_not_proven_enough_proves_it_and_comes_to_the_form(
        self,
        wire: Wire,
        sign_in: SignIn,
        graduate: Account,
        system: Callable[..., System],
    ) -> None:
        service = system("实名管理服务系统", "employment.example", min_level=Level.INTERMEDIATE)
        session = sign_in(who=graduate, level=Level.PRIMARY)

        away = wire.get("/oauth2/authorize", service.begin(self.PAGE))
        Session.objects.filter(pk=session.pk).update(level=Level.INTERMEDIATE)
        page = service.come_back(wire.get(away.answer.parameters["next"]))

        assert away.answer.address == "/proofing/"
        assert page == self.PAGE

    def test_the_link_survives_the_sign_in(
        self, wire: Wire, sign_in: SignIn, graduate: Account, system: Callable[..., System]
    ) -> None:
        service = system("实名管理服务系统", "employment.example")
        link = f"/apps/{service.client.client_id}/"

        away = wire.get(link, {"target": self.PAGE})
        sign_in(who=graduate, level=Level.PRIMARY)
        opened = wire.get(*away.answer.parameters["next"].split("?", 1))

        assert away.answer.address == "/sign-in/"
        wanted = opened.answer.parameters["target_link_uri"]
        assert wanted == f"{service.origin}{self.PAGE}"


class TestStartUpHall:
    @pytest.fixture
    def _company(self) -> Iterator[None]:
        def describe(
            *,
            person_id: uuid.UUID | None,
            organisation_id: uuid.UUID | None,
            legal_person_id: uuid.UUID | None,
        ) -> ActingRecord:
            if legal_person_id != COMPANY:
                return ActingRecord(has_ended=True)
            return ActingRecord(
                company_name="某某公司", uscc="91600000MA00000001", office="finance"
            )

        with ports.acting_source.replaced(describe):
            yield

    @pytest.mark.usefixtures("_company")
    def test_one_sign_on_opens_every_department_for_the_same_company(
        self,
        *,
        wire: Wire,
        dispatcher: Dispatcher,
        sign_in: SignIn,
        graduate: Account,
        system: Callable[..., System],
    ) -> None:
        hall = system("开办企业专区", "start.example")
        departments = [
            system("市场监管登记", "market.example", acting_kinds=["office"]),
            system("税务登记", "tax.example", acting_kinds=["office"]),
            system("公章备案", "seals.example", acting_kinds=["office"]),
        ]
        session = sign_in(who=graduate, level=Level.INTERMEDIATE)
        acting = {"kind": "office", "legal_person_id": str(COMPANY)}
        Session.objects.filter(pk=session.pk).update(acting=acting)
        hall.come_back(wire.get("/oauth2/authorize", hall.begin("/start/")))

        walked = [follow_link(wire, one, f"/case/{n}") for n, one in enumerate(departments)]

        assert walked == [(f"/case/{n}", []) for n in range(3)]
        everywhere = [hall, *departments]
        known = [
            Wire(dispatcher)
            .get("/oauth2/userinfo", authorization=f"Bearer {one.tokens['access_token']}")
            .json
            for one in everywhere
        ]
        assert {one["uscc"] for one in known} == {"91600000MA00000001"}
        assert len({one["sub"] for one in known}) == len(everywhere)
        assert Session.objects.count() == 1

        wire.get("/oauth2/end-session", {"id_token_hint": hall.tokens["id_token"]})

        assert [is_active(dispatcher, one) for one in everywhere] == [False] * 4
        assert SignOutNotice.objects.count() == 4

    def test_a_department_that_takes_companies_only_says_so_on_a_page(
        self,
        wire: Wire,
        sign_in: SignIn,
        graduate: Account,
        system: Callable[..., System],
    ) -> None:
        department = system("税务登记", "tax.example", acting_kinds=["office"])
        sign_in(who=graduate, level=Level.INTERMEDIATE)

        reply = wire.get("/oauth2/authorize", department.begin("/case/1"))

        assert (reply.status, reply.header("Location")) == (403, "")
        assert "“税务登记”不接受您的当前身份" in reply.text
