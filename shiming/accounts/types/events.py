"""The audit events of the area."""

import enum


class AccountEvent(enum.StrEnum):
    """The audit events of the area; those named `abuse` are the abuse log (A10)."""

    REGISTERED = "accounts.account.registered"
    ACTIVATED = "accounts.account.activated"
    EXPIRED = "accounts.account.expired"
    PERSON_ATTACHED = "accounts.person.attached"
    AGREEMENT_PUBLISHED = "accounts.agreement.published"
    AGREEMENT_ACCEPTED = "accounts.agreement.accepted"
    PASSWORD_CHANGED = "accounts.password.changed"  # noqa: S105  an event
    CODE_SENT = "accounts.code.sent"
    SIGNED_IN = "accounts.session.started"
    SESSION_ENDED = "accounts.session.ended"
    PERSON_RENAMED = "accounts.person.renamed"
    FACTS_SHOWN = "accounts.person.shown"
    REAUTHENTICATED = "accounts.session.reauthenticated"
    SIGN_IN_FAILED = "accounts.abuse.sign_in_failed"
    CODE_WRONG = "accounts.abuse.code_wrong"
    LOCKED = "accounts.abuse.locked"
    LIMIT_REACHED = "accounts.abuse.limit_reached"
    DUPLICATE_REGISTRATION = "accounts.abuse.duplicate_registration"
