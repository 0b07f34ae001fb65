"""`/healthz` and `/readyz`."""

import pytest
from django.test import Client

from shiming.web_kit import health
from shiming.web_kit.health import ReadinessCheck


def passes() -> None:
    return None


def fails() -> None:
    raise ConnectionError("the address of the broken thing")


class TestHealthz:
    def test_answers_without_asking_anything(self, client: Client) -> None:
        with health.readiness_checks.replaced([ReadinessCheck(name="broken", run=fails)]):
            answer = client.get("/healthz")

        assert (answer.status_code, answer.content) == (200, b"ok")


class TestReadyz:
    @pytest.mark.django_db
    def test_asks_the_database(self, client: Client) -> None:
        answer = client.get("/readyz")

        assert answer.status_code == 200
        assert answer.json() == {"ready": True, "checks": {"database": True}}

    def test_names_what_fails_and_not_why(self, client: Client) -> None:
        checks = [
            ReadinessCheck(name="well", run=passes),
            ReadinessCheck(name="broken", run=fails),
        ]

        with health.readiness_checks.replaced(checks):
            answer = client.get("/readyz")

        assert answer.status_code == 503
        assert answer.json() == {"ready": False, "checks": {"well": True, "broken": False}}
