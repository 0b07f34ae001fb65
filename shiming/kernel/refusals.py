"""
The refusals of the kernel: one class for each thing that can be wrong with a number or a name.

Their context holds positions, lengths and field names only, never what was typed.
"""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class Unacceptable(DomainError):
    """What was given cannot be what it is said to be."""

    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


# Identifiers


class NotAsOnDocument(Unacceptable):
    """What was typed had to be changed; the strict profile (S34) wants it as printed."""

    code = "kernel.identifier.not_as_on_document"


class ResidentNumberLength(Unacceptable):
    """Neither 18 characters nor 15 digits."""

    code = "kernel.resident_number.length"


class ResidentNumberAlphabet(Unacceptable):
    """Something else than digits and a last X."""

    code = "kernel.resident_number.alphabet"


class ResidentNumberOfOtherDocument(Unacceptable):
    """The number of a residence permit or permanent-residence card."""

    code = "kernel.resident_number.other_document"


class ResidentNumberDate(Unacceptable):
    """Nobody can have been born on that date."""

    code = "kernel.resident_number.date"


class ResidentNumberCheckDigit(Unacceptable):
    """The last character does not fit the others."""

    code = "kernel.resident_number.check_digit"


class ResidencePermitLength(Unacceptable):
    """Not 18 characters."""

    code = "kernel.residence_permit.length"


class ResidencePermitAlphabet(Unacceptable):
    """Something else than digits and a last X."""

    code = "kernel.residence_permit.alphabet"


class ResidencePermitRegion(Unacceptable):
    """Does not begin 810000, 820000 or 830000."""

    code = "kernel.residence_permit.region"


class ResidencePermitDate(Unacceptable):
    """Nobody can have been born on that date."""

    code = "kernel.residence_permit.date"


class ResidencePermitCheckDigit(Unacceptable):
    """The last character does not fit the others."""

    code = "kernel.residence_permit.check_digit"


class BankCardForm(Unacceptable):
    """Not 12 to 19 digits."""

    code = "kernel.bank_card.form"


class BankCardCheckDigit(Unacceptable):
    """The last digit does not fit the others."""

    code = "kernel.bank_card.check_digit"


class PermanentResidenceCardLength(Unacceptable):
    """Neither 18 characters (2023) nor 15 (2017)."""

    code = "kernel.permanent_residence_card.length"


class PermanentResidenceCardAlphabet(Unacceptable):
    """Not of the form of either version."""

    code = "kernel.permanent_residence_card.alphabet"


class PermanentResidenceCardDate(Unacceptable):
    """Nobody can have been born on that date."""

    code = "kernel.permanent_residence_card.date"


class PermanentResidenceCardCheckDigit(Unacceptable):
    """The last character of a 2023 number does not fit the others."""

    code = "kernel.permanent_residence_card.check_digit"


class PermanentResidenceCardRelation(Unacceptable):
    """The chip's relation item is neither blank nor three digits."""

    code = "kernel.permanent_residence_card.relation"


class HkMacauPermitForm(Unacceptable):
    """Not H or M with 8 or 10 digits."""

    code = "kernel.hk_macau_permit.form"


class HkMacauPermitOfOtherDocument(Unacceptable):
    """A mainlander's permit to Hong Kong and Macau (C…)."""

    code = "kernel.hk_macau_permit.other_document"


class MainlandTravelPermitForm(Unacceptable):
    """Not C, a digit or letter, and 7 digits."""

    code = "kernel.mainland_travel_permit.form"


class TaiwanPermitForm(Unacceptable):
    """Not 8 digits and not one of the older forms."""

    code = "kernel.taiwan_permit.form"


class PassportForm(Unacceptable):
    """Not 4 to 20 letters and digits."""

    code = "kernel.passport.form"


class OtherDocumentForm(Unacceptable):
    """Not 2 to 40 letters, digits and a few signs."""

    code = "kernel.other_document.form"


class OrganisationCodeLength(Unacceptable):
    """Not 9 characters."""

    code = "kernel.organisation_code.length"


class OrganisationCodeAlphabet(Unacceptable):
    """Something else than digits and letters."""

    code = "kernel.organisation_code.alphabet"


class OrganisationCodeCheckDigit(Unacceptable):
    """The last character does not fit the others."""

    code = "kernel.organisation_code.check_digit"


class CreditCodeLength(Unacceptable):
    """Not 18 characters."""

    code = "kernel.credit_code.length"


class CreditCodeAlphabet(Unacceptable):
    """A character that is none of the 31, or letters in the region."""

    code = "kernel.credit_code.alphabet"


class CreditCodeCheckDigit(Unacceptable):
    """The last character does not fit the others."""

    code = "kernel.credit_code.check_digit"


class CreditCodeOrganisationCheckDigit(Unacceptable):
    """Characters 9 to 17 fail the check of organisation codes."""

    code = "kernel.credit_code.organisation_check_digit"


class RegistrationNumberForm(Unacceptable):
    """Not 15 digits."""

    code = "kernel.registration_number.form"


class RegistrationNumberCheckDigit(Unacceptable):
    """The last digit does not fit the others."""

    code = "kernel.registration_number.check_digit"


class TaxpayerNumberLength(Unacceptable):
    """Not 15, 17, 18 or 20 characters."""

    code = "kernel.taxpayer_number.length"


class TaxpayerNumberAlphabet(Unacceptable):
    """Something else than digits and letters."""

    code = "kernel.taxpayer_number.alphabet"


# Names


class NameLength(Unacceptable):
    """Not 2 to 50 characters."""

    code = "kernel.name.length"


class NameAlphabet(Unacceptable):
    """Digits or signs that no name has."""

    code = "kernel.name.alphabet"


class CompanyNameLength(Unacceptable):
    """Not 2 to 100 characters."""

    code = "kernel.company_name.length"


class CompanyNameAlphabet(Unacceptable):
    """Control characters or other things that cannot be printed."""

    code = "kernel.company_name.alphabet"


# Telephones


class MobileForm(Unacceptable):
    """Not a mobile number of the mainland, Hong Kong, Macau or Taiwan."""

    code = "kernel.mobile.form"


class MobileOfMachine(Unacceptable):
    """A number range for machines (Internet of things)."""

    code = "kernel.mobile.machine"


class EmailForm(Unacceptable):
    """Not an e-mail address that people have."""

    code = "kernel.email.form"


class LandlineForm(Unacceptable):
    """Not area code, number and perhaps an extension."""

    code = "kernel.landline.form"


# What machines read


class MrzLength(Unacceptable):
    """Not the lines of TD1, TD2 or TD3."""

    code = "kernel.mrz.length"


class MrzAlphabet(Unacceptable):
    """Something else than capital letters, digits and <."""

    code = "kernel.mrz.alphabet"


class MrzDate(Unacceptable):
    """A birth or expiry date that does not exist."""

    code = "kernel.mrz.date"


class MrzCheckDigit(Unacceptable):
    """A check digit does not fit its field."""

    code = "kernel.mrz.check_digit"


class ChipTextLength(Unacceptable):
    """Not 256 bytes."""

    code = "kernel.chip_text.length"


class ChipTextLayout(Unacceptable):
    """A flag or an item that no known layout has."""

    code = "kernel.chip_text.layout"
