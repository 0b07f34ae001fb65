"""A province and two cities, each a process with a database of its own; the province is killed."""

import contextlib
import pathlib
import re
import shutil
from collections.abc import Iterator

import pytest

from shiming.kernel.levels import Level
from tests.cast import CAST
from tests.trust_sources.nodes.installation_kit import PORTAL_HOST, Instance, Surfer

KEY = "a key that two nodes share, for this test alone"
PASSWORD = "Tulpen-und-7-Narzissen"
ANNA, BERT, CARL, DORA, EDDA, FRED, GUAN = range(7)
"""Places in the cast."""
HOSTS = ["127.0.0.1", "127.0.0.2", "127.0.0.3"]
Nodes = tuple[Instance, Instance, Instance]


@pytest.fixture
def nodes(tmp_path: pathlib.Path, migrated_file: pathlib.Path) -> Iterator[Nodes]:
    """Start the province, the city in whose portal its page stands, and another city."""
    made = (
        Instance(tmp_path / "gd", role="province", code="gd", host=HOSTS[0]),
        Instance(tmp_path / "gz", role="city", code="gz", host=HOSTS[1]),
        Instance(tmp_path / "sz", role="city", code="sz", host=HOSTS[2]),
    )
    province, *cities = made
    with contextlib.ExitStack() as stack:
        for instance in made:
            instance.data.mkdir()
            (instance.data / "static").mkdir()
            shutil.copy(migrated_file, instance.data / "shiming.sqlite3")
            instance.start()
            stack.callback(instance.kill)
        for instance in made:
            instance.wait()
        for city in cities:
            province.know(city, key=KEY, portal=f"portal-{city.code}")
            city.know(province, key=KEY, portal="")
        province.ask("open_portal", code="portal-gz", host=PORTAL_HOST)
        yield made


def recognise_each_other(nodes: Nodes) -> None:
    """Each side's two officers agree; what follows the nodes do by themselves."""
    province, *cities = nodes
    for city in cities:
        province.ask("recognise", code=city.code)
        # Until the city's officers have agreed, nobody is sent there.
        assert province.ask("keep")[["gz", "sz"].index(city.code)] == "ours"  # type: ignore[index]  # a list, as JSON
        city.ask("recognise", code=province.code)
        assert city.ask("keep") == ["mutual"]
    assert province.ask("keep") == ["mutual", "mutual"]


def register_in_the_portal(province: Instance, member: int) -> None:
    """Register on the province's page that stands within the city's portal."""
    browser = Surfer(PORTAL_HOST)
    browser.open(f"{province.address}/register/")
    browser.submit(mobile=CAST[member].mobile, is_agreed="on")
    assert browser.path == "/register/code/", browser.page
    code = str(province.ask("code", member=member))
    browser.submit(code=code, user_name="", password=PASSWORD, repeat=PASSWORD)
    assert browser.path not in {"/register/", "/register/code/"}, browser.page


def sign_in_by_code(browser: Surfer, node: Instance, member: int) -> None:
    """Sign in on the page of a node that is open, or at the node's own."""
    query = browser.url.partition("?")[2] if browser.path == "/sign-in/" else ""
    browser.open(f"{node.address}/sign-in/sms/?{query}")
    browser.submit(mobile=CAST[member].mobile)
    assert browser.path == "/sign-in/code/", browser.page
    browser.submit(code=str(node.ask("code", member=member)))
    agree(browser)


def agree(browser: Surfer) -> None:
    """Accept the service agreement, if that is asked for."""
    if browser.path == "/agreement/":
        found = re.search(r'name="agreement" value="([^"]+)"', browser.page)
        assert found is not None, browser.page
        browser.submit(agreement=found[1])


def go_to_source(browser: Surfer, node: Instance, code: str, *, expected: int = 200) -> None:
    """Choose another node on the sign-in page, and go there."""
    query = "next=/me/"
    if browser.path == "/sign-in/" and browser.url.startswith(node.address):
        query = browser.url.partition("?")[2]
    browser.open(f"{node.address}/sign-in/source/{code}/?{query}")
    browser.submit()
    assert browser.status == expected, (browser.url, browser.page)


def recognition(nodes: Nodes) -> None:
    """People of one node sign in at another with their account at home, and stay one person."""
    before = people_who_register(nodes)
    from_city_to_city(nodes)
    province_and_city(nodes)

    # Nobody of this is told as if it were anybody's own user, and nobody is there twice.
    province, gz, sz = nodes
    assert (sz.ask("deliver"), gz.ask("deliver")) == (0, 0)
    assert province.look() == before | {key: province.look()[key] for key in ("levels", "changes")}
    staff_stays(nodes)


def people_who_register(nodes: Nodes) -> dict[str, object]:
    """Register people in the portal, in the city and at the province; return who is there then."""
    province, gz, _sz = nodes
    # Anna registers on the province's page in the city's portal: the city knows her at once.
    register_in_the_portal(province, ANNA)
    province.ask("prove", member=ANNA)
    gz.ask("register", member=BERT, portal="", attached=True)
    province.ask("register", member=FRED, portal="", attached=False)
    province.ask("prove", member=FRED)
    assert gz.ask("deliver") == 2
    assert province.ask("deliver") > 0  # type: ignore[operator]  # a number, as JSON
    assert (gz.look()["mobiles"], gz.look()["homes"]) == ([ANNA, BERT], ["gz", "gz"])
    before = province.look()
    assert (before["mobiles"], before["persons"]) == ([ANNA, BERT, FRED], 3)
    return before


