"""One demonstration for all journeys of a worker, and a browser with a camera for each of them."""

import pathlib
from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Page, Playwright, ViewportSize, sync_playwright

from tests.browsers import WHOLE, launch, showing
from tests.journeys.camera import FakeCamera
from tests.journeys.citizen import Citizen
from tests.journeys.demonstration import Demonstration, own_database, running_demonstration

PHONE = ViewportSize(width=360, height=740)
DESK = ViewportSize(width=1366, height=768)
STEP_MS = 20_000
TRACES = pathlib.Path("build") / "journeys"
HAS_FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """A running demonstration with data of its own, on the database that this run is about."""
    folder = tmp_path_factory.mktemp("demo")
    with own_database() as database, running_demonstration(folder, database=database) as running:
        yield running


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """The driver of the browser; ends with the module, since a process can have only one."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture
def camera(tmp_path: pathlib.Path) -> FakeCamera:
    """What the browser's camera shows."""
    return FakeCamera(tmp_path / "camera.mjpeg")


@pytest.fixture
def citizen(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    demo: Demonstration,
    camera: FakeCamera,
) -> Iterator[Citizen]:
    """Somebody with a phone and a fresh browser."""
    yield from somebody(request, playwright, demo, camera, PHONE)


@pytest.fixture
def staff(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    demo: Demonstration,
    camera: FakeCamera,
) -> Iterator[Citizen]:
    """A member of staff at a desk, with a browser of their own."""
    yield from somebody(request, playwright, demo, camera, DESK)


def somebody(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    demo: Demonstration,
    camera: FakeCamera,
    size: ViewportSize,
) -> Iterator[Citizen]:
    """Open a browser for somebody, and keep its traces if the test fails."""
    browser = launch(playwright, *showing(camera.path), executable=WHOLE)
    page = browser.new_page(viewport=size, locale="zh-CN")
    page.set_default_timeout(STEP_MS)
    yield Citizen(page, demo, camera)
    if request.node.stash.get(HAS_FAILED, False):
        keep_traces(page, demo, f"{request.node.name}-{size['width']}")
    browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether the test failed, for the fixtures that end after it."""
    report = yield
    item.stash[HAS_FAILED] = item.stash.get(HAS_FAILED, False) or report.failed
    return report


def keep_traces(page: Page, demo: Demonstration, name: str) -> None:
    """Keep what a failed journey saw last, and the end of the demonstration's log."""
    TRACES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=TRACES / f"{name}.png", full_page=True)
    (TRACES / f"{name}.txt").write_text(
        f"{page.url}\n\n{page.inner_text('body')}\n\n{demo.log()[-6000:]}", encoding="utf-8"
    )
