"""The forms of what scopes and resources demand of people (C2)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.identity_provider import policies
from shiming.identity_provider.web.forms.onboarding import LEVELS
from shiming.kernel.levels import Level
from shiming.web_kit.forms import Form

_CHOICES = [(level.value, LEVELS[level]) for level in policies.DEMANDED]


class ScopeLevelForm(Form):
    """Which level a scope or resource shall demand, and why."""

    min_level = forms.TypedChoiceField(
        label=_("个人的最低等级"), choices=_CHOICES, coerce=lambda value: Level(int(value))
    )
    min_unit_level = forms.TypedChoiceField(
        label=_("单位的最低等级"),
        choices=_CHOICES,
        coerce=lambda value: Level(int(value)),
        help_text=_("单位自己登录，或有人代表单位办事时适用。"),
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=policies.LONGEST_REASON,
        error_messages={"required": _("请写明理由")},
    )


class ScopeDecisionForm(Form):
    """Why a proposal is refused; an approval needs no reason."""

    reason = forms.CharField(
        label=_("不同意的理由"), required=False, max_length=policies.LONGEST_REASON
    )
