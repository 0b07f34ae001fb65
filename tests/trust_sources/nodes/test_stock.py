"""Handing users over, and importing them."""

import dataclasses
import datetime as dt
import hashlib
import json
import uuid

import pytest

from shiming.accounts import ports as accounts_ports
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.sign_in_with_code import sign_in_with_code
from shiming.accounts.models import Account
from shiming.accounts.types import AccountKind, CodePurpose, HumanAnswer, StartedSession
from shiming.jobs.models import Job
from shiming.kernel.actor import ActingIdentity
from shiming.proofing.models import Evidence
from shiming.trust_sources.actions.nodes.export_stock import export_stock
from shiming.trust_sources.actions.nodes.import_legacy_users import import_legacy_users
from shiming.trust_sources.actions.nodes.import_stock import import_stock
from shiming.trust_sources.actions.nodes.order_export import order_export
from shiming.trust_sources.actions.nodes.receive_stock import receive_stock
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import (
    NodeUser,
    PeerNode,
    StockExport,
    StockFile,
    UserConflict,
)
from shiming.trust_sources.policies.stock_files import FORMAT
from shiming.trust_sources.ports import nodes as ports
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import NodeAnswer, NodeRole, PeerId, StockId
from shiming.vault import errors as vault_errors
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId
from tests.cast import AGENT, MINORITY_CITIZEN, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import last_code, make_account, make_account_of, make_visit
from tests.trust_sources.nodes.node_kit import (
    CITY,
    CODE_OF_BODY,
    NOW,
    PROVINCE,
    FakeLine,
    line_of,
    make_peer,
    officer,
)

pytestmark = pytest.mark.django_db


def file_of(*lines: dict[str, object], **changed: object) -> str:
    rest = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    kinds = [line.get("kind") for line in lines]
    head = {
        "format": FORMAT,
        "export": str(uuid.uuid4()),
        "number": 1,
        "is_last": True,
        "natural": len(kinds) - kinds.count("legal"),
        "legal": kinds.count("legal"),
        "sha256": hashlib.sha256(rest.encode()).hexdigest(),
    }
    return json.dumps(head | changed) + "\n" + rest


def take(peer: PeerNode, file: str) -> StockFile:
    content = {"from": peer.code, "to": "gd", "file": file}
    stock_id = receive_stock(peer=queries.proven(peer), content=content, now=NOW)
    run(stock_id)
    return StockFile.objects.get(pk=stock_id)


def run(stock_id: StockId) -> list[tuple[int, int]]:
    seen: list[tuple[int, int]] = []
    import_stock(
        stock_id=stock_id,
        now=NOW,
        progress=lambda done, total: seen.append((done, total)),
        is_cancelled=lambda: False,
    )
    return seen


