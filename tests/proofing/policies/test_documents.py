import dataclasses
import datetime as dt

import pytest

from shiming.kernel import refusals
from shiming.kernel.clock import CHINA
from shiming.kernel.identifiers.documents import DocumentType
from shiming.proofing import errors
from shiming.proofing.policies import documents
from shiming.proofing.policies.documents import EnteredForm
from shiming.proofing.types import DOCUMENTS, ProofingPolicy, ReviewCause
from tests.cast import MINOR, PROOFED_CITIZEN

TODAY = dt.date(2026, 3, 2)
POLICY = ProofingPolicy()
ENTERED = EnteredForm(
    name=PROOFED_CITIZEN.name,
    number=PROOFED_CITIZEN.number,
    valid_from="2015-06-15",
    valid_until="2035-06-15",
    ethnicity="汉族",
    issuer="样例市公安局",
)


def check(
    *,
    policy: ProofingPolicy = POLICY,
    document_type: DocumentType = DocumentType.RESIDENT_ID_CARD,
    **changes: str,
) -> documents.CheckedForm:
    return documents.check_form(
        entered=dataclasses.replace(ENTERED, **changes),
        document_type=document_type,
        today=TODAY,
        policy=policy,
    )


class TestRegistry:
    def test_knows_every_type_of_document(self) -> None:
        assert set(DOCUMENTS) == set(DocumentType)

    def test_allows_face_sign_in_with_the_identity_card_alone(self) -> None:
        allowed = [kind for kind, flags in DOCUMENTS.items() if flags.may_sign_in_by_face]

        assert allowed == [DocumentType.RESIDENT_ID_CARD]

    def test_sends_what_it_cannot_read_to_the_window(self) -> None:
        card = DocumentType.RESIDENT_ID_CARD

        assert documents.refusal_to_prove_online(document_type=card) is None
        for kind in set(DocumentType) - {card}:
            refusal = documents.refusal_to_prove_online(document_type=kind)
            assert isinstance(refusal, errors.DocumentOnlyAtCounter)
            assert DOCUMENTS[kind].needs_manual_capture


class TestCheckForm:
    def test_returns_the_normal_form(self) -> None:
        form = check(number=PROOFED_CITIZEN.number.lower() + " ")

        assert form.as_stored == {
            "name": PROOFED_CITIZEN.name,
            "number": PROOFED_CITIZEN.number,
            "valid_from": "2015-06-15",
            "valid_until": "2035-06-15",
            "ethnicity": "汉",
            "issuer": "样例市公安局",
            "guardian_name": "",
            "guardian_relation": "",
        }
        assert not form.has_guardian

    def test_refuses_an_expired_document(self) -> None:
        assert check(valid_until="2026-03-02").valid_until == TODAY
        with pytest.raises(errors.DocumentExpired):
            check(valid_until="2026-03-01")

    def test_takes_a_document_that_never_expires(self) -> None:
        assert check(valid_until="长期").valid_until is None
        assert check(valid_until="长期").as_stored["valid_until"] == "长期"

    def test_refuses_a_document_before_its_first_day(self) -> None:
        with pytest.raises(errors.DocumentNotYetValid):
            check(valid_from="2026-03-03", valid_until="2046-03-03")

    @pytest.mark.parametrize(
        ("valid_from", "valid_until"),
        [
            ("2015-06-15", "soon"),
            ("2015-06-15", ""),
            ("2035-06-15", "2035-06-15"),
            ("", "2035-13-01"),
        ],
    )
    def test_refuses_a_validity_that_is_none(self, valid_from: str, valid_until: str) -> None:
        with pytest.raises(errors.ValidityUnreadable):
            check(valid_from=valid_from, valid_until=valid_until)

    def test_works_without_a_first_day(self) -> None:
        form = check(valid_from="")

        assert form.valid_from is None
        assert form.as_stored["valid_from"] == ""

    def test_refuses_an_impossible_number(self) -> None:
        with pytest.raises(refusals.ResidentNumberCheckDigit):
            check(number=PROOFED_CITIZEN.number[:-1] + "4")

    def test_wants_the_ethnicity_for_four_factors(self) -> None:
        four = dataclasses.replace(POLICY, is_four_factors=True)

        assert check(policy=four).ethnicity == "汉"
        with pytest.raises(errors.FactorMissing):
            check(policy=four, ethnicity="")

    def test_wants_a_guardian_for_somebody_under_age(self) -> None:
        with pytest.raises(errors.GuardianNeeded) as refusal:
            check(name=MINOR.name, number=MINOR.number)
        assert refusal.value.context == {"age": 13}

        form = check(
            name=MINOR.name,
            number=MINOR.number,
            guardian_name=PROOFED_CITIZEN.name,
            guardian_relation="mother",
        )
        assert form.has_guardian

    def test_wants_the_relation_to_the_guardian_too(self) -> None:
        with pytest.raises(errors.GuardianNeeded):
            check(name=MINOR.name, number=MINOR.number, guardian_name=PROOFED_CITIZEN.name)

    def test_keeps_no_relation_without_a_guardian(self) -> None:
        assert check(guardian_relation="mother").guardian_relation == ""

    def test_knows_no_age_where_the_document_tells_none(self) -> None:
        form = check(document_type=DocumentType.TAIWAN_PERMIT, number="12345678")

        assert form.age is None
        assert documents.is_face_allowed(age=form.age, policy=POLICY)


