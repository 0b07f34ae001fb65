"""Small writes in the caller's transaction, offered to this area's actions and to areas above."""

from shiming.accounts.operations.attempts import (
    Attempt,
    fail_attempt,
    forgive_attempt,
    give_attempt_back,
    pay_for_attempt,
)
from shiming.accounts.operations.codes import CodeTry, consume_code, issue_code, try_code
from shiming.accounts.operations.counters import (
    Charge,
    charge,
    forgive,
    forgive_all,
    lock_if_reached,
    refund,
)
from shiming.accounts.operations.human_checks import is_passed_by_human
from shiming.accounts.operations.numbers import (
    attach_number,
    renew_number,
)
from shiming.accounts.operations.outside_proofs import (
    LICENCE_NAME,
    check_method,
    consume_outside_proof,
    name_of_certificate,
    name_of_network,
    open_outside_proof,
    tell_of_binding,
)
from shiming.accounts.operations.persons import attach_person
from shiming.accounts.operations.qr_sign_ins import refuse_qr_code
from shiming.accounts.operations.sessions import (
    end_session,
    end_sessions_of_account,
    record_factor,
    refresh_session_levels,
    refresh_session_permissions,
    rotate_session,
    start_session,
    take_identity,
)
from shiming.accounts.operations.sign_in import (
    begin_first_session,
    claim_pending_sign_in,
    complete_sign_in,
    finish_enrolment,
)
from shiming.accounts.operations.wallet import forget_personal_certificate

__all__ = [
    "LICENCE_NAME",
    "Attempt",
    "Charge",
    "CodeTry",
    "attach_number",
    "attach_person",
    "begin_first_session",
    "charge",
    "check_method",
    "claim_pending_sign_in",
    "complete_sign_in",
    "consume_code",
    "consume_outside_proof",
    "end_session",
    "end_sessions_of_account",
    "fail_attempt",
    "finish_enrolment",
    "forget_personal_certificate",
    "forgive",
    "forgive_all",
    "forgive_attempt",
    "give_attempt_back",
    "is_passed_by_human",
    "issue_code",
    "lock_if_reached",
    "name_of_certificate",
    "name_of_network",
    "open_outside_proof",
    "pay_for_attempt",
    "record_factor",
    "refresh_session_levels",
    "refresh_session_permissions",
    "refund",
    "refuse_qr_code",
    "renew_number",
    "rotate_session",
    "start_session",
    "take_identity",
    "tell_of_binding",
    "try_code",
]
