"""Forms about trust sources."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from shiming.accounts.types import AccountKind, SourceUse
from shiming.kernel.levels import Level
from shiming.trust_sources.types import Connection, SourceProtocol, TermsEntry, TermsFacts
from shiming.web_kit.forms import Form

_LONGEST = 500
PROTOCOLS = {
    SourceProtocol.OIDC: _("OpenID Connect"),
    SourceProtocol.OAUTH2: _("OAuth 2"),
    SourceProtocol.CAS: _("CAS 3"),
    SourceProtocol.LDAP: _("LDAP目录"),
    SourceProtocol.IMAP: _("电子邮箱（IMAP）"),
    SourceProtocol.ALIPAY: _("支付宝身份认证（RSA2）"),
    SourceProtocol.UNIONPAY: _("银联卡四要素核对"),
    SourceProtocol.PROVIDENT_FUND: _("住房公积金账户核对（SM2）"),
    SourceProtocol.TAX_FILING: _("报税用户核对（单位）"),
}
USES = {
    SourceUse.SIGN_IN: _("登录"),
    SourceUse.PROOF: _("只证明身份，不能登录"),
}
LEVELS = {
    Level.REGISTERED: _("已注册"),
    Level.PRIMARY: _("初级"),
    Level.INTERMEDIATE: _("中级"),
}
KINDS = {
    AccountKind.NATURAL_PERSON: _("个人"),
    AccountKind.UNIT: _("单位"),
    AccountKind.AGENCY: _("代理机构"),
    AccountKind.STAFF: _("工作人员"),
}


def _line(label: object, *, help_text: object = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=_LONGEST)  # type: ignore[arg-type]  # lazy texts are texts


class TermsForm(Form):
    """What is agreed with a source, and how it is reached."""

    name = forms.CharField(
        label=_("名称"), max_length=32, help_text=_("登录页和“账号绑定”页面这样称呼它。")
    )
    operator = forms.CharField(label=_("运营单位"), max_length=64)
    use = forms.ChoiceField(
        label=_("用途"),
        choices=[(one.value, label) for one, label in USES.items()],
        widget=forms.RadioSelect,
        initial=SourceUse.SIGN_IN.value,
    )
    protocol = forms.ChoiceField(
        label=_("协议"), choices=[(one.value, label) for one, label in PROTOCOLS.items()]
    )
    address = forms.CharField(
        label=_("地址"),
        max_length=_LONGEST,
        help_text=_(
            "OpenID Connect填签发者，OAuth 2填授权页，CAS填服务器地址；"
            "LDAP和IMAP填“主机:端口”（只用TLS）；支付宝填网关地址，其他核对填接口地址。"
        ),
    )
    client_id = _line(_("本平台在对方的编号"), help_text=_("LDAP填查询用户的DN。"))
    secret = forms.CharField(
        label=_("密钥"),
        required=False,
        max_length=4000,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("加密保存，不再显示。留空时沿用原来的密钥；地址或编号变了，要重新填写。"),
    )
    scopes = _line(_("申请的范围（scope）"), help_text=_("用空格分开，如 openid profile。"))
    token_url = _line(_("令牌地址"), help_text=_("只有OAuth 2需要。"))
    userinfo_url = _line(_("用户信息地址"), help_text=_("只有OAuth 2需要。"))
    base = _line(_("目录根或邮箱域名"), help_text=_("LDAP填查询的起点，IMAP填邮箱@后面的域名。"))
    name_attribute = _line(_("用户名属性"), help_text=_("只有LDAP需要，如 uid。"))
    peer_key = forms.CharField(
        label=_("对方的公钥"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "用来验证对方的签名：支付宝填平台公钥（RSA），公积金填SM2公钥（十六进制）。"
            "这时“密钥”填本平台的私钥。"
        ),
    )
    mapping = forms.CharField(
        label=_("属性对应"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=_("JSON，写法见下方；只做核对的来源留空。手机号码、邮箱、昵称不能用来认人。"),
    )
    level = forms.TypedChoiceField(
        label=_("最高可以给到的等级"),
        choices=[(int(level), label) for level, label in LEVELS.items()],
        coerce=lambda value: Level(int(value)),
    )
    evidence_days = forms.IntegerField(
        label=_("证明的有效天数"), min_value=1, max_value=365, initial=365
    )
    kinds = forms.MultipleChoiceField(
        label=_("可以登录的账户"),
        choices=[(one.value, label) for one, label in KINDS.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=[AccountKind.NATURAL_PERSON.value],
    )
    links_alone = forms.BooleanField(
        label=_("号码和姓名一致、只有一个账户时，可以直接绑定"),
        required=False,
        help_text=_("不选时，总要本人先登录原有账户再确认。"),
    )
    opens_accounts = forms.BooleanField(
        label=_("没有账户的人可以直接开通"), required=False, initial=True
    )
    portals = forms.CharField(
        label=_("提供的门户"),
        required=False,
        max_length=_LONGEST,
        help_text=_("门户代码，用空格分开；留空表示所有门户。"),
    )
    contract_from = forms.DateField(
        label=_("合同开始日期"), widget=forms.DateInput({"type": "date"})
    )
    contract_until = forms.DateField(
        label=_("合同结束日期"), widget=forms.DateInput({"type": "date"})
    )
    keeps_links = forms.BooleanField(
        label=_("地址或用户编号有变化，但运营单位和用户编号与以前完全相同，保留已有的绑定"),
        required=False,
        help_text=_("审批人也要确认。不选时，已有的绑定停用，用户下次使用时重新核对。"),
    )

    def entry(self) -> TermsEntry:
        """Return what was entered; only for a valid form."""
        entered = self.cleaned_data
        return TermsEntry(
            name=entered["name"],
            operator=entered["operator"],
            connection=Connection(
                protocol=SourceProtocol(entered["protocol"]),
                address=entered["address"].rstrip("/"),
                client_id=entered["client_id"],
                secret=entered["secret"],
                scopes=" ".join(entered["scopes"].split()),
                token_url=entered["token_url"],
                userinfo_url=entered["userinfo_url"],
                base=entered["base"],
                name_attribute=entered["name_attribute"],
                peer_key=entered["peer_key"],
            ),
            mapping=entered["mapping"],
            use=SourceUse(entered["use"]),
            kinds=frozenset(AccountKind(kind) for kind in entered["kinds"]),
            level=entered["level"],
            links_alone=entered["links_alone"],
            opens_accounts=entered["opens_accounts"],
            portals=tuple(dict.fromkeys(entered["portals"].split())),
            evidence_days=entered["evidence_days"],
            contract_from=entered["contract_from"],
            contract_until=entered["contract_until"],
            keeps_links=entered["keeps_links"],
        )


class NewSourceForm(TermsForm):
    """The same, with the short name that it keeps for ever."""

    code = forms.CharField(
        label=_("代码"),
        max_length=24,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*$", _("请只用小写字母、数字和连字符"))],
        help_text=_("小写字母、数字和连字符，以后不能改。"),
    )

    field_order = ("code",)


class DecisionForm(Form):
    """Whether terms come into force, and why not."""

    reason = forms.CharField(
        label=_("不同意的原因"), required=False, max_length=200, help_text=_("同意时不用填写。")
    )
    keeps_links = forms.BooleanField(
        label=_("我已向运营单位核实：运营单位和用户编号与以前完全相同，保留已有的绑定"),
        required=False,
    )


def initial_of(facts: TermsFacts) -> dict[str, object]:
    """Return the terms in force as a form begins with them."""
    entry = facts.entry
    connection = entry.connection
    return {
        "name": entry.name,
        "operator": entry.operator,
        "use": entry.use.value,
        "protocol": connection.protocol.value,
        "address": connection.address,
        "client_id": connection.client_id,
        "scopes": connection.scopes,
        "token_url": connection.token_url,
        "userinfo_url": connection.userinfo_url,
        "base": connection.base,
        "name_attribute": connection.name_attribute,
        "peer_key": connection.peer_key,
        "mapping": entry.mapping,
        "level": int(entry.level),
        "evidence_days": entry.evidence_days,
        "kinds": sorted(kind.value for kind in entry.kinds),
        "links_alone": entry.links_alone,
        "opens_accounts": entry.opens_accounts,
        "portals": " ".join(entry.portals),
        "contract_from": entry.contract_from,
        "contract_until": entry.contract_until,
    }
