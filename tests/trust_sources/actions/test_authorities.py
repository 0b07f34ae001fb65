import dataclasses

import pytest

from shiming.audit.models import AuditRecord
from shiming.jobs.models import Job
from shiming.kernel.actor import Actor
from shiming.trust_sources import errors, queries
from shiming.trust_sources.actions.add_authority import add_authority
from shiming.trust_sources.actions.resume_authority import resume_authority
from shiming.trust_sources.actions.suspend_authority import suspend_authority
from shiming.trust_sources.models import CertificateAuthority
from shiming.trust_sources.types import AuthorityEntry, AuthorityState, RevocationSource
from tests.trust_sources.authority_kit import (
    DAY,
    NOW,
    Issuer,
    Sort,
    make_intermediate,
    make_key,
    make_leaf,
    make_root,
)

pytestmark = pytest.mark.django_db(transaction=True)

LISTS = ("http://crl.example/root.crl",)


def entry_of(root: Issuer) -> AuthorityEntry:
    return AuthorityEntry(name="样例机构", brand="sample", root=root.der, list_urls=LISTS)


@pytest.fixture
def root() -> Issuer:
    return make_root()


class TestAddAuthority:
    @pytest.mark.parametrize("sort", ["rsa", "ec", "sm2"])
    def test_accepts_it_leaves_a_trail_and_has_its_lists_read(
        self, officer: Actor, sort: Sort
    ) -> None:
        root = make_root(sort)
        middle = make_intermediate(root)
        entry = dataclasses.replace(entry_of(root), root=root.pem, intermediates=middle.pem)

        authority_id = add_authority(entry=entry, officer=officer, now=NOW)

        (accepted,) = queries.list_accepted_authorities()
        assert (accepted.id, accepted.root, accepted.intermediates) == (
            authority_id,
            root.der,
            (middle.der,),
        )
        assert AuditRecord.objects.get().event == "trust_sources.authority.added"
        assert Job.objects.get().subject == str(authority_id)

    def test_refuses_who_may_not(self, stranger: Actor, root: Issuer) -> None:
        with pytest.raises(errors.MayNotManageAuthorities):
            add_authority(entry=entry_of(root), officer=stranger, now=NOW)
        assert not CertificateAuthority.objects.exists()

    def test_refuses_a_root_that_is_none(self, officer: Actor, root: Issuer) -> None:
        key = make_key()
        middle = make_intermediate(root)
        unfit = [
            b"",
            b"nonsense",
            make_leaf(root, key=key),
            middle.der,
            root.pem + middle.pem,
            make_root(key=make_key("rsa", bits=1024)).der,
            make_root(ends=NOW - DAY / 2).der,
            root.der[:-1] + bytes([root.der[-1] ^ 1]),
        ]

        for content in unfit:
            with pytest.raises(errors.RootUnfit):
                add_authority(
                    entry=dataclasses.replace(entry_of(root), root=content),
                    officer=officer,
                    now=NOW,
                )
        assert not CertificateAuthority.objects.exists()
        assert not AuditRecord.objects.exists()

    def test_refuses_intermediates_that_do_not_hang_on_it(
        self, officer: Actor, root: Issuer
    ) -> None:
        stranger = make_root(name="别家")
        for content in (
            b"nonsense",
            make_leaf(root, key=make_key()),
            make_intermediate(stranger).der,
            stranger.der,
        ):
            with pytest.raises(errors.IntermediateUnfit):
                add_authority(
                    entry=dataclasses.replace(entry_of(root), intermediates=content),
                    officer=officer,
                    now=NOW,
                )
        assert not CertificateAuthority.objects.exists()

    @pytest.mark.parametrize(
        "rules",
        [
            "nonsense",
            "[]",
            '{"unknown": 1}',
            '{"usual_kind": "king"}',
            '{"kinds": [{"kind": "business"}]}',
            '{"kinds": [{"kind": "business", "policy_oid": "oid"}]}',
            '{"persons": [{"place": "subject", "oid": "2.5.4.5", "pattern": "("}]}',
            '{"persons": [{"place": "elsewhere", "oid": "2.5.4.5"}]}',
            '{"bodies": [7]}',
        ],
    )
    def test_refuses_rules_that_cannot_be_kept(
        self, officer: Actor, root: Issuer, rules: str
    ) -> None:
        with pytest.raises(errors.RulesWrong):
            add_authority(
                entry=dataclasses.replace(entry_of(root), rules=rules), officer=officer, now=NOW
            )
        assert not CertificateAuthority.objects.exists()

    @pytest.mark.parametrize(
        ("source", "lists", "responder"),
        [
            (RevocationSource.CRL, (), "http://ocsp.example/"),
            (RevocationSource.OCSP, LISTS, ""),
            (RevocationSource.OCSP_THEN_CRL, LISTS, ""),
            (RevocationSource.OCSP_THEN_CRL, (), "http://ocsp.example/"),
        ],
    )
    def test_refuses_one_whose_revocations_could_not_be_learnt(
        self,
        officer: Actor,
        root: Issuer,
        source: RevocationSource,
        lists: tuple[str, ...],
        responder: str,
    ) -> None:
        entry = dataclasses.replace(
            entry_of(root), revocation=source, list_urls=lists, responder=responder
        )

        with pytest.raises(errors.RevocationAddressMissing):
            add_authority(entry=entry, officer=officer, now=NOW)
        assert not CertificateAuthority.objects.exists()

    def test_refuses_addresses_that_may_not_be_called(self, officer: Actor, root: Issuer) -> None:
        entry = dataclasses.replace(entry_of(root), list_urls=("http://intranet/root.crl",))

        with pytest.raises(errors.AddressUnfit):
            add_authority(entry=entry, officer=officer, now=NOW)
        assert not CertificateAuthority.objects.exists()

    def test_refuses_a_second_entry_of_one_root(self, officer: Actor, root: Issuer) -> None:
        add_authority(entry=entry_of(root), officer=officer, now=NOW)

        with pytest.raises(errors.AuthorityAlreadyThere):
            add_authority(entry=entry_of(root), officer=officer, now=NOW)
        assert AuditRecord.objects.count() == 1


class TestSuspendAndResume:
    def test_stop_and_take_up_accepting(self, officer: Actor, root: Issuer) -> None:
        authority_id = add_authority(entry=entry_of(root), officer=officer, now=NOW)

        suspend_authority(authority_id=authority_id, officer=officer, now=NOW)
        assert queries.list_accepted_authorities() == []
        assert queries.list_accepted_brands() == []
        assert queries.list_list_places() == []

        resume_authority(authority_id=authority_id, officer=officer, now=NOW)
        assert [each.id for each in queries.list_accepted_authorities()] == [authority_id]
        assert [record.event for record in AuditRecord.objects.order_by("pk")] == [
            "trust_sources.authority.added",
            "trust_sources.authority.suspended",
            "trust_sources.authority.resumed",
        ]

    def test_refuse_who_may_not_and_what_is_so_already(
        self, officer: Actor, stranger: Actor, root: Issuer
    ) -> None:
        authority_id = add_authority(entry=entry_of(root), officer=officer, now=NOW)

        for act in (suspend_authority, resume_authority):
            with pytest.raises(errors.MayNotManageAuthorities):
                act(authority_id=authority_id, officer=stranger, now=NOW)
        with pytest.raises(errors.AuthorityStateChanged):
            resume_authority(authority_id=authority_id, officer=officer, now=NOW)
        assert CertificateAuthority.objects.get().state == AuthorityState.ACTIVE
        assert AuditRecord.objects.count() == 1