def from_city_to_city(nodes: Nodes) -> None:
    """Anna signs in at home, and with her account there in another city."""
    province, gz, sz = nodes
    # She signs in at the city's own platform, which tells her where else she may.
    at_home = Surfer()
    sign_in_by_code(at_home, gz, ANNA)
    at_home.open(f"{gz.address}/me/")
    assert "您的账户由本平台管理" in at_home.page
    assert "<li>gd</li>" in at_home.page

    # In another city: over the province to her own city, and back with what it says of her.
    go_to_source(at_home, sz, "gd")
    assert at_home.url.startswith(province.address), at_home.url
    go_to_source(at_home, province, "gz")
    agree(at_home)
    assert at_home.path.startswith("/sign-in/source/first-use/"), (at_home.url, at_home.page)
    assert at_home.url.startswith(sz.address)
    at_home.submit()
    agree(at_home)
    at_home.open(f"{sz.address}/me/")
    assert "您的账户由“gd”管理" in at_home.page
    there = sz.look()
    assert (there["accounts"], there["persons"], there["homes"]) == (1, 1, ["gd"])
    assert there["levels"] == [int(Level.PRIMARY)]

    # The next time there is nothing to decide, and no second account anywhere.
    at_home.cookies.clear(sz.host)
    go_to_source(at_home, sz, "gd")
    assert at_home.url == f"{sz.address}/me/"
    assert sz.look()["accounts"] == 1


def province_and_city(nodes: Nodes) -> None:
    """City and province recognise each other: Bert of the city there, Fred of the province here."""
    province, gz, _sz = nodes
    bert, fred = Surfer(), Surfer()
    go_to_source(bert, province, "gz")
    sign_in_by_code(bert, gz, BERT)
    agree(bert)
    assert bert.url == f"{province.address}/me/", bert.page
    go_to_source(fred, gz, "gd")
    sign_in_by_code(fred, province, FRED)
    fred.submit()
    agree(fred)
    assert fred.url == f"{gz.address}/me/", fred.page
    assert gz.look()["homes"] == ["gd", "gz", "gz"]


def staff_stays(nodes: Nodes) -> None:
    """Staff leaves for nowhere else, even with a number and name that the other side knows."""
    province, gz, _sz = nodes
    clerk = Surfer()
    clerk.give_cookie(gz, str(gz.ask("staff_cookie", member=GUAN)))
    go_to_source(clerk, province, "gz", expected=403)
    assert clerk.url.startswith(gz.address)
    assert "只互认个人账户" in clerk.page
    assert (province.look()["persons"], province.look()["staff"]) == (3, 0)


def a_province_that_dies(nodes: Nodes) -> None:
    """A city goes on without its province, and nothing is lost or done twice."""
    province, city, sz = nodes
    # Anna changes her mobile at the province, which dies before it could tell anybody.
    province.ask("change_mobile", was=ANNA, becomes=CARL)
    province.kill()

    # The city signs people in, and changes what they want changed: Anna's mobile too.
    city.ask("change_mobile", was=ANNA, becomes=DORA)
    city.ask("change_mobile", was=BERT, becomes=EDDA)
    assert city.ask("sign_in", member=EDDA)
    city.ask("change_mobile", was=EDDA, becomes=BERT)
    assert city.ask("deliver") == 0
    assert city.ask("sign_in", member=BERT)
    alone = city.look()
    assert (alone["waiting"], alone["errors"]) == (3, ["connection"])
    # Strangers are told so, and everybody else finds their own ways in.
    stranger = Surfer()
    assert sz.ask("check_twice") == 1
    stranger.open(f"{sz.address}/sign-in/")
    assert "gd暂时不能使用" in stranger.page

    # Back again, with what it had: events in the wrong order are refused, and come in order later.
    province.start()
    province.wait()
    assert sz.ask("check_twice") == 0
    stranger.open(f"{sz.address}/sign-in/")
    assert "gd暂时不能使用" not in stranger.page
    assert city.ask("send_backwards", to="gd", again=False) == ["applied", "conflict", "refused"]
    city.ask("deliver")
    assert city.look()["waiting"] == 0
    province.ask("deliver")
    assert province.look()["waiting"] == 0
    after = province.look()
    assert after["mobiles"] == [BERT, CARL, FRED]
    assert city.look()["mobiles"] == [BERT, DORA]
    # Both changed Anna's mobile: each side has that in its work list, and nobody's was overwritten.
    assert after["conflicts"] == ["contact_differs"]
    assert city.look()["conflicts"] == ["contact_differs"]

    # Everything once more, backwards: nothing changes.
    before = [node.look() for node in nodes]
    assert set(city.ask("send_backwards", to="gd", again=True)) == {"already"}  # type: ignore[call-overload]  # a list, as JSON
    assert set(province.ask("send_backwards", to="gz", again=True)) == {"already"}  # type: ignore[call-overload]  # as above
    assert [node.look() for node in nodes] == before


@pytest.mark.allow_hosts(HOSTS)
@pytest.mark.requirement("S28-5", "S33-21")
def test_one_account_everywhere_also_while_the_province_is_away(nodes: Nodes) -> None:
    recognise_each_other(nodes)
    recognition(nodes)
    a_province_that_dies(nodes)