class TestParseDay:
    @pytest.mark.parametrize(
        "text", ["2035-06-15", "2035.06.15", "20350615", "2035年6月15日", "２０３５/6/15"]
    )
    def test_reads_the_usual_spellings(self, text: str) -> None:
        assert documents.parse_day(text=text) == dt.date(2035, 6, 15)


class TestIsFaceAllowed:
    def test_is_not_for_people_under_age(self) -> None:
        assert documents.is_face_allowed(age=18, policy=POLICY)
        assert not documents.is_face_allowed(age=17, policy=POLICY)


class TestAgeOn:
    def test_counts_full_years(self) -> None:
        born = dt.date(2008, 3, 2)

        assert documents.age_on(born=born, day=TODAY) == 18
        assert documents.age_on(born=born, day=TODAY - dt.timedelta(days=1)) == 17


class TestEndOfDocument:
    def test_is_midnight_in_china_after_the_last_day(self) -> None:
        end = documents.end_of_document(last_day=TODAY)

        assert end == dt.datetime(2026, 3, 3, tzinfo=CHINA)
        assert documents.end_of_document(last_day=None) is None
        assert documents.end_of_document(last_day=dt.date.max) is None


class TestCausesOfForm:
    READ = {
        "name": PROOFED_CITIZEN.name,
        "number": PROOFED_CITIZEN.number,
        "valid_until": "2035-06-15",
    }

    def causes(self, read: dict[str, str]) -> set[ReviewCause]:
        ways = documents.entry_ways(form=check(), read=read)
        return set(documents.causes_of_form(ways=ways, read=read))

    def test_are_none_where_everything_stands_as_read(self) -> None:
        assert self.causes(self.READ) == set()

    def test_tells_what_was_read_from_what_was_typed(self) -> None:
        ways = documents.entry_ways(form=check(), read=self.READ)

        assert (ways["name"], ways["issuer"]) == ("ocr", "typed")

    def test_name_what_was_overruled(self) -> None:
        assert self.causes(self.READ | {"number": "别的"}) == {ReviewCause.FIELDS_CORRECTED}
        assert self.causes(self.READ | {"valid_until": "2020-01-01"}) == {
            ReviewCause.VALIDITY_CORRECTED
        }

    def test_name_what_could_not_be_read(self) -> None:
        assert self.causes({}) == {ReviewCause.DOCUMENT_UNREAD}
