"""What the frame of every page says of who is signed in."""

from django.http import HttpRequest
from django.urls import reverse

from shiming.accounts import queries
from shiming.accounts.types import AccountId
from shiming.accounts.web.journeys import with_next
from shiming.accounts.web.presenters import display_name
from shiming.kernel import clock
from shiming.web_kit.actors import actor_of
from shiming.web_kit.frame import Frame, Maintenance, navigation, waiting_source


class AccountFrameSource:
    """Knows accounts; `config/wiring.py` puts it into `web_kit.frame.frame_source`."""

    def frame_of(self, request: HttpRequest) -> Frame:
        """Return the frame for this request, with the person's name masked."""
        actor = actor_of(request)
        maintenance = _maintenance(request)
        if actor.account_id is None:
            # Whoever turns from signing in to registering still wants what they came for (S15-1).
            return Frame(
                maintenance=maintenance,
                nav=navigation(path=request.path),
                sign_in_url=with_next(request, reverse("accounts:sign-in")),
                register_url=with_next(request, reverse("accounts:register")),
            )
        account = queries.get_account(AccountId(actor.account_id))
        person = None if account.person_id is None else queries.get_person(account.person_id)
        waiting = waiting_source().waiting_for(actor)
        return Frame(
            maintenance=maintenance,
            is_signed_in=True,
            identity_label=display_name(account, person),
            unread=waiting.unread,
            todos=waiting.todos,
            nav=navigation(path=request.path, waiting=waiting),
        )


def _maintenance(request: HttpRequest) -> Maintenance | None:
    """Return the standstill that every page announces, those of signing in first of all (S32-2)."""
    portal = queries.portal_of_host(request.get_host())
    notice = queries.find_maintenance(portal.id, now=clock.now())
    return None if notice is None else Maintenance(text=notice.text, ends_at=notice.ends_at)
