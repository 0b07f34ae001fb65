"""RFC 7644, section 3.4: filters, order, pages, and what is shown."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shiming.directory.api.scim import searching
from shiming.directory.scim.errors import ScimError, ScimType
from shiming.directory.scim.evaluation import matches
from shiming.directory.scim.filters import parse_filter
from shiming.directory.scim.schemas import ENTERPRISE, SEARCH_REQUEST, USER, USERS
from tests.directory.api.conftest import Scim, error, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(personnel: Scim, time: time_machine.Traveller) -> Scim:
    personnel.create(
        "staff.jia",
        organisation="60-A",
        externalId="HR-1",
        title="Clerk",
        displayName="Ann",
        emails=[{"value": "Ann@example.org", "type": "work"}],
    )
    time.shift(1)
    personnel.create("staff.yi", organisation="60-B", externalId="hr-1", title="Chief")
    time.shift(1)
    personnel.create("staff.bing", active=False, name={"familyName": "Li"})
    return personnel


TABLE = [
    ('userName eq "staff.jia"', "jia"),
    ('userName eq "STAFF.JIA"', "jia"),
    ('USERNAME EQ "staff.jia"', "jia"),
    (f'{USER}:userName eq "staff.jia"', "jia"),
    ('userName ne "staff.jia"', "yi bing"),
    ('userName sw "staff."', "jia yi bing"),
    ('userName ew "yi"', "yi"),
    ('userName co "I"', "jia yi bing"),
    ('userName gt "staff.jia"', "yi"),
    ('userName ge "staff.jia"', "jia yi"),
    ('userName lt "staff.jia"', "bing"),
    ('userName le "staff.jia"', "jia bing"),
    ('externalId eq "HR-1"', "jia"),
    ('externalId eq "hr-1"', "yi"),
    ("title pr", "jia yi"),
    ("not (title pr)", "bing"),
    ('title eq "clerk"', "jia"),
    ("title eq null", "bing"),
    ("active eq true", "jia yi"),
    ('active eq "False"', "bing"),
    ("active ne true", "bing"),
    ('name.familyName eq "li"', "bing"),
    ('emails eq "ann@example.org"', "jia"),
    ('emails.value eq "ann@example.org"', "jia"),
    ('emails[type eq "work" and value co "@example.org"]', "jia"),
    ('emails[type eq "home"]', ""),
    (f'{ENTERPRISE}:organization eq "60-B"', "yi"),
    ('meta.lastModified ge "2026-03-02T02:00:00Z"', "jia yi bing"),
    ('meta.lastModified gt "2026-03-02T02:00:00.000Z"', "yi bing"),
    ('meta.lastModified lt "2026-03-02T10:00:01+08:00"', "jia"),
    ('title eq "clerk" or title eq "chief"', "jia yi"),
    # And binds more tightly than or.
    ('title eq "clerk" or title eq "chief" and active eq false', "jia"),
    ('(title eq "clerk" or title eq "chief") and active eq true', "jia yi"),
    ('not (title eq "clerk") and userName ne "staff.yi"', "bing"),
    ('title eq "say \\"a\\" \\u5b57"', ""),
    ('id eq "no identifier"', ""),
    ("  title   pr  ", "jia yi"),
]


class TestAFilter:
    def test_finds_what_the_table_says(self, three: Scim) -> None:
        found = {
            condition: " ".join(one.removeprefix("staff.") for one in three.names(condition))
            for condition, _ in TABLE
        }

        assert found == dict(TABLE)

    @pytest.mark.parametrize(
        "condition",
        [
            "userName",
            "userName eq",
            'userName is "x"',
            "userName eq x",
            "userName eq 'x'",
            'eq "x"',
            'userName eq "x" and',
            'userName eq "x" title eq "y"',
            '(userName eq "x"',
            'userName eq "x")',
            "not userName pr",
            'emails[type eq "work"',
            'emails[emails[type eq "work"]]',
            'title[value eq "x"]',
            'noSuch eq "x"',
            'password eq "x"',
            'name eq "x"',
            "active gt true",
            "userName gt 5",
            "active co true",
            'meta.created gt "yesterday"',
            'urn:example:2.0:User:userName eq "x"',
            'userName eq "\x00"',
            r'userName eq "\u0000"',
            r'externalId eq "\ud800"',
            'userName eq "x" ; drop table',
            "(" * 200 + "userName pr" + ")" * 200,
            "not (" * 50 + "userName pr" + ")" * 50,
            " or ".join(["userName pr"] * 51),
            f'userName eq "{"x" * 5000}"',
        ],
    )
    def test_that_is_none_is_refused(self, condition: str) -> None:
        with pytest.raises(ScimError) as refused:
            matches(parse_filter(condition, USERS), {"meta": {"created": "2026-03-02T02:00:00Z"}})

        assert refused.value.scim_type is ScimType.INVALID_FILTER

    def test_that_is_none_is_answered_so(self, personnel: Scim) -> None:
        assert error(personnel.get("/Users?filter=userName")) == (400, "invalidFilter")

    def test_asks_an_index_where_one_can_answer(self, three: Scim) -> None:
        with CaptureQueriesContext(connection) as queries:
            three.names('userName eq "staff.jia" and title pr')

        asked = [one["sql"] for one in queries if 'FROM "directory_staff_member"' in one["sql"]]
        assert len(asked) == 1
        assert '"user_name_key" = ' in asked[0]

    def test_is_refused_when_too_many_would_be_compared(
        self, three: Scim, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(searching, "MOST_COMPARED", 2)

        response = three.get("/Users?filter=title+pr")

        assert error(response) == (400, "tooMany")
        assert three.names('userName eq "staff.jia"') == ["staff.jia"]

    def test_finds_groups_by_name_and_member(self, three: Scim) -> None:
        key = three.found("/Users?filter=userName+eq+%22staff.jia%22")["Resources"][0]["id"]
        three.group("值班", key)
        three.group("Reviewers")

        assert three.names('displayName eq "REVIEWERS"', "/Groups") == ["Reviewers"]
        assert three.names(f'members[value eq "{key}"]', "/Groups") == ["值班"]
        assert three.names(f'members eq "{key}"', "/Groups") == ["值班"]
        assert three.names('members.value eq "nobody"', "/Groups") == []


class TestAPage:
    @pytest.mark.parametrize(
        ("query", "start", "names"),
        [
            ("", 1, "jia yi bing"),
            ("?startIndex=2", 2, "yi bing"),
            ("?startIndex=2&count=1", 2, "yi"),
            ("?count=0", 1, ""),
            ("?startIndex=-5&count=2", 1, "jia yi"),
            ("?startIndex=9", 9, ""),
            ("?count=-1", 1, ""),
            ("?sortBy=userName", 1, "bing jia yi"),
            ("?sortBy=userName&sortOrder=descending", 1, "yi jia bing"),
            ("?sortBy=title", 1, "yi jia bing"),
            ("?sortBy=name.familyName&count=1", 1, "bing"),
            ("?sortBy=userName&startIndex=3&count=5", 3, "yi"),
        ],
    )
    def test_holds_what_was_asked_for(
        self, three: Scim, query: str, start: int, names: str
    ) -> None:
        content = three.found(f"/Users{query}")

        assert content["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
        assert (content["totalResults"], content["startIndex"]) == (3, start)
        assert content["itemsPerPage"] == len(content["Resources"])
        assert [one["userName"].removeprefix("staff.") for one in content["Resources"]] == (
            names.split()
        )

    @pytest.mark.parametrize("query", ["startIndex=x", "count=1e9"])
    def test_wants_numbers(self, three: Scim, query: str) -> None:
        assert error(three.get(f"/Users?{query}")) == (400, "invalidValue")

    def test_wants_an_attribute_to_sort_by(self, three: Scim) -> None:
        assert error(three.get("/Users?sortBy=noSuch")) == (400, "invalidPath")

    def test_is_had_without_writing_the_filter_into_an_address(self, three: Scim) -> None:
        content = {
            "schemas": [SEARCH_REQUEST],
            "filter": 'emails eq "ann@example.org"',
            "attributes": ["userName"],
            "count": 1,
        }

        found = read(three.ask("POST", "/Users/.search", content))

        assert found["totalResults"] == 1
        assert found["Resources"][0].keys() == {"schemas", "id", "userName"}
        assert error(three.ask("POST", "/Users/.search", {"filter": "title pr"})) == (
            400,
            "invalidValue",
        )

    def test_costs_as_many_queries_for_many_as_for_few(self, three: Scim) -> None:
        with CaptureQueriesContext(connection) as few:
            three.found("/Users?count=1")
        with CaptureQueriesContext(connection) as many:
            three.found("/Users")

        assert len(few) == len(many)


class TestASelection:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("attributes=userName", {"userName"}),
            ("attributes=USERNAME,emails.value", {"userName", "emails"}),
            (f"attributes={ENTERPRISE}:organization", {ENTERPRISE}),
            (f"attributes={ENTERPRISE}", {ENTERPRISE}),
            ("attributes=noSuch", set()),
            (
                "excludedAttributes=emails,meta,id,displayName,title,active,externalId",
                {"userName", ENTERPRISE},
            ),
        ],
    )
    def test_shows_what_is_wanted_and_always_the_identifier(
        self, three: Scim, query: str, names: set[str]
    ) -> None:
        shown = three.found(f"/Users?count=1&{query}")["Resources"][0]

        assert shown.keys() == {"schemas", "id", *names}

    def test_reaches_into_values(self, three: Scim) -> None:
        shown = three.found("/Users?count=1&attributes=emails.value")["Resources"][0]

        assert shown["emails"] == [{"value": "Ann@example.org"}]

    def test_cannot_want_and_not_want(self, three: Scim) -> None:
        response = three.get("/Users?attributes=title&excludedAttributes=emails")

        assert error(response) == (400, "invalidValue")

    def test_without_members_reads_none(self, three: Scim) -> None:
        key = three.found("/Users?count=1")["Resources"][0]["id"]
        three.group("值班", key)

        with CaptureQueriesContext(connection) as queries:
            shown = three.found("/Groups?excludedAttributes=members")["Resources"][0]

        assert "members" not in shown
        assert not any("added_at" in one["sql"] for one in queries)
