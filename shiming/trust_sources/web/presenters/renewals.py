"""What the pages about renewals show."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.trust_sources.types import RenewableCertificate, RenewalFacts, RenewalState

_SOON = dt.timedelta(days=30)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRow:
    """One's own certificate."""

    tail: str
    authority: str
    valid_until: dt.datetime
    look: str
    state: str
    is_asked: bool
    authority_url: str
    ask_url: str

    @classmethod
    def of(cls, facts: RenewableCertificate, *, now: dt.datetime) -> "CertificateRow":
        """Return the row of a certificate."""
        look, state = "success", _("有效")
        if facts.valid_until <= now:
            look, state = "danger", _("已过期")
        elif facts.valid_until - now <= _SOON:
            look, state = "warning", _("即将过期")
        return cls(
            tail=facts.serial[-4:],
            authority=facts.authority_name,
            valid_until=facts.valid_until,
            look=look,
            state=state,
            is_asked=facts.is_asked,
            authority_url=facts.renewal_url,
            ask_url=reverse("trust_sources:renewal-add", args=[facts.binding_id]),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RenewalRow:
    """A request for a renewal."""

    tail: str
    authority: str
    valid_until: dt.datetime
    need: str
    look: str
    state: str
    answer: str
    requested_at: dt.datetime
    decide_url: str

    @classmethod
    def of(cls, facts: RenewalFacts) -> "RenewalRow":
        """Return the row of a request."""
        look, state = {
            RenewalState.OPEN: ("info", _("办理中")),
            RenewalState.DONE: ("success", _("已办理")),
            RenewalState.REFUSED: ("warning", _("没有办理")),
        }[facts.state]
        return cls(
            tail=facts.serial[-4:],
            authority=facts.authority_name,
            valid_until=facts.valid_until,
            need=facts.need,
            look=look,
            state=state,
            answer=facts.answer,
            requested_at=facts.requested_at,
            decide_url=reverse("trust_sources:renewal-decide", args=[facts.id]),
        )
