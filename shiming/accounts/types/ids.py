"""The ids of the area."""

import uuid
from typing import NewType

AccountId = NewType("AccountId", uuid.UUID)


AgreementId = NewType("AgreementId", uuid.UUID)


CodeId = NewType("CodeId", uuid.UUID)


PendingSignInId = NewType("PendingSignInId", uuid.UUID)


PersonId = NewType("PersonId", uuid.UUID)


SessionId = NewType("SessionId", uuid.UUID)  # The public one, OpenID Connect's `sid`.
