"""Small writes in the caller's transaction, offered to this area's actions and to areas above."""

from shiming.accounts.operations.activation import issue_activation_code
from shiming.accounts.operations.admission import admit_account
from shiming.accounts.operations.attempts import (
    Attempt,
    fail_attempt,
    forgive_attempt,
    give_attempt_back,
    pay_for_attempt,
)
from shiming.accounts.operations.closing import close_account
from shiming.accounts.operations.codes import CodeTry, consume_code, issue_code, try_code
from shiming.accounts.operations.contacts import drop_contact, set_contact
from shiming.accounts.operations.counters import (
    Charge,
    charge,
    forgive,
    forgive_all,
    lock_if_reached,
    locked,
    refund,
    subject_of_address,
)
from shiming.accounts.operations.human_checks import is_passed_by_human
from shiming.accounts.operations.linking import link
from shiming.accounts.operations.numbers import (
    attach_number,
    renew_number,
)
from shiming.accounts.operations.outside_proofs import (
    CERTIFICATE_EXPIRING,
    LICENCE_NAME,
    bind_subject,
    check_method,
    consume_outside_proof,
    name_of_certificate,
    name_of_network,
    open_outside_proof,
    suspend_links,
    tell_of_binding,
)
from shiming.accounts.operations.passwords import is_password
from shiming.accounts.operations.persons import attach_person, hold_person
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
from shiming.accounts.operations.staff import (
    close_staff,
    freeze_staff,
    open_staff,
    resume_staff,
    send_staff_code,
    suspend_staff,
    unfreeze_staff,
)
from shiming.accounts.operations.unit_accounts import (
    announce_unit_account,
    open_unit_account,
    reopen_unit_account,
)
from shiming.accounts.operations.wallet import (
    forget_personal_certificate,
    remind_of_certificate,
)
from shiming.accounts.operations.wallet import shred_pictures as shred_certificate_pictures

__all__ = [
    "CERTIFICATE_EXPIRING",
    "LICENCE_NAME",
    "Attempt",
    "Charge",
    "CodeTry",
    "admit_account",
    "announce_unit_account",
    "attach_number",
    "attach_person",
    "begin_first_session",
    "bind_subject",
    "charge",
    "check_method",
    "claim_pending_sign_in",
    "close_account",
    "close_staff",
    "complete_sign_in",
    "consume_code",
    "consume_outside_proof",
    "drop_contact",
    "end_session",
    "end_sessions_of_account",
    "fail_attempt",
    "finish_enrolment",
    "forget_personal_certificate",
    "forgive",
    "forgive_all",
    "forgive_attempt",
    "freeze_staff",
    "give_attempt_back",
    "hold_person",
    "is_passed_by_human",
    "is_password",
    "issue_activation_code",
    "issue_code",
    "link",
    "lock_if_reached",
    "locked",
    "name_of_certificate",
    "name_of_network",
    "open_outside_proof",
    "open_staff",
    "open_unit_account",
    "pay_for_attempt",
    "record_factor",
    "refresh_session_levels",
    "refresh_session_permissions",
    "refund",
    "refuse_qr_code",
    "remind_of_certificate",
    "renew_number",
    "reopen_unit_account",
    "resume_staff",
    "rotate_session",
    "send_staff_code",
    "set_contact",
    "shred_certificate_pictures",
    "start_session",
    "subject_of_address",
    "suspend_links",
    "suspend_staff",
    "take_identity",
    "tell_of_binding",
    "try_code",
    "unfreeze_staff",
]
