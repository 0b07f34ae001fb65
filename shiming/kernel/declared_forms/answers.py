"""Whether answers fit a form, in their one form."""

import datetime as dt
import decimal
import re
import unicodedata
from collections.abc import Mapping, Sequence

from shiming.kernel.declared_forms.fields import (
    MOST_SCANS,
    Choice,
    DeclaredField,
    DeclaredForm,
    FieldType,
)
from shiming.kernel.declared_forms.refusals import (
    AmountMalformed,
    AnswerMissing,
    AnswersUnfit,
    AnswerTooLong,
    DateMalformed,
    EntriesDiffer,
    NotOffered,
    PermitMalformed,
    PermitOfOtherRegion,
    RegionUnknown,
)
from shiming.kernel.emails import EmailAddress
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.gb11643 import PROVINCES, SAMPLE_PROVINCE
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile

_REGION = re.compile(r"[0-9]{6}")
_PERMIT = re.compile(r"[0-9A-Z]{6,30}")
_NATIONAL_PERMIT = re.compile(r"[0-9]{18}")
_SAME_CITY = 4
_MOST_MONEY = decimal.Decimal(10**12)


def check_answers(
    form: DeclaredForm,
    *,
    typed: Mapping[str, str],
    scans: Mapping[str, int],
    offered: Mapping[str, Sequence[Choice]],
    today: dt.date,
) -> dict[str, str]:
    """
    Return the answers in their one form; what a switch has made needless is left out.

    `scans` says how many pages there are for each field; `offered` what may be chosen.

    :raises AnswersUnfit: with every fault at once
    """
    answers: dict[str, str] = {}
    faults: dict[str, DomainError] = {}
    for field in form.fields:
        if not form.applies(field, answers):
            continue
        try:
            if field.type is FieldType.SCAN:
                _check_scan(field, scans.get(field.key, 0))
            else:
                given = _given(field, typed, offered=offered, today=today)
                if given:
                    answers[field.key] = given
        except DomainError as fault:
            faults[field.key] = fault
    faults |= _strange_permits(form, answers)
    if faults:
        raise AnswersUnfit(faults)
    return answers


def shown_value(
    field: DeclaredField, answers: Mapping[str, str], *, offered: Sequence[Choice] = ()
) -> str:
    """Return an answer as people read it."""
    value = answers.get(field.key, "")
    for choice in (*field.choices, *offered):
        if choice.value == value:
            return choice.label
    return value


def _check_scan(field: DeclaredField, pages: int) -> None:
    if field.is_required and pages < 1:
        raise AnswerMissing
    if pages > MOST_SCANS:
        raise AnswerTooLong(max_length=MOST_SCANS)


def _given(
    field: DeclaredField,
    typed: Mapping[str, str],
    *,
    offered: Mapping[str, Sequence[Choice]],
    today: dt.date,
) -> str:
    text = unicodedata.normalize("NFC", typed.get(field.key, "")).strip()
    if not text:
        if field.is_required:
            raise AnswerMissing
        return ""
    # A form's page refuses it too; a program's request may not come from there.
    if "\0" in text or len(text) > max(field.max_length, 100):
        raise AnswerTooLong(max_length=field.max_length)
    value = _parsed(field, text, offered=offered.get(field.key, ()), today=today)
    if field.is_twice:
        again = typed.get(field.again_key, "").strip()
        if _parsed(field, again, offered=(), today=today) != value:
            raise EntriesDiffer
    return value


def _parsed(  # noqa: C901, PLR0911, PLR0912  one line for each type
    field: DeclaredField, text: str, *, offered: Sequence[Choice], today: dt.date
) -> str:
    match field.type:
        case FieldType.PERSON:
            return PersonName.parse(text).value
        case FieldType.MOBILE:
            return Mobile.parse(text).value
        case FieldType.EMAIL:
            return EmailAddress.parse(text).value
        case FieldType.CREDIT_CODE:
            return CreditCode.parse(text).value
        case FieldType.PERMIT_NUMBER:
            return _permit(text)
        case FieldType.REGION:
            if not _REGION.fullmatch(text) or text[:2] not in PROVINCES | {SAMPLE_PROVINCE}:
                raise RegionUnknown
            return text
        case FieldType.DATE:
            return _date(text, today)
        case FieldType.AMOUNT:
            return _amount(text)
        case FieldType.CHOICE | FieldType.YES_NO | FieldType.OFFERED:
            if text not in {choice.value for choice in (*field.choices, *offered)}:
                raise NotOffered
            return text
        case _:
            if len(text) > field.max_length:
                raise AnswerTooLong(max_length=field.max_length)
            return text


def _permit(text: str) -> str:
    # Stored exactly, compared without spaces (Appendix A of the requirements).
    bare = unicodedata.normalize("NFKC", text).upper().replace(" ", "").replace("-", "")
    if not _PERMIT.fullmatch(bare) or not any(char.isdigit() for char in bare):
        raise PermitMalformed
    return bare


def _date(text: str, today: dt.date) -> str:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise DateMalformed from None
    if abs(day.year - today.year) > 100:  # noqa: PLR2004  years
        raise DateMalformed
    return day.isoformat()


def _amount(text: str) -> str:
    try:
        amount = decimal.Decimal(text.replace(",", ""))
    except decimal.InvalidOperation:
        raise AmountMalformed from None
    if not amount.is_finite() or not 0 <= amount < _MOST_MONEY:
        raise AmountMalformed
    return f"{amount:.2f}"


def _strange_permits(form: DeclaredForm, answers: Mapping[str, str]) -> dict[str, DomainError]:
    regions = [
        answers[f.key] for f in form.fields if f.type is FieldType.REGION and f.key in answers
    ]
    return {
        field.key: PermitOfOtherRegion()
        for field in form.fields
        if field.type is FieldType.PERMIT_NUMBER
        and _NATIONAL_PERMIT.fullmatch(answers.get(field.key, ""))
        and regions
        and not any(answers[field.key][:_SAME_CITY] == region[:_SAME_CITY] for region in regions)
    }
