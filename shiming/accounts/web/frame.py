"""What the frame of every page says of who is signed in."""

from django.http import HttpRequest
from django.urls import reverse

from shiming.accounts import queries
from shiming.accounts.types import AccountId
from shiming.accounts.web.journeys import with_next
from shiming.accounts.web.presenters import display_name
from shiming.messages import queries as messages
from shiming.web_kit.actors import actor_of
from shiming.web_kit.frame import Frame, navigation


class AccountFrameSource:
    """Knows accounts and messages; `config/wiring.py` puts it into `web_kit.frame.frame_source`."""

    def frame_of(self, request: HttpRequest) -> Frame:
        """Return the frame for this request, with the person's name masked."""
        actor = actor_of(request)
        if actor.account_id is None:
            # Whoever turns from signing in to registering still wants what they came for (S15-1).
            return Frame(
                nav=navigation(path=request.path),
                sign_in_url=with_next(request, reverse("accounts:sign-in")),
                register_url=with_next(request, reverse("accounts:register")),
            )
        account = queries.get_account(AccountId(actor.account_id))
        person = None if account.person_id is None else queries.get_person(account.person_id)
        unread = messages.count_unread_messages(account_id=account.id)
        return Frame(
            is_signed_in=True,
            identity_label=display_name(account, person),
            unread=unread,
            nav=navigation(path=request.path, unread=unread),
        )
