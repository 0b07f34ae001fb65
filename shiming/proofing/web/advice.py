"""What the home page tells a person about their level; wiring gives it to `directory`."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.directory.ports import LevelAdvice, MissingStep
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.proofing import errors, ports, queries
from shiming.proofing.policies import levels
from shiming.proofing.types import OPEN_STATES, CaseState, Way
from shiming.proofing.web import labels

# One walk through the journey leads here; what lies above is of a single transaction (Q20).
_GOAL = Level.INTERMEDIATE
_WINDOW = "/help/#window"


class ProofingAdvisor:
    """Knows the level, what is missing for the next one, and the attempt that is under way."""

    def advice_for(self, viewer: Actor, now: dt.datetime) -> LevelAdvice:
        """
        Return the advice for the signed-in viewer.

        :raises errors.CaseNotFound: if nobody is signed in
        """
        if viewer.account_id is None:
            raise errors.CaseNotFound
        facts = queries.facts_of_account(account_id=viewer.account_id)
        assurance = levels.level_of(evidence=facts, now=now, policy=ports.policy())
        missing = queries.missing_for_account(account_id=viewer.account_id, level=_GOAL, now=now)
        case = queries.find_current_case(viewer=viewer)
        is_open = case is not None and CaseState(case.state) in OPEN_STATES
        is_online = any(one.cheapest is Way.ONLINE for one in missing)
        if is_open:
            label, url = _("继续办理"), reverse("proofing:result")
        elif is_online:
            label, url = _("开始实名认证"), reverse("proofing:start")
        elif missing:
            label, url = _("怎样到窗口办理"), _WINDOW
        else:
            label, url = _("查看认证记录"), reverse("proofing:overview")
        ways = {one.cheapest for one in missing}
        common = ways.pop() if len(ways) == 1 else None
        return LevelAdvice(
            level=max(assurance.level, Level.REGISTERED),
            until=assurance.until,
            goal=str(labels.LEVELS[_GOAL]) if missing else "",
            missing=tuple(
                MissingStep(
                    label=str(labels.MISSING[one.proof]),
                    way="" if common else str(labels.WAYS[one.cheapest]),
                )
                for one in missing
            ),
            way=str(labels.WAYS[common]) if common else "",
            under_way=str(labels.STATES[CaseState(case.state)]) if case and is_open else "",
            action_label=label,
            action_url=url,
        )
