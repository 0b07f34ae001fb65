"""Forms about groups, organisations and programs."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.directory.types import OrganisationFacts
from shiming.web_kit.forms import Form

_NAME_ERRORS = {"required": _("请填写名称"), "max_length": _("名称过长")}


class GroupForm(Form):
    """Name and purpose of a group; `version` is what the reader has seen."""

    name = forms.CharField(label=_("名称"), max_length=60, error_messages=_NAME_ERRORS)
    description = forms.CharField(
        label=_("说明"),
        max_length=200,
        required=False,
        error_messages={"max_length": _("说明不超过200字")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class MemberForm(Form):
    """Who is to join a group."""

    user_name = forms.CharField(
        label=_("登录名"),
        max_length=32,
        help_text=_("请填写工作人员的完整登录名。"),
        error_messages={"required": _("请填写登录名"), "max_length": _("登录名过长")},
    )


class OrganisationForm(Form):
    """A new organisation."""

    code = forms.CharField(
        label=_("机构代码"),
        max_length=32,
        help_text=_("字母、数字或短横线，保存后不能修改。"),
        error_messages={"required": _("请填写机构代码"), "max_length": _("代码过长")},
    )
    name = forms.CharField(label=_("名称"), max_length=100, error_messages=_NAME_ERRORS)
    parent_code = forms.ChoiceField(label=_("上级机构"), required=False)

    def __init__(self, *args: object, tree: Iterable[OrganisationFacts] = ()) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # data, if any
        choices = [("", _("无（顶级机构）")), *tree_choices(tree)]
        self.fields["parent_code"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class ScimAccessForm(Form):
    """A program that is to be let in."""

    client_id = forms.CharField(
        label=_("系统标识"),
        max_length=64,
        help_text=_("接入系统的client_id，区分大小写。"),
        error_messages={"required": _("请填写系统标识"), "max_length": _("标识过长")},
    )
    organisation_code = forms.ChoiceField(label=_("范围"), required=False)

    def __init__(self, *args: object, tree: Iterable[OrganisationFacts] = ()) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # data, if any
        choices = [("", _("全部机构")), *tree_choices(tree)]
        self.fields["organisation_code"].choices = choices  # type: ignore[attr-defined]  # as above


def tree_choices(tree: Iterable[OrganisationFacts]) -> list[tuple[str, str]]:
    """Return the tree as choices, each node indented below the one above it."""
    return [(one.code, f"{'　' * one.depth}{one.name}（{one.code}）") for one in tree]
