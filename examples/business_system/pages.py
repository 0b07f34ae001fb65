"""The pages of the sample: plain HTML, no script, nothing inline."""

import datetime as dt
import html
import json
import string

from examples.business_system.sign_on import SignedOn

LEVEL_NAMES = {
    "registered": "未实名",
    "primary": "初级实名",
    "intermediate": "中级实名",
    "advanced": "高级实名",
}
METHOD_NAMES = {"pwd": "密码", "sms": "短信验证码", "face": "人脸核验", "otp": "动态口令"}
CHINA = dt.timezone(dt.timedelta(hours=8))

_FRAME = string.Template("""<!doctype html>
<html lang="zh-CN">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>$title - 样本业务系统</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
  <header><p>样本业务系统</p></header>
  <main>
    <h1>$title</h1>
    $content
  </main>
</body>
</html>
""")


def welcome(*, level: str, problem: str = "") -> str:
    """Return the page for a visitor, with what went wrong if something did."""
    told = f'<p class="problem" role="alert">{html.escape(problem)}</p>' if problem else ""
    name = LEVEL_NAMES[level]
    content = f"""{told}
    <p>办理本系统的业务需要{name}。点击登录后，将前往实名平台验证身份；等级不足时，平台会引导您补齐。</p>
    <p><a class="button" href="/sign-in">登录</a></p>"""
    return _FRAME.substitute(title="欢迎", content=content)


def desk(signed_on: SignedOn) -> str:
    """Return the page for somebody who signed on: what the platform vouches for."""
    claims, userinfo = signed_on.claims, signed_on.userinfo
    signed_in_at = dt.datetime.fromtimestamp(claims["auth_time"], CHINA)
    methods = "、".join(METHOD_NAMES.get(method, method) for method in claims.get("amr", ()))
    facts = {
        "姓名": userinfo.get("name", ""),
        "证件号码": userinfo.get("document_number_masked", ""),
        "实名等级": LEVEL_NAMES[signed_on.level],
        "acr": claims["acr"],
        "登录方式（amr）": methods,
        "登录时间（auth_time）": signed_in_at.strftime("%Y-%m-%d %H:%M:%S"),
        "本系统中的用户标识（sub）": signed_on.subject,
    }
    rows = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(str(value)) or '—'}</dd>"
        for name, value in facts.items()
    )
    verified = json.dumps(userinfo.get("verified_claims", {}), ensure_ascii=False, indent=2)
    content = f"""<p>您已登录，可以办理业务。</p>
    <dl id="facts">{rows}</dl>
    <h2>已核实的信息（verified_claims）</h2>
    <pre id="verified-claims" tabindex="0">{html.escape(verified)}</pre>
    <form method="post" action="/sign-out"><button>退出登录</button></form>"""
    return _FRAME.substitute(title="业务办理", content=content)
