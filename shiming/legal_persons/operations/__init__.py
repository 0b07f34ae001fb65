"""Small writes in the caller's transaction, offered to this area's actions and to areas above."""

from shiming.legal_persons.operations.agencies import (
    end_client_sessions,
    ensure_agency,
    list_agency,
)
from shiming.legal_persons.operations.consents import (
    give_consent,
    use_consent,
    withdraw_consent,
)
from shiming.legal_persons.operations.enterprise_sign_in import (
    begin_session,
    note_proof,
    office_key,
    record_step,
)
from shiming.legal_persons.operations.evidence import add_evidence, revoke_evidence
from shiming.legal_persons.operations.legal_persons import (
    add_former_number,
    add_legal_person,
    correct_name,
    ensure_account,
    join_account,
    name_representative,
    note_state,
)
from shiming.legal_persons.operations.office_events import (
    alert_of_state,
    ask_heads,
    ask_to_confirm,
    tell_heads,
    tell_person,
)
from shiming.legal_persons.operations.offices import (
    activate_office,
    end_office,
    open_office,
    refuse_office,
)
from shiming.legal_persons.operations.registrations import (
    settle_offices,
    settle_unit,
    shred_paper,
)

__all__ = [
    "activate_office",
    "add_evidence",
    "add_former_number",
    "add_legal_person",
    "alert_of_state",
    "ask_heads",
    "ask_to_confirm",
    "begin_session",
    "correct_name",
    "end_client_sessions",
    "end_office",
    "ensure_account",
    "ensure_agency",
    "give_consent",
    "join_account",
    "list_agency",
    "name_representative",
    "note_proof",
    "note_state",
    "office_key",
    "open_office",
    "record_step",
    "refuse_office",
    "revoke_evidence",
    "settle_offices",
    "settle_unit",
    "shred_paper",
    "tell_heads",
    "tell_person",
    "use_consent",
    "withdraw_consent",
]
