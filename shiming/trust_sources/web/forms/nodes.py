"""Forms about nodes and the users that they share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.kernel.levels import Level
from shiming.trust_sources.policies.nodes import AGREEABLE_LEVELS, LONGEST_REASON, SHORTEST_KEY
from shiming.trust_sources.types.nodes import Decision, NodeRole, PeerEntry
from shiming.web_kit.forms import Form

_LEVELS = {
    Level.REGISTERED: _("不采信，只作参考"),
    Level.PRIMARY: _("最高采信到初级"),
    Level.INTERMEDIATE: _("最高采信到中级"),
}
_DECISIONS = {
    Decision.KEEP_OURS: _("以本节点为准"),
    Decision.TAKE_THEIRS: _("以对方为准（需另一位同事同意）"),
    Decision.TWO_PERSONS: _("是两个人，都保留"),
}


class NodeForm(Form):
    """Another node."""

    code = forms.CharField(
        label=_("节点代码"),
        max_length=32,
        help_text=_("对方的 SHIMING_NODE_CODE，如 guangzhou。"),
        error_messages={"required": _("请填写节点代码")},
    )
    name = forms.CharField(
        label=_("名称"), max_length=64, error_messages={"required": _("请填写名称")}
    )
    region = forms.CharField(
        label=_("行政区划代码"),
        max_length=6,
        help_text=_("2、4或6位数字。"),
        error_messages={"required": _("请填写行政区划代码")},
    )
    address = forms.URLField(
        label=_("节点地址"),
        max_length=500,
        assume_scheme="https",
        help_text=_("以https://开头，不含末尾的斜杠。"),
        error_messages={
            "required": _("请填写节点地址"),
            "invalid": _("请填写完整的网址，以https://开头"),
        },
    )
    key = forms.CharField(
        label=_("共享密钥"),
        min_length=SHORTEST_KEY,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("两边填写同一个随机密钥，至少32个字符；请当面或用加密方式交换。"),
        error_messages={
            "required": _("请填写共享密钥"),
            "min_length": _("至少32个字符"),
        },
    )
    portal_code = forms.CharField(
        label=_("门户代码"),
        max_length=64,
        required=False,
        help_text=_("在本省哪个门户注册的新用户归这个节点；没有的不填。"),
    )
    highest_level = forms.ChoiceField(
        label=_("对方说明的实名等级"),
        choices=[(int(level), _LEVELS[level]) for level in AGREEABLE_LEVELS],
        initial=int(Level.REGISTERED),
        widget=forms.RadioSelect,
        help_text=_("按双方协议选择；超出的部分不作数。"),
        error_messages={"required": _("请选择")},
    )

    def entry(self, role: NodeRole) -> PeerEntry:
        """Return what was entered; only for a valid form."""
        entered = self.cleaned_data
        return PeerEntry(
            code=entered["code"],
            name=entered["name"],
            role=role,
            region=entered["region"],
            address=entered["address"],
            key=entered["key"],
            portal_code=entered["portal_code"],
            highest_level=Level(int(entered["highest_level"])),
        )


class KeyForm(Form):
    """Another key for a node."""

    key = forms.CharField(
        label=_("新的共享密钥"),
        min_length=SHORTEST_KEY,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("随机密钥，至少32个字符；对方也要填写同一个。请当面或用加密方式交换。"),
        error_messages={
            "required": _("请填写新的共享密钥"),
            "min_length": _("至少32个字符"),
        },
    )
    former_until = forms.DateField(
        label=_("旧密钥用到"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_(
            "到这一天为止，新旧密钥都可以用，对方可以从容更换。旧密钥已泄露时不填，立即停用。"
        ),
        error_messages={"invalid": _("请填写日期，如 2027-12-31")},
    )


class RecognitionForm(Form):
    """Under what terms the people of a node are accepted."""

    level = forms.TypedChoiceField(
        label=_("对方的实名认证最高采信到"),
        choices=[
            (int(Level.PRIMARY), _("初级")),
            (int(Level.INTERMEDIATE), _("中级")),
        ],
        coerce=lambda value: Level(int(value)),
        widget=forms.RadioSelect,
        initial=int(Level.INTERMEDIATE),
        help_text=_("按双方协议选择；对方说明的等级更低时，以更低的为准。"),
        error_messages={"required": _("请选择")},
    )
    until = forms.DateField(
        label=_("协议到期日"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("不填时一年后到期；到期后停止互认，可以再次办理。"),
        error_messages={"invalid": _("请填写日期，如 2027-12-31")},
    )


class UserFileForm(Form):
    """A file with the users of an older system."""

    file = forms.FileField(
        label=_("用户文件"),
        help_text=_("shiming-users/1 格式，每份不超过5000名用户、4MB。"),
        widget=forms.FileInput({"accept": ".jsonl"}),
        error_messages={
            "required": _("请选择文件"),
            "empty": _("文件是空的，请重新选择"),
        },
    )


class DecisionForm(Form):
    """What an officer makes of a conflict, and why."""

    decision = forms.ChoiceField(
        label=_("决定"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项")},
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("写明核对了什么材料；不要写证件号码和手机号。"),
        error_messages={"required": _("请填写理由"), "max_length": _("不超过200字")},
    )

    # Django's own signature takes any mapping and any option.
    def __init__(self, *args: object, may_be_two: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they come
        field = self.fields["decision"]
        field.choices = [  # type: ignore[attr-defined]  # a ChoiceField, as declared above
            (decision.value, label)
            for decision, label in _DECISIONS.items()
            if may_be_two or decision is not Decision.TWO_PERSONS
        ]
