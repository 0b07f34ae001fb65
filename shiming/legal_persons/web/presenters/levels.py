"""What the page of a unit's level shows."""

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shiming.kernel.levels import Level
from shiming.legal_persons.types import LegalPersonFacts, UnitProof

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to give a proof; with an address if it is walked from here."""

    text: str
    url: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MissingRow:
    """What is missing, and each of the ways to it."""

    label: str
    ways: tuple[Way, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LevelPage:
    """A unit's level, the level that is wanted, and what lies between."""

    unit_name: str
    level: Level
    wanted: Level
    missing: tuple[MissingRow, ...]
    is_own_account: bool
    """Whether the unit came with its own account, so that nobody acts for it."""
    may_show_face: bool
    """Whether the face check of the transaction is all that is missing, and can be done here."""
    back_url: str


_LABELS: "dict[UnitProof, _StrPromise]" = {
    UnitProof.NORMAL_STATE: _("单位登记状态为存续"),
    UnitProof.REPRESENTATIVE: _("法定代表人完成本人实名认证，并确认任职"),
    UnitProof.REGISTER: _("单位登记信息与登记部门核对一致"),
    UnitProof.UNIT_EVIDENCE: _("核验单位本身，任选一种方式"),
    UnitProof.TRANSACTION_FACE: _("办理人在本次业务中核验人脸"),
}


def level_page(
    *,
    unit: LegalPersonFacts,
    level: Level,
    wanted: Level,
    missing: Sequence[UnitProof],
    may_manage: bool,
    may_show_face: bool,
    sign_in_url: str,
    own_proof_url: str,
    is_own_account: bool,
    back_url: str,
) -> LevelPage:
    """
    Return what a unit lacks as whoever acts for it sees it.

    `sign_in_url` and `own_proof_url` are given where the session itself carries nothing of the
    unit's level: its own account came without certificate or licence, or its person is not proofed.
    """
    of_session = []
    if sign_in_url:
        way = Way(text=str(_("现在用单位的数字证书或电子执照登录。")), url=sign_in_url)
        of_session.append(MissingRow(label=str(_("本次登录要出示单位的证书或执照")), ways=(way,)))
    if own_proof_url:
        way = Way(text=str(_("完成本人实名认证。")), url=own_proof_url)
        of_session.append(MissingRow(label=str(_("您本人要先完成实名认证")), ways=(way,)))
    return LevelPage(
        unit_name=unit.name,
        level=level,
        wanted=wanted,
        missing=(
            *(
                MissingRow(label=str(_LABELS[proof]), ways=_ways_of(proof, may_manage=may_manage))
                for proof in missing
            ),
            *of_session,
        ),
        is_own_account=is_own_account,
        may_show_face=may_show_face
        and not of_session
        and tuple(missing) == (UnitProof.TRANSACTION_FACE,),
        back_url=back_url,
    )


def _ways_of(proof: UnitProof, *, may_manage: bool) -> tuple[Way, ...]:
    match proof:
        case UnitProof.NORMAL_STATE:
            return (Way(text=str(_("到登记部门办理；状态恢复后系统自动更新。"))),)
        case UnitProof.REPRESENTATIVE:
            return (
                Way(
                    text=str(_("请法定代表人登录，完成本人实名认证，在“企业”页面确认任职。")),
                    url=reverse("legal_persons:units"),
                ),
            )
        case UnitProof.REGISTER:
            return (
                Way(
                    text=str(_("登记单位，系统自动核对登记信息。")),
                    url=reverse("legal_persons:register"),
                ),
            )
        case UnitProof.UNIT_EVIDENCE:
            proofs = "/me/proofs/" if may_manage else ""
            return (
                Way(text=str(_("由税务系统确认是报税用户，由单位负责人办理。")), url=proofs),
                Way(
                    text=str(_("绑定单位的数字证书或电子执照（用单位账户登录后办理）。")),
                    url=reverse("accounts:bindings"),
                ),
                Way(
                    text=str(_("携带营业执照和授权材料，到服务窗口当面核验。")),
                    url="/help/#window",
                ),
            )
        case UnitProof.TRANSACTION_FACE:
            return (Way(text=str(_("由法定代表人或经授权的人员，用手机或带摄像头的电脑完成。"))),)
