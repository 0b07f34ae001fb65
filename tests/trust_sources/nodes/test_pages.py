"""The pages on which officers keep nodes and decide conflicts."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiming.accounts.models import Account
from shiming.accounts.types import AccountId
from shiming.directory.actions.grant_permission import grant_permission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.trust_sources.actions.nodes.deliver_events import deliver_events
from shiming.trust_sources.models import SourceTerms, TrustSource
from shiming.trust_sources.models.nodes import (
    OutgoingEvent,
    PeerKeyChange,
    PeerNode,
    RefusedCalls,
    StockExport,
    StockFile,
    UserConflict,
)
from shiming.trust_sources.ports import nodes as ports
from shiming.trust_sources.types import SourcePermission
from shiming.trust_sources.types.nodes import NodeAnswer, NodePermission, NodeRole, PeerId
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account, make_account_of, start_session
from tests.trust_sources.nodes.node_kit import CITY, KEY, FakeLine, Teller, line_of, make_peer
from tests.trust_sources.nodes.test_outgoing import register
from tests.trust_sources.nodes.test_stock import file_of
from tests.trust_sources.source_kit import FakeClients

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("province")]
LIST = "/trust/nodes/"
CONFLICTS = "/trust/nodes/conflicts/"


def client_of(*permissions: NodePermission | SourcePermission) -> Client:
    account = make_account(now=clock.now())
    for permission in permissions:
        grant_permission(
            account_id=AccountId(account.pk),
            permission=permission,
            granter=system_actor(device="tests"),
            now=clock.now(),
        )
    client = Client()
    client.cookies["shiming_session"] = start_session(account, now=clock.now()).cookie_value
    return client


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


class TestNodes:
    def test_enters_a_node_and_shows_it_without_its_key(self) -> None:
        client = client_of(NodePermission.MANAGE)
        assert "还没有登记节点" in page(client, LIST)
        entered = {
            "code": "gz",
            "name": "广州节点",
            "region": "4401",
            "address": "https://gz.example",
            "key": KEY,
            "highest_level": "20",
        }

        refused = client.post(f"{LIST}add/", entered | {"code": "gd"})
        answer = client.post(f"{LIST}add/", entered)

        assert refused.status_code == 422
        assert KEY not in refused.content.decode()
        assert answer.status_code == 303
        shown = page(client, LIST)
        assert "广州节点" in shown
        assert KEY not in shown

    def test_takes_another_key_from_one_officer_and_the_word_of_a_second(self) -> None:
        peer, new = make_peer(), "another key that two nodes share, for tests"
        first, second = (client_of(NodePermission.MANAGE) for _ in range(2))
        address = f"{LIST}{peer.pk}/key/"

        refused = first.post(address, {"key": "too short"})
        assert (refused.status_code, "至少32个字符" in refused.content.decode()) == (422, True)
        far = {"key": new, "former_until": "2099-12-31"}
        assert "旧密钥最多再用30天" in first.post(address, far).content.decode()
        last_day = clock.today_in_china(clock.now()) + dt.timedelta(days=3)
        entered = first.post(address, {"key": new, "former_until": last_day.isoformat()})
        assert entered.status_code == 303

        # Who entered it may take it back, and no more; nobody is shown a key.
        own, theirs = page(first, address), page(second, address)
        assert ("收回" in own, "同意并更换" in own) == (True, False)
        assert "同意并更换" in theirs
        assert not any(key in own + theirs for key in (KEY, new))
        assert "新密钥等同事同意" in page(first, LIST)
        change = PeerKeyChange.objects.get()
        decide = f"{address}{change.pk}/"
        assert first.post(decide, {"agrees": "yes"}).status_code == 403
        assert second.get(decide).status_code == 405
        assert second.post(decide, {"agrees": "yes"}).status_code == 303

        peer.refresh_from_db()
        assert peer.key == new
        assert f"旧密钥用到{last_day.isoformat()}" in page(second, LIST)
        # Too late for a second word.
        assert second.post(decide, {"agrees": "no"}).status_code == 409

    @pytest.mark.parametrize(
        "permission", [NodePermission.SETTLE, SourcePermission.APPROVE_SOURCES]
    )
    def test_shows_nothing_of_keys_to_others(
        self, permission: NodePermission | SourcePermission
    ) -> None:
        peer = make_peer()

        assert client_of(permission).get(f"{LIST}{peer.pk}/key/").status_code == 403

    def test_shows_the_backlog_and_has_it_sent_again(self, line: FakeLine) -> None:
        client = client_of(NodePermission.MANAGE)
        with ports.node_policy.replaced(CITY):
            peer = make_peer("gd", role=NodeRole.PROVINCE)
            register(PROOFED_CITIZEN)
            line.answer = NodeAnswer(failure="connection")
            deliver_events(peer_id=PeerId(peer.pk), now=clock.now())
        queue = f"{LIST}{peer.pk}/"
        event = OutgoingEvent.objects.get()

        assert "连接不上对方" in page(client, LIST)
        shown = page(client, queue)
        assert "新用户" in shown
        assert client.post(f"{queue}retry/").headers["Location"] == queue
        aside = f"{queue}events/{event.pk}/set-aside/"
        assert "搁置这件" in page(client, aside)
        assert client.post(aside, {"confirmed": "yes"}).status_code == 303
        event.refresh_from_db()
        assert event.state == "dead"

    def test_suspends_and_resumes_after_asking(self) -> None:
        client, peer = client_of(NodePermission.MANAGE), make_peer()

        for act, state in (("suspend", "suspended"), ("resume", "active")):
            url = f"{LIST}{peer.pk}/{act}/"
            assert "节点gz" in page(client, url)
            client.post(url, {"confirmed": "yes"})
            assert PeerNode.objects.get().state == state

    def test_orders_the_handing_over_after_asking(self) -> None:
        client = client_of(NodePermission.MANAGE)
        with ports.node_policy.replaced(CITY):
            url = f"{LIST}{make_peer('gd', role=NodeRole.PROVINCE).pk}/export/"

            assert "移交" in page(client, url)
            client.post(url, {"confirmed": "yes"})

        assert StockExport.objects.count() == 1

    def test_takes_a_file_of_an_older_system_and_shows_what_became_of_it(self) -> None:
        client, url = client_of(NodePermission.MANAGE), f"{LIST}users/"
        content = file_of(line_of(PROOFED_CITIZEN)).encode()

        damaged = client.post(url, {"file": SimpleUploadedFile("users.jsonl", content[:-9])})
        empty = client.post(url, {})
        answer = client.post(url, {"file": SimpleUploadedFile("users.jsonl", content)})

        assert (damaged.status_code, empty.status_code, answer.status_code) == (422, 422, 303)
        StockFile.objects.update(faults=[{"line": 1, "code": "trust_sources.user.staff"}])
        assert "工作人员账户不在节点之间交换" in page(client, url)

    def test_proposes_recognition_in_one_step_and_says_how_far_it_is(
        self, line: FakeLine, source_clients: FakeClients
    ) -> None:
        peer = make_peer()
        client = client_of(NodePermission.MANAGE, SourcePermission.MANAGE_SOURCES)
        url = f"{LIST}{peer.pk}/recognise/"
        said = {"issuer": "https://gz.example", "origins": ["https://gz.example"], "agreed": False}

        assert "互认账户" in page(client, LIST)
        assert "工作人员账户不互认" in page(client, url)
        unfit = client.post(url, {"level": "10"})
        line.answer = NodeAnswer(failure="timeout")
        silent = client.post(url, {"level": "30"})
        line.answer = NodeAnswer(status=200, content=said)
        answer = client.post(url, {"level": "30"})
        twice = client.post(url, {"level": "30"})

        assert source_clients.is_up
        assert (unfit.status_code, silent.status_code) == (422, 503)
        assert "对方节点现在没有正常回答" in silent.content.decode()
        assert (answer.status_code, twice.status_code) == (303, 409)
        assert "互认等同事同意" in page(client, LIST)
        waiting = page(client_of(SourcePermission.APPROVE_SOURCES), "/trust/sources/")
        assert "节点gz" in waiting

    def test_shows_addresses_that_two_officers_have_not_agreed_upon(
        self, line: FakeLine, source_clients: FakeClients
    ) -> None:
        peer = make_peer()
        said = {"issuer": "https://gz.example", "origins": ["https://gz.example"], "agreed": True}
        line.answer = NodeAnswer(status=200, content=said)
        first = client_of(NodePermission.MANAGE, SourcePermission.MANAGE_SOURCES)
        first.post(f"{LIST}{peer.pk}/recognise/", {"level": "30"})
        SourceTerms.objects.update(state="in_force")
        TrustSource.objects.update(state="active")

        before = page(first, LIST)
        PeerNode.objects.update(origins=["https://gz.example", "https://new.example"])
        after = page(first, LIST)

        assert source_clients.is_up
        assert "对方新增的地址" not in before
        assert "对方新增的地址：https://new.example，还没有采用" in after

    @pytest.mark.parametrize(
        "permissions", [(NodePermission.MANAGE,), (SourcePermission.MANAGE_SOURCES,)]
    )
    def test_proposes_recognition_only_for_officers_of_both(
        self, line: FakeLine, permissions: tuple[NodePermission | SourcePermission, ...]
    ) -> None:
        url = f"{LIST}{make_peer().pk}/recognise/"

        assert client_of(*permissions).post(url, {"level": "30"}).status_code == 403
        assert not line.calls

    def test_says_how_often_somebody_claimed_to_be_a_node(self) -> None:
        hour = clock.now().replace(minute=0, second=0, microsecond=0)
        RefusedCalls.objects.create(peer=make_peer(), hour=hour, count=7)

        assert "7次冒用" in page(client_of(NodePermission.MANAGE), LIST)

    def test_is_for_officers(self) -> None:
        client = client_of()

        for url in (LIST, f"{LIST}add/", f"{LIST}users/", CONFLICTS):
            assert client.get(url).status_code == 403


class TestConflicts:
    def test_two_officers_decide_on_masked_facts(self) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        Teller(peer=make_peer()).tell("registered", line_of(PROOFED_CITIZEN, name="陈向南"))
        first, second = client_of(NodePermission.SETTLE), client_of(NodePermission.SETTLE)
        url = f"{CONFLICTS}{UserConflict.objects.get().pk}/"
        wanted = {"decision": "take_theirs", "reason": "核对了身份证原件"}

        shown = page(first, url)
        assert first.post(url, wanted | {"reason": ""}).status_code == 422
        assert first.post(url, wanted).status_code == 303
        assert first.post(f"{url}confirm/", {"agrees": "yes"}).status_code == 403
        assert "核对了身份证原件" in page(second, url)
        assert "等另一位同事同意" in page(second, CONFLICTS)
        assert second.post(f"{url}confirm/", {"agrees": "yes"}).status_code == 303

        assert PROOFED_CITIZEN.number not in shown
        assert PROOFED_CITIZEN.name not in shown
        assert UserConflict.objects.get().account_id == account.pk
        assert UserConflict.objects.get().state == "settled"
        assert "没有待核对的用户" in page(first, CONFLICTS)

    def test_say_why_what_a_node_tells_waits_and_what_can_be_done(self) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        claiming = Teller(peer=make_peer("sz"))
        claiming.tell("registered", line_of(PROOFED_CITIZEN))
        claiming.tell("closed", {})
        client = client_of(NodePermission.SETTLE)
        url = f"{CONFLICTS}{UserConflict.objects.get().pk}/"

        assert "对方告知的用户不归对方管理" in page(client, CONFLICTS)
        assert "本人要先在这里用对方的账户登录一次" in page(client, url)
        theirs = {"decision": "take_theirs", "reason": "本人说明已迁居"}
        assert client.post(url, theirs).status_code == 303
        refused = client_of(NodePermission.SETTLE).post(f"{url}confirm/", {"agrees": "yes"})

        assert refused.status_code == 409
        assert "本人还没有确认账户归对方管理" in refused.content.decode()

    def test_says_what_to_do_where_somebody_was_faster(self) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        Teller(peer=make_peer()).tell("registered", line_of(PROOFED_CITIZEN, name="陈向南"))
        client = client_of(NodePermission.SETTLE)
        url = f"{CONFLICTS}{UserConflict.objects.get().pk}/"
        wanted = {"decision": "keep_ours", "reason": "核对了身份证原件"}

        assert client.post(url, wanted).status_code == 303
        answer = client.post(url, wanted)

        assert answer.status_code == 409
        assert Account.objects.filter(mobile_index__isnull=False).exists()
