"""How often something may be tried."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping


class CounterScope(enum.StrEnum):
    """
    What a counter counts.

    Those of an `AttemptKind` are named `<kind>.account`, `<kind>.address` and `<kind>.number`;
    the last one counts tries against one target, whichever account it leads to.
    """

    PASSWORD_ACCOUNT = "password.account"  # noqa: S105  the name of a counter
    PASSWORD_ADDRESS = "password.address"  # noqa: S105  the name of a counter
    PASSWORD_NUMBER = "password.number"  # noqa: S105  the name of a counter
    CODE_GUESS_ACCOUNT = "code_guess.account"
    CODE_GUESS_NUMBER = "code_guess.number"
    CODE_GUESS_ADDRESS = "code_guess.address"
    CODE_SEND_NUMBER = "code_send.number"
    CODE_SEND_ADDRESS = "code_send.address"
    SECOND_FACTOR_ACCOUNT = "second_factor.account"
    SECOND_FACTOR_ADDRESS = "second_factor.address"
    SECOND_FACTOR_NUMBER = "second_factor.number"
    FACE_ACCOUNT = "face.account"
    FACE_ADDRESS = "face.address"
    FACE_NUMBER = "face.number"
    FACE_CONFIRM_ACCOUNT = "face_confirm.account"
    FACE_CONFIRM_ADDRESS = "face_confirm.address"
    FACE_CONFIRM_NUMBER = "face_confirm.number"
    RECOVERY_ACCOUNT = "recovery.account"
    RECOVERY_ADDRESS = "recovery.address"
    RECOVERY_NUMBER = "recovery.number"
    FACE_RECOVERY_ACCOUNT = "face_recovery.account"
    FACE_RECOVERY_ADDRESS = "face_recovery.address"
    FACE_RECOVERY_NUMBER = "face_recovery.number"
    CERTIFICATE_ACCOUNT = "certificate.account"
    CERTIFICATE_ADDRESS = "certificate.address"
    CERTIFICATE_NUMBER = "certificate.number"
    AGREEMENT_ACCOUNT = "agreement.account"
    AGREEMENT_ADDRESS = "agreement.address"
    AGREEMENT_NUMBER = "agreement.number"
    SYNCHRONISE_UNIT = "synchronise.unit"
    UNIT_SEARCH_PERSON = "unit_search.person"
    OFFICER_SEARCH_UNIT = "officer_search.unit"
    CAPTURE_INVITATION_UNIT = "capture_invitation.unit"
    QR_ADDRESS = "qr.address"
    OUTSIDE_ADDRESS = "outside.address"
    BANK_CARD_PERSON = "bank_card.person"
    SOURCE_CHECK = "source_check.subject"
    ARCHIVE_OFFICER = "archive.officer"
    APPLICATION_NUMBER = "application.number"
    APPLICATION_ADDRESS = "application.address"
    SCAN_ACCOUNT = "scan.account"
    DEVICE_CODE_ACCOUNT = "device_code.account"
    DEVICE_CODE_ADDRESS = "device_code.address"
    NODE_CALL_ADDRESS = "node_call.address"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """
    How often something may be tried.

    `window` None means the calendar day in China. A limit with `lock_for` locks for that long
    when it is reached, and twice as long at each repetition, up to `lock_at_most`.
    """

    count: int
    window: dt.timedelta | None = None
    interval: dt.timedelta = dt.timedelta(0)
    lock_for: dt.timedelta | None = None
    lock_at_most: dt.timedelta = dt.timedelta(hours=24)


def limits_of(
    *,
    tries: int = 5,
    tries_per_address: int = 50,
    code_tries: int = 10,
    lock_for: dt.timedelta = dt.timedelta(minutes=30),
    codes_per_number: int = 10,
    codes_per_address: int = 50,
    bank_card_tries: int = 5,
    archives: int = 50,
    applications: int = 20,
    applications_per_address: int = 100,
) -> Mapping[CounterScope, Limit]:
    """Return every limit: `tries` within a quarter of an hour for each account and target (A10)."""
    quarter = dt.timedelta(minutes=15)
    limits = {
        scope: Limit(
            count=tries_per_address if scope.endswith(".address") else tries,
            window=quarter,
            lock_for=lock_for,
        )
        for scope in CounterScope
    }
    number = CounterScope.CODE_GUESS_NUMBER
    return limits | {
        # A code bears five wrong tries of its own; this counts over several codes.
        number: dataclasses.replace(limits[number], count=code_tries),
        CounterScope.CODE_SEND_NUMBER: Limit(
            count=codes_per_number, interval=dt.timedelta(seconds=60)
        ),
        CounterScope.CODE_SEND_ADDRESS: Limit(count=codes_per_address),
        # Whoever knows a unit's password may have the tax core read again, but not without end.
        CounterScope.SYNCHRONISE_UNIT: Limit(count=30, interval=dt.timedelta(seconds=10)),
        # Each look tells whether a number is somebody's: a person looks for few units a day, and a
        # unit adds, or invites, few people (Q52).
        CounterScope.UNIT_SEARCH_PERSON: Limit(count=20),
        CounterScope.OFFICER_SEARCH_UNIT: Limit(count=50),
        CounterScope.CAPTURE_INVITATION_UNIT: Limit(count=20),
        # A face is tried a few times a day, like at a proofing; nothing else is locked by it.
        CounterScope.FACE_ACCOUNT: Limit(count=tries),
        CounterScope.FACE_NUMBER: Limit(count=tries),
        CounterScope.FACE_ADDRESS: Limit(count=tries_per_address),
        # Of its own: anybody may ask to be known by another's number, and would use these up.
        CounterScope.FACE_CONFIRM_ACCOUNT: Limit(count=tries),
        CounterScope.FACE_CONFIRM_NUMBER: Limit(count=tries),
        CounterScope.FACE_CONFIRM_ADDRESS: Limit(count=tries_per_address),
        CounterScope.FACE_RECOVERY_ACCOUNT: Limit(count=tries),
        CounterScope.FACE_RECOVERY_NUMBER: Limit(count=tries),
        CounterScope.FACE_RECOVERY_ADDRESS: Limit(count=tries_per_address),
        # A camera hands in a picture a second while somebody aims; nothing is guessed here.
        CounterScope.SCAN_ACCOUNT: Limit(count=600, window=quarter),
        # Calls of other nodes that are not proven; those that are proven are not counted.
        CounterScope.NODE_CALL_ADDRESS: Limit(count=tries_per_address, window=quarter),
        # S32-7, Q38: per person and calendar day, over all cards together.
        CounterScope.BANK_CARD_PERSON: Limit(count=bank_card_tries),
        # Asking a source who somebody is: per person or unit and day, over all sources (S33-22).
        CounterScope.SOURCE_CHECK: Limit(count=tries),
        # Whoever looks for archives, found or not: nobody reads them out person by person (S19-4).
        CounterScope.ARCHIVE_OFFICER: Limit(count=archives),
        # Somebody files several projects a day; a robot would file hundreds (A4).
        CounterScope.APPLICATION_NUMBER: Limit(count=applications),
        CounterScope.APPLICATION_ADDRESS: Limit(count=applications_per_address),
    }


DEFAULT_LIMITS: Mapping[CounterScope, Limit] = limits_of()
