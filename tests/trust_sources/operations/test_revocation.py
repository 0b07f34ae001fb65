"""Lists and responders decide whether a certificate still holds."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from shiming.accounts.types import (
    CertificateProblem,
    OutsideOutcome,
)
from shiming.trust_sources.models import CertificateAuthority, RevocationListCopy
from shiming.trust_sources.operations import CertificateGateway
from shiming.trust_sources.types import RevocationSource
from tests.trust_sources.authority_kit import (
    DAY,
    NOW,
    distribution_points,
    issuing_point,
    make_answer,
    make_intermediate,
    make_key,
    make_leaf,
    make_list,
    make_root,
)
from tests.trust_sources.conftest import FakeServices
from tests.trust_sources.operations.verification_kit import (
    RESPONDER,
    accept,
    keep,
    make_case,
    outcome,
    signed_with,
)

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


class TestLists:
    def test_refuse_what_they_name(self) -> None:
        case = make_case()
        keep(case.authority_id, case.root.der, make_list(case.root, revoked=[7]))

        assert outcome(case.verify()) == (OutsideOutcome.REFUSED, CertificateProblem.REVOKED)

    def test_are_seen_as_soon_as_they_are_replaced(self) -> None:
        case = make_case()
        keep(case.authority_id, case.root.der, make_list(case.root))
        assert case.verify().outcome is OutsideOutcome.PROVEN

        keep(case.authority_id, case.root.der, make_list(case.root, number=2, revoked=[7]))

        assert case.verify().problem is CertificateProblem.REVOKED

    def test_that_are_missing_or_stale_never_mean_good(self) -> None:
        case = make_case()
        unavailable = (OutsideOutcome.UNAVAILABLE, None)
        assert outcome(case.verify()) == unavailable

        keep(case.authority_id, case.root.der, make_list(case.root, next_at=NOW + DAY))
        assert case.verify(now=NOW + DAY).outcome is OutsideOutcome.PROVEN
        assert outcome(case.verify(now=NOW + DAY + MINUTE)) == unavailable

        CertificateAuthority.objects.update(stale_hours=2)
        assert case.verify(now=NOW + DAY + 120 * MINUTE).outcome is OutsideOutcome.PROVEN
        assert outcome(case.verify(now=NOW + DAY + 121 * MINUTE)) == unavailable

    def test_of_another_issuer_do_not_count(self) -> None:
        root = make_root()
        middle = make_intermediate(root)
        key = make_key()
        authority_id = accept(root.der, middle.der)
        signed = signed_with(key, make_leaf(middle, key=key))
        gateway = CertificateGateway()

        keep(authority_id, root.der, make_list(root))
        assert gateway.verify(signed, now=NOW).outcome is OutsideOutcome.UNAVAILABLE
        keep(authority_id, middle.der, make_list(middle), url="b")
        assert gateway.verify(signed, now=NOW).outcome is OutsideOutcome.PROVEN

        keep(authority_id, root.der, make_list(root, number=2, revoked=[2]))
        assert gateway.verify(signed, now=NOW).problem is CertificateProblem.REVOKED

    def test_revoke_every_issuer_up_to_the_root(self) -> None:
        root = make_root()
        upper = make_intermediate(root)
        lower = make_intermediate(upper, name="样例下级机构", serial=3)
        key = make_key()
        authority_id = accept(root.der, upper.der, lower.der)
        signed = signed_with(key, make_leaf(lower, key=key))
        keep(authority_id, lower.der, make_list(lower))
        assert CertificateGateway().verify(signed, now=NOW).outcome is OutsideOutcome.PROVEN

        keep(authority_id, root.der, make_list(root, revoked=[2]), url="b")

        answer = CertificateGateway().verify(signed, now=NOW)
        assert answer.problem is CertificateProblem.REVOKED

    def test_are_read_once_however_many_there_are(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        case = make_case()
        for number in range(20):
            keep(case.authority_id, case.root.der, make_list(case.root), url=str(number))
        assert case.verify().outcome is OutsideOutcome.PROVEN

        # The authorities, and which lists there are.
        with django_assert_num_queries(2):
            case.verify()

    @pytest.mark.parametrize(
        ("named", "of_list", "revoked", "expected"),
        [
            ("http://crl.example/2", "http://crl.example/1", (), OutsideOutcome.UNAVAILABLE),
            ("", "http://crl.example/1", (), OutsideOutcome.UNAVAILABLE),
            ("http://crl.example/2", "http://crl.example/2", (), OutsideOutcome.PROVEN),
            ("http://crl.example/2", "", (), OutsideOutcome.PROVEN),
            ("http://crl.example/2", "http://crl.example/1", (7,), OutsideOutcome.REFUSED),
        ],
    )
    def test_of_another_part_never_mean_good(
        self, named: str, of_list: str, revoked: tuple[int, ...], expected: OutsideOutcome
    ) -> None:
        """RFC 5280, 6.3.3, b: an authority may spread its certificates over several lists."""
        root, key = make_root(), make_key()
        also = [distribution_points(named)] if named else []
        der = make_leaf(root, key=key, also=also)
        part = [issuing_point(of_list)] if of_list else []
        authority_id = accept(root.der)
        keep(authority_id, root.der, make_list(root, revoked=revoked, also=part))

        answer = CertificateGateway().verify(signed_with(key, der), now=NOW)

        assert answer.outcome is expected

    def test_that_somebody_changed_in_the_database_say_nothing(self) -> None:
        case = make_case()
        keep(case.authority_id, case.root.der, make_list(case.root, revoked=[7]))
        forged = make_list(case.root, key=make_key())
        RevocationListCopy.objects.update(content=forged, digest="0" * 64)

        assert case.verify().outcome is OutsideOutcome.UNAVAILABLE


class TestResponders:
    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            ("good", (OutsideOutcome.PROVEN, None)),
            ("revoked", (OutsideOutcome.REFUSED, CertificateProblem.REVOKED)),
            ("unknown", (OutsideOutcome.UNAVAILABLE, None)),
        ],
    )
    @pytest.mark.parametrize("source", [RevocationSource.OCSP, RevocationSource.OCSP_THEN_CRL])
    def test_decide(
        self,
        services: FakeServices,
        source: RevocationSource,
        status: str,
        expected: tuple[OutsideOutcome, CertificateProblem | None],
    ) -> None:
        case = make_case(source=source)
        # A list says that all is well: it does not outvote who knows better.
        keep(case.authority_id, case.root.der, make_list(case.root))
        services.answers[RESPONDER] = make_answer(
            case.root,
            certificate=case.der,
            status=status,  # type: ignore[arg-type]  # one of the three
        )

        assert outcome(case.verify()) == expected

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            (RevocationSource.OCSP, OutsideOutcome.UNAVAILABLE),
            (RevocationSource.OCSP_THEN_CRL, OutsideOutcome.PROVEN),
        ],
    )
    @pytest.mark.parametrize("is_forged", [False, True], ids=["silent", "forged"])
    def test_that_say_nothing_leave_it_to_the_list_where_that_is_allowed(
        self,
        services: FakeServices,
        source: RevocationSource,
        expected: OutsideOutcome,
        *,
        is_forged: bool,
    ) -> None:
        case = make_case(source=source)
        keep(case.authority_id, case.root.der, make_list(case.root))
        if is_forged:
            services.answers[RESPONDER] = make_answer(
                case.root, certificate=case.der, key=make_key()
            )

        assert case.verify().outcome is expected

    def test_are_remembered_for_five_minutes(self, services: FakeServices) -> None:
        case = make_case(source=RevocationSource.OCSP)
        services.answers[RESPONDER] = make_answer(case.root, certificate=case.der)
        gateway = CertificateGateway()
        signed = signed_with(case.key, case.der)

        for now in (NOW, NOW + 4 * MINUTE):
            assert gateway.verify(signed, now=now).outcome is OutsideOutcome.PROVEN
        assert services.asked == [RESPONDER]

        services.answers[RESPONDER] = make_answer(case.root, certificate=case.der, status="revoked")
        answer = gateway.verify(signed, now=NOW + 6 * MINUTE)
        assert answer.problem is CertificateProblem.REVOKED
