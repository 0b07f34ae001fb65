"""What the audit trail records of the area, and what people may be allowed to do in it."""

import enum


class LegalPersonEvent(enum.StrEnum):
    """Audit events."""

    UNIT_ADDED = "legal_persons.unit.added"
    UNIT_CHANGED = "legal_persons.unit.changed"
    NUMBER_ADDED = "legal_persons.number.added"
    EVIDENCE_ADDED = "legal_persons.evidence.added"
    EVIDENCE_REVOKED = "legal_persons.evidence.revoked"
    OFFICE_OPENED = "legal_persons.office.opened"
    OFFICE_CONFIRMED = "legal_persons.office.confirmed"
    OFFICE_REFUSED = "legal_persons.office.refused"
    OFFICE_ENDED = "legal_persons.office.ended"
    RISK_ALERTS_CHOSEN = "legal_persons.office.risk_alerts_chosen"
    CAPTURE_INVITED = "legal_persons.capture.invited"
    OFFICERS_SYNCHRONISED = "legal_persons.officers.synchronised"
    SIGN_IN_UNIT_PROVEN = "legal_persons.sign_in.unit_proven"
    SIGN_IN_OFFICER_CHOSEN = "legal_persons.sign_in.officer_chosen"
    SIGN_IN_STEP_BACK = "legal_persons.sign_in.step_back"
    SIGN_IN_OFFICER_PROVEN = "legal_persons.sign_in.officer_proven"
    SIGN_IN_UNIT_ALONE = "legal_persons.sign_in.unit_alone"
    SIGN_IN_CLIENT_CHOSEN = "legal_persons.sign_in.client_chosen"
    AGENCY_FOUND = "legal_persons.agency.found"
    AGENCY_RECOGNISED = "legal_persons.agency.recognised"
    AGENCY_REVOKED = "legal_persons.agency.revoked"
    AGREEMENT_REPLACED = "legal_persons.agreement.replaced"
    REGISTRATION_SUBMITTED = "legal_persons.registration.submitted"
    REGISTRATION_PAPER_SEEN = "legal_persons.registration.paper_seen"
    REGISTRATION_ANSWERED = "legal_persons.registration.answered"
    REGISTRATION_APPROVED = "legal_persons.registration.approved"
    REGISTRATION_REFUSED = "legal_persons.registration.refused"
    REGISTRATION_WITHDRAWN = "legal_persons.registration.withdrawn"
    REGISTRATION_DONE = "legal_persons.registration.done"
    CONSENT_GIVEN = "legal_persons.consent.given"
    CONSENT_WITHDRAWN = "legal_persons.consent.withdrawn"
    CONSENT_ASKED = "legal_persons.consent.asked"
    CONSENT_USED = "legal_persons.consent.used"
    CODE_ISSUED = "legal_persons.code.issued"
    ACCOUNT_TIED = "legal_persons.account.tied"


class LegalPersonPermission(enum.StrEnum):
    """Permissions: of officers behind the desk, and of people who act for a unit."""

    REVIEW = "legal_persons:registration:review"
    ISSUE_CODE = "legal_persons:code:issue"
    ACT = "legal_persons:unit:act"
    MANAGE_OFFICERS = "legal_persons:officers:manage"
