"""
The people of the tests: named, and unable to exist.

Identity numbers have province code 60, which is not assigned, and right check digits. Mobiles
begin with 154, a prefix that the numbering plan gives to no operator. Pictures and simulators are
made for these people; `tests.pii_alarm` searches for them wherever nothing personal may stand.
"""

import dataclasses

from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the cast."""

    name: str
    number: str
    mobile: str

    @property
    def document_number(self) -> DocumentNumber:
        """The resident number as a value object."""
        return parse_document_number(DocumentType.RESIDENT_ID_CARD, self.number)

    @property
    def person_name(self) -> PersonName:
        """The name as a value object."""
        return PersonName.parse(self.name)

    @property
    def mobile_number(self) -> Mobile:
        """The mobile as a value object."""
        return Mobile.parse(self.mobile)


UNPROOFED_CITIZEN = Member(name="甘小梅", number="600101199002140010", mobile="15401000001")
PROOFED_CITIZEN = Member(name="陈向北", number="600101198506150023", mobile="15401000002")
LEGAL_REPRESENTATIVE = Member(name="何守业", number="600201197803200032", mobile="15401000003")
AGENT = Member(name="罗可为", number="600301198209090045", mobile="15401000004")
REVIEWER = Member(name="贺平川", number="600101198805170059", mobile="15401000005")
AUDITOR = Member(name="文静姝", number="60040119751101006X", mobile="15401000006")
OPERATOR = Member(name="管宁远", number="600501199308300074", mobile="15401000007")
MINORITY_CITIZEN = Member(name="买买提·吐尔逊", number="600601199604120081", mobile="15401000008")
MINOR = Member(name="童小满", number="600101201206010090", mobile="15401000009")

CAST = (
    UNPROOFED_CITIZEN,
    PROOFED_CITIZEN,
    LEGAL_REPRESENTATIVE,
    AGENT,
    REVIEWER,
    AUDITOR,
    OPERATOR,
    MINORITY_CITIZEN,
    MINOR,
)
