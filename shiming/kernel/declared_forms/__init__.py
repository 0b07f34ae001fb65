"""
Forms that are data: which fields there are, when each applies, and whether answers fit.

A form is a TOML text that an officer can read and change. One declaration makes the page, the
checks on the server and the printed template, so that the three never disagree (S01-5).
"""

from shiming.kernel.declared_forms.answers import (
    check_answers,
    shown_value,
)
from shiming.kernel.declared_forms.fields import (
    MOST_SCAN_BYTES,
    MOST_SCANS,
    YES_NO,
    Choice,
    Condition,
    DeclaredField,
    DeclaredForm,
    FieldType,
)
from shiming.kernel.declared_forms.parsing import (
    LONGEST_DECLARATION,
    parse_form,
)
from shiming.kernel.declared_forms.refusals import (
    AmountMalformed,
    AnswerMissing,
    AnswersUnfit,
    AnswerTooLong,
    DateMalformed,
    DeclarationUnfit,
    EntriesDiffer,
    NotOffered,
    PermitMalformed,
    PermitOfOtherRegion,
    RegionUnknown,
)

__all__ = [
    "LONGEST_DECLARATION",
    "MOST_SCANS",
    "MOST_SCAN_BYTES",
    "YES_NO",
    "AmountMalformed",
    "AnswerMissing",
    "AnswerTooLong",
    "AnswersUnfit",
    "Choice",
    "Condition",
    "DateMalformed",
    "DeclarationUnfit",
    "DeclaredField",
    "DeclaredForm",
    "EntriesDiffer",
    "FieldType",
    "NotOffered",
    "PermitMalformed",
    "PermitOfOtherRegion",
    "RegionUnknown",
    "check_answers",
    "parse_form",
    "shown_value",
]
