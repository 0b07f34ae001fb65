"""Tells `messages` where an account can be reached; `config/wiring` joins the two."""

import uuid

from shiming.accounts.models import Account
from shiming.accounts.types import AccountState
from shiming.kernel.phones import Mobile
from shiming.messages.types import Contacts


class AccountAddressBook:
    """The proven contacts of accounts: a linked account is reached over its main one (S14-8)."""

    def contacts_of(self, account_id: uuid.UUID) -> Contacts:
        """Return the proven contacts of an account; none for one that is unknown or closed."""
        account = Account.objects.select_related("main_account").filter(pk=account_id).first()
        if account is None:
            return Contacts()
        reached = account.main_account or account
        if reached.state == AccountState.CLOSED:
            # Its number may be somebody else's by now.
            return Contacts()
        mobile = None if reached.mobile is None else Mobile.parse(reached.mobile)
        return Contacts(mobile=mobile, email=reached.email)
