"""Templates for one test, gateways that write down what they were given."""

import dataclasses
import datetime as dt
import pathlib
import sys
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.apps import AppConfig, apps

from shiming.kernel.phones import Mobile
from shiming.messages import ports
from shiming.messages.reminder_files import rules_of_files
from shiming.messages.template_files import get_template
from shiming.messages.types import Contacts, SendOutcome, SendResult

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
ACCOUNT = uuid.UUID("01890000-0000-7000-8000-000000000001")
MOBILE = Mobile.parse("19900001234")
EMAIL = "lin@example.com"
ACCEPTED = SendResult(outcome=SendOutcome.ACCEPTED, reference="ref-1")
UNAVAILABLE = SendResult(outcome=SendOutcome.UNAVAILABLE, reason="timeout")
REFUSED = SendResult(outcome=SendOutcome.REFUSED, reason="number_refused")

WriteTemplate = Callable[..., str]
WriteRule = Callable[..., str]


@dataclasses.dataclass(kw_only=True)
class RecordingGateway:
    """Serves both channels."""

    answer: SendResult = ACCEPTED
    keeps_content: bool = False
    is_simulator: bool = True
    texts: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    ids: list[uuid.UUID] = dataclasses.field(default_factory=list)

    def send(
        self,
        *,
        message_id: uuid.UUID,
        mobile: str = "",
        text: str = "",
        address: str = "",
        subject: str = "",
        body: str = "",
    ) -> SendResult:
        self.ids.append(message_id)
        self.texts.append((mobile or address, text or f"{subject}|{body}"))
        return self.answer


class SampleArea(AppConfig):
    """An area whose templates the test writes."""

    path = ""


class KnownContacts:
    def __init__(self, contacts: Contacts) -> None:
        self.contacts = contacts

    def contacts_of(self, account_id: uuid.UUID) -> Contacts:
        return self.contacts if account_id == ACCOUNT else Contacts()


@pytest.fixture
def gateway() -> Iterator[RecordingGateway]:
    gateway = RecordingGateway()
    with ports.sms_gateway.replaced(gateway), ports.mail_sender.replaced(gateway):
        yield gateway


@pytest.fixture
def contacts() -> Iterator[KnownContacts]:
    book = KnownContacts(Contacts(mobile=MOBILE, email=EMAIL))
    with ports.address_book.replaced(book):
        yield book


@pytest.fixture
def write_template(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WriteTemplate]:
    area = SampleArea("samples", sys.modules[__name__])
    area.path = str(tmp_path)
    area.apps, area.models = apps, {}
    monkeypatch.setitem(apps.app_configs, "samples", area)
    (tmp_path / "message_templates").mkdir()
    get_template.cache_clear()

    def write(name: str = "code", en: dict[str, str] | None = None, **texts: str) -> str:
        lines = [f'{key} = "{text}"\n' for key, text in texts.items()]
        if en is not None:
            lines += ["[en]\n", *(f'{key} = "{text}"\n' for key, text in en.items())]
        file = tmp_path / "message_templates" / f"{name}.toml"
        file.write_text("".join(lines), encoding="utf-8")
        get_template.cache_clear()
        return f"samples/{name}"

    yield write
    get_template.cache_clear()


@pytest.fixture
def write_rule(tmp_path: pathlib.Path, write_template: WriteTemplate) -> Iterator[WriteRule]:
    """Make a kind of reminder: its template, and the days on which it is told."""

    def write(name: str = "ending", *, steps: list[int], subject: str = "证书到期") -> str:
        kind = write_template(name, kind="reminder", subject=subject, body="请更换。")
        with (tmp_path / "reminders.toml").open("a", encoding="utf-8") as file:
            file.write(f'["{kind}"]\nsteps = {steps}\n')
        rules_of_files.cache_clear()
        return kind

    yield write
    rules_of_files.cache_clear()
