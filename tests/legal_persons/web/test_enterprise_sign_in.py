"""The pages of signing in for a unit: forwards, backwards, repeated, and by skipping ahead (A8)."""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from shiming.accounts.models import Portal, Session
from shiming.accounts.types import AccountKind
from shiming.kernel import clock
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.legal_persons.models import AgencyRecognition, Office, UnitSignIn
from shiming.vendors.registers.simulator.behaviours import Behaviour
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, PROOFED_CITIZEN, Member
from tests.factories.accounts import PASSWORD, last_code, other_than, person_of
from tests.legal_persons.entry_kit import (
    AGENCY_CODE,
    AGREEMENT,
    CODE,
    UNIT_PASSWORD,
    World,
    hashed,
)
from tests.legal_persons.entry_kit import world as made_world

ENTRANCE = "/sign-in/enterprise/"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with made_world() as made:
        yield made


@pytest.fixture
def client() -> Client:
    """A browser that must bring its CSRF token, like any other."""
    return Client(enforce_csrf_checks=True, headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"})


def post(client: Client, url: str, **data: str) -> HttpResponse:
    if "csrftoken" not in client.cookies:
        client.get(ENTRANCE)
    token = client.cookies["csrftoken"].value
    response: HttpResponse = client.post(url, {"csrfmiddlewaretoken": token, **data})  # type: ignore[assignment]  # a response with additions
    return response


def text(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def enter(
    client: Client, url: str = ENTRANCE, *, code: str = CODE, password: str = UNIT_PASSWORD
) -> str:
    """Give the unit's number and password; return where the list of officers is."""
    response = post(client, url, unit=code, password=password)
    assert response.status_code == 302
    return response.headers["Location"]


def office_of(member: Member) -> str:
    rows = Office.objects.filter(state="active")
    return next(str(row.pk) for row in rows if row.holder_name == member.name)


class TestTheOrdinaryWay:
    @pytest.mark.requirement("S35-2")
    def test_walks_from_the_unit_over_an_empty_list_to_the_person(
        self, world: World, client: Client
    ) -> None:
        page = enter(client, f"{ENTRANCE}?next=/help/")
        empty = client.get(page)
        synchronise = page.replace("/?", "/synchronise/?")
        back_at_list = post(client, synchronise)
        shown = client.get(back_at_list.headers["Location"])
        chosen = post(client, page, office=office_of(PROOFED_CITIZEN))
        proof = chosen.headers["Location"]
        before = client.get(proof)
        post(client, proof.replace("/proof/", "/code/"), office=office_of(PROOFED_CITIZEN))
        after = client.get(proof)
        wrong = post(
            client,
            proof,
            office=office_of(PROOFED_CITIZEN),
            code=other_than(last_code(PROOFED_CITIZEN.mobile)),
        )
        done = post(
            client,
            proof,
            office=office_of(PROOFED_CITIZEN),
            code=last_code(PROOFED_CITIZEN.mobile),
        )

        assert "还没有办税人员" in text(empty)
        assert "已同步办税人员" in text(shown)
        assert "陈**" in text(shown)
        assert "法定代表人" in text(shown)
        assert "获取验证码" in text(before)
        assert "重新发送" in text(after)
        assert wrong.status_code == 422
        assert (done.status_code, done.headers["Location"]) == (303, "/help/")
        session = Session.objects.get()
        assert session.account_id == world.finance.pk
        assert session.acting["legal_person_id"] == str(world.unit_id)
        for response in (empty, shown, before, after, wrong):
            for secret in (PROOFED_CITIZEN.name, PROOFED_CITIZEN.number, PROOFED_CITIZEN.mobile):
                assert secret not in text(response)

    @pytest.mark.requirement("S35-2")
    def test_takes_the_own_password_in_place_of_a_code(self, world: World, client: Client) -> None:
        world.synchronise(now=clock.now())
        page = enter(client)
        proof = post(client, page, office=office_of(PROOFED_CITIZEN)).headers["Location"]
        by_password = proof.replace("/proof/", "/password/")

        wrong = post(client, by_password, office=office_of(PROOFED_CITIZEN), password="wrong")
        done = post(client, by_password, office=office_of(PROOFED_CITIZEN), password=PASSWORD)

        assert (wrong.status_code, done.status_code) == (422, 303)
        assert Session.objects.get().account_id == world.finance.pk

    @pytest.mark.requirement("S35-2")
    def test_leads_back_to_the_list(self, world: World, client: Client) -> None:
        world.synchronise(now=clock.now())
        page = enter(client)
        proof = post(client, page, office=office_of(PROOFED_CITIZEN)).headers["Location"]

        back = post(client, proof.replace("/proof/", "/back/"))

        assert back.headers["Location"] == page
        assert client.get(proof).headers["Location"] == page
        assert UnitSignIn.objects.get().office_id is None

    @pytest.mark.parametrize("step", ["proof/", "client/"])
    def test_leads_who_skips_ahead_to_where_they_are(
        self, world: World, client: Client, step: str
    ) -> None:
        world.synchronise(now=clock.now())
        page = enter(client)

        assert client.get(f"{page}{step}").headers["Location"] == page

    def test_is_closed_to_another_browser_and_says_how_to_begin_anew(
        self, world: World, client: Client
    ) -> None:
        world.synchronise(now=clock.now())
        page = enter(client)
        thief = Client(enforce_csrf_checks=True)

        stolen = thief.get(page)

        assert stolen.status_code == 409
        assert ENTRANCE in text(stolen)
        assert "陈" not in text(stolen)

    def test_shows_who_is_not_captured_without_a_button(self, world: World, client: Client) -> None:
        world.synchronise(now=clock.now())
        world.levels.of[person_of(world.finance)] = Level.REGISTERED

        page = text(client.get(enter(client)))

        assert "尚未实名采集" in page
        assert page.count('name="office"') == 1

    def test_says_that_the_core_is_down_and_changes_nothing(
        self, world: World, client: Client
    ) -> None:
        world.core.expect(Behaviour.TIMEOUT)
        page = enter(client)

        response = post(client, f"{page}synchronise/")

        assert response.status_code == 503
        assert "税务核心系统暂时没有回应" in text(response)
        assert "同步办税人员" in text(response)

    def test_answers_wrong_numbers_and_passwords_alike(self, world: World, client: Client) -> None:
        known = post(client, ENTRANCE, unit=CODE, password="wrong-7-Aa")
        unknown = post(client, ENTRANCE, unit="91600102MA0TE5T32H", password="wrong-7-Aa")

        assert known.status_code == unknown.status_code
        alerts = [
            re.findall(r'class="ui-alert__title">[^<]*', text(one)) for one in (known, unknown)
        ]
        assert alerts[0] == alerts[1]


class TestTheOtherWays:
    def test_quick_leads_to_the_ordinary_one_first(self, world: World, client: Client) -> None:
        world.synchronise(now=clock.now())
        refused = post(client, f"{ENTRANCE}quick/", unit=CODE, password=UNIT_PASSWORD)
        assert refused.status_code == 409
        world.sign_in(now=clock.now())

        proof = post(
            client, enter(client, f"{ENTRANCE}quick/"), office=office_of(LEGAL_REPRESENTATIVE)
        ).headers["Location"]

        page = text(client.get(proof))
        assert "获取验证码" in page
        assert "本人密码" not in page

    @pytest.mark.requirement("S35-12")
    def test_agencys_ends_with_the_client(self, world: World, client: Client) -> None:
        now = clock.now()
        world.synchronise(now=now)
        world.synchronise(world.agency_id, now=now)
        _recognise(world)
        page = enter(client, f"{ENTRANCE}agency/", code=AGENCY_CODE)
        proof = post(client, page, office=office_of(AGENT)).headers["Location"]
        proven = post(
            client,
            proof.replace("/proof/", "/password/"),
            office=office_of(AGENT),
            password=PASSWORD,
        )
        at_client = proven.headers["Location"]

        skipped_back = client.get(page)
        wrong = post(client, at_client, number=CODE, agreement="wrong-7-Aa")
        done = post(client, at_client, number=CODE, agreement=AGREEMENT)

        assert at_client == page + "client/"
        assert skipped_back.headers["Location"] == at_client
        assert wrong.status_code == 422
        assert "委托单位或者协议密码不正确" in text(wrong)
        assert done.status_code == 303
        acting = Session.objects.get().acting
        assert (acting["organisation_id"], acting["legal_person_id"]) == (
            str(world.agency_id),
            str(world.unit_id),
        )
        assert "样本市晴川贸易有限公司" in text(client.get("/me/identities/"))


class TestThePortal:
    def test_offers_the_way_to_units_alone(self, world: World, client: Client) -> None:
        units = text(client.get("/sign-in/?kind=unit"))
        people = text(client.get("/sign-in/"))

        assert ENTRANCE in units
        assert ENTRANCE not in people

    def test_says_that_the_page_is_for_units(self, world: World, client: Client) -> None:
        page = text(client.get(ENTRANCE))

        assert re.search(r'aria-current="true">\s*单位<', page)
        assert "工作人员入口" in page

    def test_closes_it_where_it_is_not_offered(self, world: World, client: Client) -> None:
        Portal.objects.update(methods={AccountKind.UNIT.value: ["password"]})

        assert client.get(ENTRANCE).status_code == 404
        refused = post(client, ENTRANCE, unit=CODE, password=UNIT_PASSWORD)

        assert refused.status_code == 404
        assert not UnitSignIn.objects.exists()

    def test_says_to_a_unit_that_its_kind_has_other_ways(
        self, world: World, client: Client
    ) -> None:
        Portal.objects.update(
            methods={AccountKind.AGENCY.value: ["unit"], AccountKind.UNIT.value: ["password"]}
        )

        refused = text(post(client, ENTRANCE, unit=CODE, password=UNIT_PASSWORD))

        assert "本入口不提供这种登录方式" in refused
        assert 'name="password"' in refused
        assert not UnitSignIn.objects.exists()

    @pytest.mark.parametrize("name", ["synchronise", "code", "password", "back"])
    def test_changes_nothing_by_a_link(self, world: World, client: Client, name: str) -> None:
        world.synchronise(now=clock.now())
        enter(client)
        url = reverse(f"legal_persons:enterprise-{name}", args=[UnitSignIn.objects.get().pk])

        assert client.get(url).status_code == 405


def _recognise(world: World) -> None:
    AgencyRecognition.objects.create(
        id=new_id(),
        client_id=world.unit_id,
        agency_id=world.agency_id,
        state="recognised",
        agreement=hashed(AGREEMENT),
        agreement_number=1,
        changed_at=clock.now(),
    )
