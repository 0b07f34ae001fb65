"""Small writes in the caller's transaction, a file per subject."""

from shiming.proofing.operations.bindings import (
    bind_by_attributes,
    bind_by_face,
)
from shiming.proofing.operations.cases import (
    drop_facts,
    keep_as_evidence,
    publish_consent_text,
)
from shiming.proofing.operations.evidence import (
    STRENGTH_OF,
    add_evidence,
    end_source_evidence,
    keep_source_evidence,
    keep_transaction_face,
    refresh_levels,
    revoke_evidence,
)
from shiming.proofing.operations.face_checks import (
    claim_face_check,
    prepare_face_check,
)
from shiming.proofing.operations.tries import (
    give_back_try,
    take_try,
)

__all__ = [
    "STRENGTH_OF",
    "add_evidence",
    "bind_by_attributes",
    "bind_by_face",
    "claim_face_check",
    "drop_facts",
    "end_source_evidence",
    "give_back_try",
    "keep_as_evidence",
    "keep_source_evidence",
    "keep_transaction_face",
    "prepare_face_check",
    "publish_consent_text",
    "refresh_levels",
    "revoke_evidence",
    "take_try",
]
