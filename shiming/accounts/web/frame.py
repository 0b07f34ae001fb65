"""What the frame of every page says of who is signed in."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.accounts import ports, queries
from shiming.accounts.types import AccountId, IdentityFacts
from shiming.accounts.web.journeys import with_next
from shiming.accounts.web.presenters import display_name
from shiming.kernel import clock
from shiming.kernel.actor import ActingKind, Actor
from shiming.web_kit.actors import actor_of
from shiming.web_kit.frame import Frame, Maintenance, navigation, waiting_source


class AccountFrameSource:
    """Knows accounts; `config/wiring` puts it into `web_kit.frame.frame_source`."""

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
        identities = ports.identity_source().list_identities(
            account_id=account.id, person_id=account.person_id, now=clock.now()
        )
        own_name = display_name(account, person)
        body = _body_of(actor, identities)
        return Frame(
            maintenance=maintenance,
            is_signed_in=True,
            # Acting for a body never hides the person.
            identity_label=body or own_name,
            identity_note=own_name if body else _("本人"),
            identity_url="/me/identities/" if len(identities) > 1 else "/me/",
            unread=waiting.unread,
            todos=waiting.todos,
            nav=navigation(path=request.path, waiting=waiting),
        )


def _body_of(actor: Actor, identities: Sequence[IdentityFacts]) -> str:
    """Return for which body the session acts, or nothing if for oneself."""
    if actor.identity.kind is ActingKind.SELF:
        return ""
    key = queries.acting_key_of(actor)
    return next((identity.name for identity in identities if identity.key == key), "")


def _maintenance(request: HttpRequest) -> Maintenance | None:
    """Return the standstill that every page announces, those of signing in first of all (S32-2)."""
    notice = queries.find_maintenance_at(request.get_host(), now=clock.now())
    return None if notice is None else Maintenance(text=notice.text, ends_at=notice.ends_at)
