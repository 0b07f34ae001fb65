"""Reading lists and responders' answers: what cannot be believed says nothing."""

import datetime as dt

import pytest
from asn1crypto import core, crl, ocsp

from shiming.trust_sources.policies.revocation import (
    make_status_request,
    read_list,
    read_status,
)
from shiming.trust_sources.types import RevocationState
from tests.trust_sources.authority_kit import (
    DAY,
    NOW,
    Issuer,
    Sort,
    extension,
    make_answer,
    make_key,
    make_leaf,
    make_list,
    make_root,
)

SORTS: tuple[Sort, ...] = ("rsa", "ec", "sm2")
NEVER = dt.timedelta(0)


@pytest.fixture
def root() -> Issuer:
    return make_root()


def state_in(
    content: bytes,
    issuer: Issuer,
    *,
    serial: int = 7,
    now: dt.datetime = NOW,
    stale_for: dt.timedelta = NEVER,
) -> RevocationState | None:
    read = read_list(content, issuer=issuer.der)
    return None if read is None else read.state_of(serial, now=now, stale_for=stale_for)


class TestReadList:
    @pytest.mark.parametrize("sort", SORTS)
    def test_says_who_is_revoked_and_who_is_not(self, sort: Sort) -> None:
        root = make_root(sort)
        content = make_list(root, revoked=[7, 2**150])

        assert state_in(content, root, serial=7) is RevocationState.REVOKED
        assert state_in(content, root, serial=2**150) is RevocationState.REVOKED
        assert state_in(content, root, serial=8) is RevocationState.GOOD

    @pytest.mark.parametrize("sort", SORTS)
    def test_believes_no_forged_list(self, sort: Sort) -> None:
        root = make_root(sort)
        other = make_root("rsa", name="别家") if sort != "rsa" else make_root("ec", name="别家")

        assert read_list(make_list(root, key=other.key), issuer=root.der) is None
        assert read_list(make_list(other), issuer=root.der) is None
        changed = make_list(root, revoked=[0x1234]).replace(b"\x12\x34", b"\x12\x35", 1)
        assert read_list(changed, issuer=root.der) is None

    def test_believes_a_stale_list_as_long_as_the_policy_says(self, root: Issuer) -> None:
        content = make_list(root, revoked=[7], next_at=NOW + DAY)
        late = NOW + DAY + dt.timedelta(hours=2)

        assert state_in(content, root, serial=8, now=late) is RevocationState.UNKNOWN
        for hours, state in ((1, RevocationState.UNKNOWN), (2, RevocationState.GOOD)):
            stale_for = dt.timedelta(hours=hours)
            assert state_in(content, root, serial=8, now=late, stale_for=stale_for) is state
        assert state_in(content, root, serial=7, now=late) is RevocationState.REVOKED

    def test_does_not_believe_a_list_of_tomorrow(self, root: Issuer) -> None:
        content = make_list(root, issued_at=NOW + DAY, next_at=NOW + 2 * DAY)

        assert state_in(content, root) is RevocationState.UNKNOWN

    def test_refuses_lists_that_do_not_cover_everybody(self, root: Issuer) -> None:
        point = crl.IssuingDistributionPoint({"only_contains_ca_certs": True})
        partial = make_list(
            root, also=[extension("issuing_distribution_point", point, critical=True)]
        )
        delta = make_list(
            root, also=[extension("delta_crl_indicator", core.Integer(1), critical=True)]
        )
        strange = make_list(
            root,
            also=[
                extension("1.2.3.4", core.ParsableOctetString(core.Null().dump()), critical=True)
            ],
        )

        for content in (partial, delta, strange, b"", b"nonsense"):
            assert read_list(content, issuer=root.der) is None


class TestReadStatus:
    @pytest.fixture
    def leaf(self, root: Issuer) -> bytes:
        return make_leaf(root, key=make_key())

    def state(
        self, content: bytes, leaf: bytes, root: Issuer, now: dt.datetime = NOW
    ) -> RevocationState:
        return read_status(content, certificate=leaf, issuer=root.der, now=now).state

    @pytest.mark.parametrize("sort", SORTS)
    @pytest.mark.parametrize(
        ("status", "state"),
        [
            ("good", RevocationState.GOOD),
            ("revoked", RevocationState.REVOKED),
            ("unknown", RevocationState.UNKNOWN),
        ],
    )
    def test_says_what_the_responder_says(
        self, sort: Sort, status: str, state: RevocationState
    ) -> None:
        root = make_root(sort)
        leaf = make_leaf(root, key=make_key(sort))
        content = make_answer(root, certificate=leaf, status=status)  # type: ignore[arg-type]  # one of the three

        answer = read_status(content, certificate=leaf, issuer=root.der, now=NOW)

        assert (answer.state, answer.until) == (state, NOW + DAY)

    def test_believes_a_responder_that_the_issuer_appointed(
        self, leaf: bytes, root: Issuer
    ) -> None:
        key = make_key()
        appointed = make_leaf(root, key=key, purposes=["ocsp_signing"], serial=9)
        mere_holder = make_leaf(root, key=key, purposes=["client_auth"], serial=9)
        impostor = make_leaf(
            make_root(name="样例根机构"), key=key, purposes=["ocsp_signing"], serial=9
        )
        over = make_leaf(
            root, key=key, purposes=["ocsp_signing"], begins=NOW - 2 * DAY, ends=NOW - DAY
        )

        def state(responder: bytes) -> RevocationState:
            content = make_answer(root, certificate=leaf, key=key, responder=responder)
            return self.state(content, leaf, root)

        assert state(appointed) is RevocationState.GOOD
        for responder in (mere_holder, impostor, over):
            assert state(responder) is RevocationState.UNKNOWN

    def test_believes_nobody_else(self, leaf: bytes, root: Issuer) -> None:
        forged = make_answer(root, certificate=leaf, key=make_key())
        of_another = make_answer(root, certificate=make_leaf(root, key=make_key(), serial=8))
        busy = ocsp.OCSPResponse({"response_status": "try_later"}).dump()

        for content in (forged, of_another, busy, b"", b"nonsense"):
            assert self.state(content, leaf, root) is RevocationState.UNKNOWN

    def test_believes_no_answer_outside_its_time(self, leaf: bytes, root: Issuer) -> None:
        content = make_answer(root, certificate=leaf, until=NOW + DAY)
        endless = make_answer(root, certificate=leaf, until=None)
        minute = dt.timedelta(minutes=1)

        assert self.state(content, leaf, root, NOW + DAY) is RevocationState.GOOD
        assert self.state(content, leaf, root, NOW + DAY + minute) is RevocationState.UNKNOWN
        assert self.state(content, leaf, root, NOW - 6 * minute) is RevocationState.UNKNOWN
        assert self.state(endless, leaf, root, NOW + 5 * minute) is RevocationState.GOOD
        assert self.state(endless, leaf, root, NOW + 6 * minute) is RevocationState.UNKNOWN

    def test_asks_about_this_certificate(self, leaf: bytes, root: Issuer) -> None:
        request = ocsp.OCSPRequest.load(make_status_request(certificate=leaf, issuer=root.der))

        (asked,) = request["tbs_request"]["request_list"]
        assert asked["req_cert"]["serial_number"].native == 7
