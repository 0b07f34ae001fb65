"""What people and clerks fill in on the way back into an account."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from tests.accounts.actions.recovery.conftest import (
    NEW,
)
from tests.accounts.web.conftest import send

EXPLANATION = "已核对居民身份证原件，与来人一致。"


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def choose(client: Client, **data: str) -> HttpResponse:
    return send(client, "/activate/password/", password=NEW, repeat=NEW, **data)


def upload() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 40), "white").save(buffer, "JPEG")
    return SimpleUploadedFile("card.jpg", buffer.getvalue(), content_type="image/jpeg")