@pytest.mark.usefixtures("province")
class TestImport:
    @pytest.mark.requirement("S33-21")
    def test_adds_joins_refuses_and_asks_and_says_which_line(self) -> None:
        here = make_account_of(AGENT, is_attached=True)
        peer = make_peer()

        done = take(
            peer,
            file_of(
                line_of(PROOFED_CITIZEN),
                line_of(AGENT),
                line_of(AGENT, name="罗可以"),
                line_of(UNPROOFED_CITIZEN, mobile=AGENT.mobile_number.value),
                line_of(MINORITY_CITIZEN, kind="staff"),
                line_of(MINORITY_CITIZEN, number="600101190001010000"),
                {
                    "user": str(uuid.uuid4()),
                    "kind": "legal",
                    "code": CODE_OF_BODY,
                    "name": "南山样例有限公司",
                },
            ),
        )

        counted = (done.added, done.merged, done.conflicts, done.refused)
        assert counted == (2, 1, 2, 2)
        assert [(fault["line"], fault["code"]) for fault in done.faults] == [
            (5, "trust_sources.user.staff"),
            (6, "kernel.resident_number.check_digit"),
        ]
        kinds = sorted(UserConflict.objects.values_list("kind", flat=True))
        assert kinds == ["mobile_taken", "name_differs"]
        homes = NodeUser.objects.exclude(account=here).values_list("home", flat=True)
        assert set(homes) == {"gz"}
        # Who was here already stays at home here.
        assert NodeUser.objects.get(account=here).home == PROVINCE.code
        # What a city states is no proof of anything unless it was agreed.
        assert not Evidence.objects.exists()

    def test_takes_the_same_file_once_and_shreds_it_when_done(self) -> None:
        peer, file = make_peer(), file_of(line_of(PROOFED_CITIZEN))

        first, again = take(peer, file), take(peer, file)

        assert first.pk == again.pk
        assert Account.objects.count() == 1
        with pytest.raises(vault_errors.FileNotKept):
            vault.read_file(VaultFileId(first.file_id))

    def test_takes_the_same_users_of_another_export_once(self) -> None:
        peer, line = make_peer(), line_of(PROOFED_CITIZEN)

        take(peer, file_of(line))
        again = take(peer, file_of(line))

        assert (again.added, again.merged) == (0, 1)
        assert Account.objects.count() == 1

    def test_goes_on_where_a_worker_died(self) -> None:
        lines = [line_of(PROOFED_CITIZEN), line_of(AGENT), line_of(UNPROOFED_CITIZEN)]
        with ports.node_policy.replaced(dataclasses.replace(PROVINCE, lines_at_once=1)):
            content = {"from": "gz", "to": "gd", "file": file_of(*lines)}
            peer = queries.proven(make_peer())
            stock_id = receive_stock(peer=peer, content=content, now=NOW)
            stops = iter([False, True])
            import_stock(
                stock_id=stock_id,
                now=NOW,
                progress=lambda _done, _total: None,
                is_cancelled=lambda: next(stops),
            )
            assert StockFile.objects.get().done == 1

            assert run(stock_id) == [(2, 3), (3, 3)]
            assert run(stock_id) == []

        assert StockFile.objects.get().added == 3

    def test_joins_another_citys_user_and_leaves_them_at_home_where_they_are(self) -> None:
        line = line_of(PROOFED_CITIZEN)
        take(make_peer("gz"), file_of(line))

        done = take(make_peer("sz"), file_of(line_of(PROOFED_CITIZEN)))

        assert done.merged == 1
        assert NodeUser.objects.get().home == "gz"

    @pytest.mark.parametrize(
        ("file", "refusal"),
        [
            ("", errors.StockDamaged),
            ("[]\n", errors.StockDamaged),
            ("{}\n", errors.StockDamaged),
            (file_of(line_of(PROOFED_CITIZEN))[:-20], errors.StockDamaged),
            (file_of(line_of(PROOFED_CITIZEN)) + "{}\n", errors.StockDamaged),
            (file_of(line_of(PROOFED_CITIZEN), sha256="0" * 64), errors.StockDamaged),
            (file_of(line_of(PROOFED_CITIZEN), natural=2), errors.StockDamaged),
            (file_of(line_of(PROOFED_CITIZEN), natural=True), errors.StockDamaged),
            (file_of(line_of(PROOFED_CITIZEN), number=0), errors.StockDamaged),
            (file_of(line_of(PROOFED_CITIZEN), is_last="yes"), errors.StockDamaged),
            (file_of(line_of(PROOFED_CITIZEN), format="shiming-users/2"), errors.StockDamaged),
            (file_of(line_of(PROOFED_CITIZEN), export="first"), errors.StockDamaged),
            (file_of(line_of(PROOFED_CITIZEN), line_of(AGENT)), errors.StockTooLarge),
            (" " * 5000, errors.StockTooLarge),
        ],
    )
    def test_refuses_files_that_are_cut_off_changed_or_too_large(
        self, file: str, refusal: type[Exception]
    ) -> None:
        small = dataclasses.replace(PROVINCE, most_lines=1, most_bytes=4000)
        with ports.node_policy.replaced(small), pytest.raises(refusal):
            take(make_peer(), file)

        assert not StockFile.objects.exists()
        assert not Job.objects.exists()

    def test_refuses_another_file_under_the_same_number(self) -> None:
        peer, export = make_peer(), str(uuid.uuid4())
        take(peer, file_of(line_of(PROOFED_CITIZEN), export=export))

        with pytest.raises(errors.StockForged):
            take(peer, file_of(line_of(AGENT), export=export))

    @pytest.mark.parametrize("content", [{"to": "gd"}, {"from": "gz"}, {"from": "gz", "to": "gd"}])
    def test_refuses_calls_that_are_none(self, content: dict[str, object]) -> None:
        with pytest.raises(errors.CallMalformed):
            receive_stock(peer=queries.proven(make_peer()), content=content, now=NOW)

    def test_refuses_users_of_whoever_is_no_city(self) -> None:
        peer = queries.proven(make_peer("gd", role=NodeRole.PROVINCE))
        content = {"from": "gd", "to": "gz", "file": file_of(line_of(PROOFED_CITIZEN))}

        with ports.node_policy.replaced(CITY), pytest.raises(errors.CallMalformed):
            receive_stock(peer=peer, content=content, now=NOW)


