"""Puts the shipped consent texts into force; an operator publishes own versions over them."""

import datetime as dt
import uuid

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

VERSION = "1.0"
TEXTS = (
    (
        uuid.UUID("0190a3a0-0000-7000-8000-000000000101"),
        "data_processing",
        "实名认证个人信息处理同意书",
        """
为核实您的身份，本平台需要处理您的证件类型、姓名、证件号码、证件有效期和证件照片，并向法定的人口信息权威库核对姓名和证件号码是否一致。权威库只返回“一致”“不一致”或“查无记录”，不返回其他信息。

证件照片和填写的信息加密保存，只作为本次实名认证的证据。未通过的认证材料保存一百八十日后销毁；通过的认证材料在您与本平台的关系结束后保存五年。任何人查看这些材料都会留下记录。

您可以不同意。不同意时，您可以携带证件到服务窗口办理，也可以继续使用不需要实名的服务。您可以随时放弃正在办理的认证。
""",
    ),
    (
        uuid.UUID("0190a3a0-0000-7000-8000-000000000102"),
        "face",
        "人脸信息处理单独同意书",
        """
人脸信息属于敏感个人信息，因此单独征求您的同意。为确认是您本人在办理，本平台会在您操作时拍摄一段约十秒的画面，判断是否为真人，并与证件照片、权威库照片比对。

比对只在本平台内进行。本平台不建立人脸特征库，不保存人脸特征模板，不把人脸信息用于本次认证以外的目的，也不提供给他人。拍摄的画面作为本次认证的证据加密保存，期限与证件照片相同。

您可以不同意，不影响姓名和证件号码的核对，也不影响初级实名。需要中级实名时，您可以携带证件到服务窗口，由工作人员当面核验。
""",
    ),
)


def publish(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    for key, kind, title, text in TEXTS:
        apps.get_model("proofing", "ConsentText").objects.create(
            id=key,
            kind=kind,
            version=VERSION,
            title=title,
            text=text.strip(),
            published_at=dt.datetime(2024, 7, 1, tzinfo=dt.UTC),
        )


def withdraw(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    texts = apps.get_model("proofing", "ConsentText").objects
    texts.filter(pk__in=[key for key, *_ in TEXTS]).delete()


class Migration(migrations.Migration):
    dependencies = [("proofing", "0001_proofing")]

    operations = [migrations.RunPython(publish, withdraw)]
