"""Synthetic card holders; their numbers begin with 60, which no province has."""

import dataclasses
import datetime as dt
import random

from shiming.kernel.identifiers import check_digits

LONG_TERM = "长期"

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹潘葛范彭鲁韦马方"
_GIVEN = (
    *("伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "勇", "艳", "杰", "涛", "明", "超"),
    *("秀英", "建国", "志强", "晓燕", "海涛", "玉兰", "文博", "雨桐", "子涵", "思远", "国华"),
    *("嘉怡", "宇航", "欣悦", "浩然", "淑珍", "桂花", "振东", "佩瑶", "汉生", "云飞", "立新"),
)
_LONG_NAMES = ("阿依古丽·买买提", "迪丽热巴·艾合买提", "扎西·次仁多吉", "欧阳慧敏", "司马长风")
_ETHNICITIES = ("汉", "汉", "汉", "汉", "回", "满", "壮", "藏", "维吾尔", "苗", "蒙古", "土家")
_PLACES = (
    ("云海省样本市东湖区", "文昌路", 18),
    ("云海省样本市西岭区", "建设大街", 233),
    ("云海省青石县柳溪镇", "大桥村三组", 41),
    ("云海省样本市高新技术产业开发区", "科技二路", 9),
    ("云海省白鹭市港口区", "滨江东道", 120),
)
_REGIONS = ("600101", "600102", "600121", "600191", "600202")
_ISSUERS = (
    "样本市公安局东湖分局",
    "样本市公安局西岭分局",
    "青石县公安局",
    "样本市公安局高新分局",
    "白鹭市公安局港口分局",
)
# Terms of validity by age (Resident Identity Card Law, article 5): 10 years, 20 years, 长期.
_TWENTY_YEARS_FROM, _FOR_EVER_FROM = 26, 46
_SHARE_OF_LONG_NAMES = 0.12


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CardHolder:
    """What stands on both sides of one card."""

    name: str
    sex: str
    ethnicity: str
    birth: dt.date
    address: str
    number: str
    issuer: str
    valid_from: dt.date
    valid_until: dt.date | None = None
    """None: 长期."""


def make_number(*, region: str, birth: dt.date, sequence: int) -> str:
    """Return the resident number with its check digit (GB 11643)."""
    body = f"{region}{birth:%Y%m%d}{sequence:03d}"
    return body + check_digits.mod_11_2(body)


def make_holder(seed: int, *, today: dt.date = dt.date(2026, 6, 1)) -> CardHolder:
    """Return the holder that belongs to `seed`, always the same one, with a card valid `today`."""
    chance = random.Random(seed)
    place = chance.randrange(len(_PLACES))
    sex = chance.choice("男女")
    birth = today - dt.timedelta(days=chance.randrange(19 * 366, 80 * 365))
    issued = today - dt.timedelta(days=chance.randrange(60, 8 * 365))
    age = (issued - birth).days // 365
    years = None if age >= _FOR_EVER_FROM else 20 if age >= _TWENTY_YEARS_FROM else 10
    street, road, most = _PLACES[place]
    name = (
        chance.choice(_LONG_NAMES)
        if chance.random() < _SHARE_OF_LONG_NAMES
        else chance.choice(_SURNAMES) + chance.choice(_GIVEN)
    )
    return CardHolder(
        name=name,
        sex=sex,
        ethnicity=chance.choice(_ETHNICITIES),
        birth=birth,
        address=f"{street}{road}{chance.randrange(1, most + 1)}号"
        f"{chance.randrange(1, 30)}栋{chance.randrange(1, 5)}单元{chance.randrange(101, 2800)}室",
        number=make_number(
            region=_REGIONS[place],
            birth=birth,
            sequence=chance.randrange(1, 499) * 2 + (1 if sex == "男" else 0),
        ),
        issuer=_ISSUERS[place],
        valid_from=issued,
        valid_until=None if years is None else _years_later(issued, years),
    )


def _years_later(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
