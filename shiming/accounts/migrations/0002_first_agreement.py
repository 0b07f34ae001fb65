"""Puts the shipped service agreement into force; an operator publishes own versions over it."""

import datetime as dt
import uuid

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

VERSION = "1.0"
TITLE = "网络服务使用协议"
TEXT = """
一、本平台为办事人提供账户注册、实名认证和统一登录服务。您注册账户，即表示您已阅读并同意本协议。

二、您应当使用本人的手机号码注册，如实提供信息，并妥善保管密码。任何人（包括工作人员）都不会向您索要密码或短信验证码。

三、您的账户只供本人使用。以您的账户进行的操作，视为您本人的操作；发现账户被他人使用时，请立即修改密码并结束其他登录。

四、本平台只为办理您申请的事项收集必要的个人信息，对证件号码、姓名、手机号码和照片加密保存，不向无关的单位和个人提供。处理人脸信息前，会另行征得您的同意，并提供不使用人脸的办理方式。

五、您可以随时查看登录记录、结束登录、修改密码，也可以到服务窗口注销账户。依照法律法规必须保留的记录除外。

六、系统维护时会在页面上提前说明恢复时间。因不可抗力造成的中断，本平台会尽快恢复服务。

七、协议修改后会以新的版本公布；您下次登录时，请阅读并决定是否同意新版本。
""".strip()


def publish(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("accounts", "ServiceAgreement").objects.create(
        id=uuid.UUID("0190a3a0-0000-7000-8000-000000000001"),
        version=VERSION,
        title=TITLE,
        text=TEXT,
        published_at=dt.datetime(2024, 7, 1, tzinfo=dt.UTC),
    )


def withdraw(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("accounts", "ServiceAgreement").objects.filter(version=VERSION).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts")]

    operations = [migrations.RunPython(publish, withdraw)]
