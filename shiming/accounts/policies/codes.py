"""What a one-time code is said to be for: who is talked into giving one away can see it (A9)."""

from collections.abc import Mapping

from shiming.accounts.types import CodePurpose

# In Chinese and in English. Never for whom: the text may reach a stranger.
PURPOSE_WORDS: Mapping[CodePurpose, tuple[str, str]] = {
    CodePurpose.REGISTER: ("注册账户", "register an account"),
    CodePurpose.SIGN_IN: ("登录", "sign in"),
    CodePurpose.SIGN_IN_WITH_DOCUMENT: ("登录", "sign in"),
    CodePurpose.SIGN_IN_AS_FILED: ("登录", "sign in"),
    CodePurpose.SECOND_FACTOR: ("登录的第二步验证", "finish signing in"),
    CodePurpose.CONFIRM: ("确认是您本人操作", "confirm that it is you"),
    CodePurpose.RECOVER: ("找回账户并重设密码", "recover an account and set a new password"),
    CodePurpose.BIND_CONTACT: ("绑定这个号码或邮箱", "bind this number or mailbox"),
    CodePurpose.CONFIRM_CONTACT: ("更换绑定的号码", "replace the number on your account"),
    CodePurpose.BANK_CARD: ("绑定银行卡", "bind a bank card"),
    CodePurpose.SIGN_IN_FOR_UNIT: ("以单位身份登录", "sign in for a unit"),
    CodePurpose.APPLY: ("提交或查询申请", "send or follow an application"),
}
