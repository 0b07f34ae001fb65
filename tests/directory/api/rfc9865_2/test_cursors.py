"""RFC 9865, sections 2 to 4: pages by cursor, which nothing that is added or closed moves."""

import base64
import json
from typing import Any

import pytest
import time_machine

from shiming.directory.scim.cursors import Place, cursor_of
from shiming.directory.scim.schemas import SEARCH_REQUEST
from shiming.kernel.ids import new_id
from tests.directory.api.conftest import Scim, error, read


def walk(scim: Scim, path: str, **parameters: str) -> list[list[str]]:
    """Return the names of all pages, from the first to the one without a next."""
    pages, cursor = [], ""
    while True:
        page = ask(scim, path, cursor=cursor, **parameters)
        pages.append([one.get("userName") or one["displayName"] for one in page["Resources"]])
        if "nextCursor" not in page:
            return pages
        cursor = page["nextCursor"]


def ask(scim: Scim, path: str, **parameters: str) -> dict[str, Any]:
    answer = scim.browser.get(
        f"/scim/v2{path}", parameters, headers={"Authorization": f"Bearer {scim.token}"}
    )
    assert answer.status_code == 200, answer.content
    return read(answer)


def _content(cursor: str) -> bytes:
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))


@pytest.fixture
def five(personnel: Scim, time: time_machine.Traveller) -> list[str]:
    made = []
    for name in ("jia", "yi", "bing", "ding", "wu"):
        time.shift(1)
        made.append(personnel.create(f"staff.{name}")["id"])
    return made


