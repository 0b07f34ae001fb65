"""Forms of the area."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.messages.policies.templates import LONGEST
from shiming.messages.queries.preferences import Wishes
from shiming.messages.reminder_files import Rule
from shiming.messages.template_files import TEXT_KEYS, Template
from shiming.messages.types import CHINESE, ENGLISH, LANGUAGES, OWNER, Channel, MessageKind
from shiming.messages.web import labels
from shiming.web_kit.forms import Form

OPTIONAL_KINDS = tuple(kind for kind in labels.INBOX_KINDS if not kind.is_mandatory)


class PreferencesForm(Form):
    """What an account wants over which channel; a box that is not ticked is a refusal."""

    sms = forms.MultipleChoiceField(
        label=_("用短信接收"),
        required=False,
        choices=[(kind.value, labels.KINDS[kind]) for kind in OPTIONAL_KINDS],
        widget=forms.CheckboxSelectMultiple,
    )
    email = forms.MultipleChoiceField(
        label=_("用电子邮件接收"),
        required=False,
        choices=[(kind.value, labels.KINDS[kind]) for kind in OPTIONAL_KINDS],
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(
        label=_("消息语言"),
        choices=[(CHINESE, "简体中文"), (ENGLISH, "English")],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择消息语言")},
    )

    @staticmethod
    def initial_of(wishes: Wishes) -> dict[str, object]:
        """Return what the form shows at first."""
        return {
            **{
                channel.value: [kind for kind in OPTIONAL_KINDS if wishes.wants(kind, channel)]
                for channel in Channel
            },
            "language": wishes.language,
        }

    def refused(self) -> list[tuple[MessageKind, Channel]]:
        """Return what is not wanted; only for a valid form."""
        return [
            (kind, channel)
            for channel in Channel
            for kind in OPTIONAL_KINDS
            if kind.value not in self.cleaned_data[channel.value]
        ]


NOTE_LENGTH = 200
_TOO_LONG = _("内容过长，请精简")


class TemplateForm(Form):
    """A new version of a template: each of its texts, in each language."""

    def __init__(self, template: Template, data: Mapping[str, str] | None = None) -> None:
        initial = {
            _field_name(language, key): template.texts.get(language, {}).get(key, "")
            for language in LANGUAGES
            for key in TEXT_KEYS
        }
        super().__init__(data, initial=initial)
        self.keys = [key for key in TEXT_KEYS if key in template.texts[CHINESE]]
        for language in LANGUAGES:
            for key in self.keys:
                self.fields[_field_name(language, key)] = forms.CharField(
                    label=f"{labels.TEXT_NAMES[key]}（{labels.LANGUAGE_NAMES[language]}）",
                    max_length=LONGEST[key],
                    widget=forms.TextInput if key == "subject" else forms.Textarea({"rows": 4}),
                    error_messages={"required": _("请填写内容"), "max_length": _TOO_LONG},
                )
        self.fields["note"] = forms.CharField(
            label=_("修改原因"),
            max_length=NOTE_LENGTH,
            error_messages={"required": _("请填写修改原因"), "max_length": _TOO_LONG},
        )

    def texts(self) -> dict[str, dict[str, str]]:
        """Return what was written; only for a valid form."""
        return {
            language: {key: self.cleaned_data[_field_name(language, key)] for key in self.keys}
            for language in LANGUAGES
        }


class DecisionForm(Form):
    """Approve a version, or refuse it with a reason."""

    decision = forms.ChoiceField(
        label=_("审批结果"),
        choices=[("approve", _("同意并启用")), ("refuse", _("退回"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择审批结果")},
    )
    reason = forms.CharField(
        label=_("退回原因"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_("退回时必填，写明需要修改的地方"),
        error_messages={"max_length": _TOO_LONG},
    )


class RuleForm(Form):
    """On which days who is told of a kind of reminder."""

    steps = forms.CharField(
        label=_("提前天数"),
        max_length=80,
        help_text=_("用逗号分隔，例如 30,7,1,0,-7；0 为到期当天，负数为到期后"),
        error_messages={"required": _("请填写提前天数")},
    )
    tells_owner = forms.BooleanField(label=_("提醒本人"), required=False)
    permissions = forms.CharField(
        label=_("同时提醒持有这些权限的人员"),
        required=False,
        max_length=400,
        help_text=_("用逗号分隔权限代码，例如 area:thing:act"),
    )

    @staticmethod
    def initial_of(rule: Rule) -> dict[str, object]:
        """Return what the form shows at first."""
        return {
            "steps": ",".join(map(str, rule.steps)),
            "tells_owner": OWNER in rule.receivers,
            "permissions": ",".join(one for one in rule.receivers if one != OWNER),
        }

    def clean_steps(self) -> list[int]:
        """Read the days; what is no number is wrong."""
        try:
            return [int(part) for part in _parts(self.cleaned_data["steps"])]
        except ValueError:
            raise forms.ValidationError(_("请只填写整数，用逗号分隔")) from None

    def receivers(self) -> list[str]:
        """Return who is told; only for a valid form."""
        owner = [OWNER] if self.cleaned_data["tells_owner"] else []
        return owner + _parts(self.cleaned_data["permissions"])


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]


def _field_name(language: str, key: str) -> str:
    return f"{language.partition('-')[0]}_{key}"
