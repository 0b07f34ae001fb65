"""Who is behind an account, as far as that is known: for decisions that take two people."""

import dataclasses
import uuid

from shiming.accounts.types.ids import PersonId
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.phones import Mobile


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PersonnelRecord:
    """What personnel says of the owner of a staff account; it proves nothing, and tells apart."""

    number: DocumentNumber | None = None
    mobile: Mobile | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """
    Everything by which the human behind an account is recognised.

    `accounts` are those that hang together; `numbers` those of documents, proven or as personnel
    has them; `mobiles` likewise.
    """

    accounts: frozenset[uuid.UUID] = frozenset()
    persons: frozenset[PersonId] = frozenset()
    numbers: frozenset[str] = dataclasses.field(default=frozenset(), repr=False)
    mobiles: frozenset[str] = dataclasses.field(default=frozenset(), repr=False)
    is_staff: bool = False

    @property
    def is_known(self) -> bool:
        """
        Tell whether it is known who this is.

        A mobile is not enough: whoever has two accounts has two numbers, too.
        """
        return bool(self.persons or self.numbers)