class TestCursors:
    def test_lead_through_all_pages_and_end(self, personnel: Scim, five: list[str]) -> None:
        first = ask(personnel, "/Users", cursor="", count="2")

        assert (first["totalResults"], first["itemsPerPage"]) == (5, 2)
        assert "startIndex" not in first
        assert walk(personnel, "/Users", count="2") == [
            ["staff.jia", "staff.yi"],
            ["staff.bing", "staff.ding"],
            ["staff.wu"],
        ]
        assert walk(personnel, "/Users", count="5") == [
            ["staff.jia", "staff.yi", "staff.bing", "staff.ding", "staff.wu"]
        ]

    def test_lead_through_what_is_filtered_and_sorted(
        self, personnel: Scim, five: list[str]
    ) -> None:
        question = {"filter": 'userName sw "staff."', "sortBy": "userName", "count": "3"}

        assert walk(personnel, "/Users", **question) == [
            ["staff.bing", "staff.ding", "staff.jia"],
            ["staff.wu", "staff.yi"],
        ]

    def test_pass_over_nobody_who_came_in_the_same_moment(self, personnel: Scim) -> None:
        names = {f"staff.n{number}" for number in range(5)}
        for name in names:
            personnel.create(name)

        pages = walk(personnel, "/Users", count="2")

        assert sorted(name for page in pages for name in page) == sorted(names)

    def test_lead_through_groups_with_one_name_each(self, personnel: Scim) -> None:
        for name in ("丙组", "甲组", "乙组"):
            personnel.group(name)

        pages = walk(personnel, "/Groups", count="1")

        assert sorted(name for page in pages for name in page) == ["丙组", "乙组", "甲组"]
        assert len(pages) == 3

    def test_skip_and_repeat_nothing_where_somebody_leaves_or_comes(
        self, personnel: Scim, five: list[str], time: time_machine.Traveller
    ) -> None:
        first = ask(personnel, "/Users", cursor="", count="2")
        time.shift(1)
        for gone in five[:2]:
            assert personnel.ask("DELETE", f"/Users/{gone}").status_code == 204
        personnel.create("staff.ji")

        rest = ask(personnel, "/Users", cursor=first["nextCursor"])

        assert [one["userName"] for one in rest["Resources"]] == [
            "staff.bing",
            "staff.ding",
            "staff.wu",
            "staff.ji",
        ]

    def test_stand_in_a_body_too(self, personnel: Scim, five: list[str]) -> None:
        content = {"schemas": [SEARCH_REQUEST], "cursor": "", "count": 4}

        first = read(personnel.ask("POST", "/Users/.search", content))
        second = read(
            personnel.ask("POST", "/Users/.search", {**content, "cursor": first["nextCursor"]})
        )

        assert [one["userName"] for one in second["Resources"]] == ["staff.wu"]
        assert "nextCursor" not in second

    def test_are_expired_where_their_place_among_the_filtered_has_gone(
        self, personnel: Scim, five: list[str]
    ) -> None:
        question = {"filter": 'userName sw "staff."', "count": "2"}
        cursor = ask(personnel, "/Users", cursor="", **question)["nextCursor"]
        personnel.ask("DELETE", f"/Users/{five[1]}")

        answer = personnel.browser.get(
            "/scim/v2/Users",
            {"cursor": cursor, **question},
            headers={"Authorization": f"Bearer {personnel.token}"},
        )

        assert error(answer) == (400, "expiredCursor")

    @pytest.mark.parametrize(
        "cursor",
        [
            "nonsense",
            "....",
            "W10",
            base64.urlsafe_b64encode(b"[1, 2, 3]").decode(),
            base64.urlsafe_b64encode(json.dumps(["x", "y", "z"]).encode()).decode(),
            cursor_of(Place(key="2026-01-01", id=new_id()), question="another"),
            cursor_of(Place(key="2026-01-01", id=new_id()), question="User\n\n\n"),
            cursor_of(Place(key="no instant", id=new_id()), question="User\n\n\n"),
            cursor_of(Place(key="0001-01-01T00:00+14:00", id=new_id()), question="User\n\n\n"),
            cursor_of(Place(key="9999-12-31T23:59-14:00", id=new_id()), question="User\n\n\n"),
            cursor_of(Place(key="a\0", id=new_id()), question="User\n\n\n"),
            "A" * 5000,
        ],
        ids=range(12),
    )
    def test_of_nobody_lead_nowhere(self, personnel: Scim, cursor: str) -> None:
        assert error(personnel.get(f"/Users?cursor={cursor}")) == (400, "invalidCursor")

    def test_of_text_that_no_database_keeps_lead_nowhere(self, personnel: Scim) -> None:
        content = json.loads(
            _content(cursor_of(Place(key="", id=new_id()), question="Group\n\n\n"))
        )
        content[1] = "\ud800"
        cursor = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

        assert error(personnel.get(f"/Groups?cursor={cursor}")) == (400, "invalidCursor")

    def test_bear_an_order_that_is_no_text(self, personnel: Scim, five: list[str]) -> None:
        content = {"schemas": [SEARCH_REQUEST], "cursor": "", "count": 2, "sortOrder": "\ud800"}

        first = read(personnel.ask("POST", "/Users/.search", content))
        content["cursor"] = first["nextCursor"]
        second = read(personnel.ask("POST", "/Users/.search", content))

        assert second["Resources"][0]["userName"] == "staff.bing"

    def test_are_good_for_their_own_list_alone(self, personnel: Scim, five: list[str]) -> None:
        cursor = ask(personnel, "/Users", cursor="", count="2")["nextCursor"]

        for path in (f"/Groups?cursor={cursor}", f"/Users?sortBy=userName&cursor={cursor}"):
            assert error(personnel.get(path)) == (400, "invalidCursor")

    @pytest.mark.parametrize("count", ["-1", "many"])
    def test_want_a_count_that_is_one(self, personnel: Scim, count: str) -> None:
        assert error(personnel.get(f"/Users?cursor=&count={count}")) == (400, "invalidCount")

    def test_show_nothing_of_what_lies_elsewhere(
        self, personnel: Scim, city: Scim, five: list[str]
    ) -> None:
        cursor = ask(personnel, "/Users", cursor="", count="2")["nextCursor"]

        page = ask(city, "/Users", cursor=cursor)

        assert (page["totalResults"], page["Resources"]) == (0, [])