class TestLegacy:
    def test_brings_users_along_without_passwords_who_get_in_by_a_code_on_their_mobile(
        self,
    ) -> None:
        content = file_of(line_of(PROOFED_CITIZEN, level="registered")).encode()

        run(import_legacy_users(content=content, officer=officer(), now=NOW))

        account = Account.objects.get()
        assert account.password == ""
        assert account.person_id is not None
        visit = make_visit(token="a browser")
        with accounts_ports.policy.replaced(
            dataclasses.replace(accounts_ports.policy(), checked_forms=frozenset())
        ):
            request_code(
                purpose=CodePurpose.SIGN_IN,
                mobile=PROOFED_CITIZEN.mobile_number,
                human=HumanAnswer(),
                accepted_agreement=None,
                visit=visit,
                now=NOW,
            )
            entered = sign_in_with_code(
                typed_code=last_code(PROOFED_CITIZEN.mobile), visit=visit, replaces=None, now=NOW
            )
        assert isinstance(entered, StartedSession)
        assert entered.account_id == account.pk
        (facts,) = queries.list_stock(viewer=officer())
        assert (facts.source, facts.added) == ("", 1)

    def test_asks_people_once_about_whom_is_here_under_another_name(self) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        line = line_of(PROOFED_CITIZEN, name="陈向南")

        for _ in range(2):
            again = file_of(line | {"user": str(uuid.uuid4())}).encode()
            run(import_legacy_users(content=again, officer=officer(), now=NOW))

        assert UserConflict.objects.count() == 1

    def test_takes_no_password_along(self) -> None:
        content = file_of(line_of(PROOFED_CITIZEN, password="argon2$x")).encode()

        run(import_legacy_users(content=content, officer=officer(), now=NOW))

        assert not Account.objects.exists()
        assert StockFile.objects.get().refused == 1

    def test_is_for_officers(self) -> None:
        stranger = dataclasses.replace(officer(), identity=make_stranger())

        with pytest.raises(errors.MayNotManageNodes):
            import_legacy_users(content=b"", officer=stranger, now=NOW)


def make_stranger() -> ActingIdentity:
    return ActingIdentity()


@pytest.mark.usefixtures("city")
class TestExport:
    def order(self) -> tuple[PeerNode, uuid.UUID]:
        peer = make_peer("gd", role=NodeRole.PROVINCE)
        order_export(peer_id=PeerId(peer.pk), officer=officer(), now=NOW)
        return peer, StockExport.objects.get().pk

    def hand_over(self, export_id: uuid.UUID) -> bool:
        return export_stock(
            export_id=export_id,
            now=NOW,
            progress=lambda _done, _total: None,
            is_cancelled=lambda: False,
        )

    @pytest.mark.requirement("S33-21", "S33-25")
    def test_hands_over_everybody_but_staff_and_what_it_writes_can_be_read(
        self, line: FakeLine
    ) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        make_account_of(UNPROOFED_CITIZEN)
        make_account(kind=AccountKind.STAFF, mobile=AGENT.mobile)
        peer, export_id = self.order()

        assert self.hand_over(export_id)

        (call,) = line.calls
        assert AGENT.mobile_number.value not in str(call["file"])
        # What one node writes, another one reads.
        Account.objects.update(mobile=None, mobile_index=None, email=None)
        with ports.node_policy.replaced(PROVINCE):
            PeerNode.objects.filter(pk=peer.pk).update(role=NodeRole.CITY)
            peer.refresh_from_db()
            done = take(peer, str(call["file"]))
        assert (done.lines, done.refused) == (2, 0)

    def test_goes_on_with_the_file_that_the_province_did_not_take(self, line: FakeLine) -> None:
        for member in (PROOFED_CITIZEN, AGENT, UNPROOFED_CITIZEN):
            make_account_of(member)
        _peer, export_id = self.order()
        with ports.node_policy.replaced(dataclasses.replace(CITY, most_lines=2)):
            line.answer = NodeAnswer(failure="timeout")
            assert not self.hand_over(export_id)
            assert StockExport.objects.get().last_error == "timeout"
            line.answer = None
            line.calls.clear()

            assert self.hand_over(export_id)
            assert self.hand_over(export_id)

        heads = [json.loads(str(call["file"]).partition("\n")[0]) for call in line.calls]
        assert [(head["number"], head["is_last"], head["natural"]) for head in heads] == [
            (1, False, 2),
            (2, True, 1),
        ]
        assert (StockExport.objects.get().users, StockExport.objects.get().parts) == (3, 2)

    def test_is_ordered_once_at_a_time_and_by_officers_of_a_city(self) -> None:
        peer, _export_id = self.order()
        order_export(peer_id=PeerId(peer.pk), officer=officer(), now=NOW + dt.timedelta(hours=1))

        assert StockExport.objects.count() == 1
        with ports.node_policy.replaced(PROVINCE), pytest.raises(errors.StandsAlone):
            order_export(peer_id=PeerId(peer.pk), officer=officer(), now=NOW)
