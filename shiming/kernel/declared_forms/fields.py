"""What a declared form is made of."""

import dataclasses
import enum
from collections.abc import Mapping

MOST_SCANS = 10
MOST_SCAN_BYTES = 8 * 2**20
AGAIN = "__again"


class FieldType(enum.StrEnum):
    """What a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    PERSON = "person"
    MOBILE = "mobile"
    EMAIL = "email"
    CREDIT_CODE = "credit_code"
    PERMIT_NUMBER = "permit_number"
    REGION = "region"
    DATE = "date"
    AMOUNT = "amount"
    CHOICE = "choice"
    YES_NO = "yes_no"
    OFFERED = "offered"
    """One of the choices that whoever shows the form offers this person."""
    SCAN = "scan"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several answers."""

    value: str
    label: str


YES_NO = (Choice(value="yes", label="是"), Choice(value="no", label="否"))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """That a field applies only where an earlier one has one of these answers."""

    field: str
    is_one_of: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredField:
    """One field of a form."""

    key: str
    label: str
    type: FieldType
    is_required: bool = True
    is_twice: bool = False
    """A key field is typed twice, so that a slip is seen at once."""
    when: Condition | None = None
    choices: tuple[Choice, ...] = ()
    offers: str = ""
    """What an `offered` field is offered."""
    help: str = ""
    max_length: int = 100

    @property
    def again_key(self) -> str:
        """The key of the second entry of a field that is typed twice."""
        return self.key + AGAIN


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredForm:
    """A form; its fields in the order of the page."""

    title: str
    lead: str
    fields: tuple[DeclaredField, ...]

    def find(self, key: str) -> DeclaredField | None:
        """Return the field with this key, or None."""
        return next((field for field in self.fields if field.key == key), None)

    def applies(self, field: DeclaredField, answers: Mapping[str, str]) -> bool:
        """Tell whether a field is asked at all, given the answers to those before it."""
        condition = field.when
        if condition is None:
            return True
        switch = self.find(condition.field)
        return (
            switch is not None
            and answers.get(condition.field) in condition.is_one_of
            and self.applies(switch, answers)
        )
