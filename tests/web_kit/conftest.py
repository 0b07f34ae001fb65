"""The kit is tested without the areas above it."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from pytest_django.fixtures import Settings

from shiming.web_kit import frame

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shiming.web_kit.middleware.PageHeadersMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tests.web_kit.someone.SomeoneMiddleware",
    "shiming.web_kit.middleware.RefusalMiddleware",
]


@pytest.fixture(autouse=True)
def small_site(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.web_kit.site"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.DEBUG = False
    # A request leaves its language active for the thread; each test begins in Chinese.
    with (
        frame.frame_source.replaced(frame.PlainFrameSource()),
        translation.override("zh-hans"),
    ):
        yield
