"""What the words of the area are called on pages."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from shiming.kernel.identifiers.documents import DocumentType
from shiming.kernel.levels import Level
from shiming.proofing.types import (
    ArchivePurpose,
    CaseState,
    EvidenceKind,
    LiveAction,
    MissingProof,
    PictureRole,
    ReviewCause,
    ReviewReason,
    StepKey,
    Way,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DOCUMENTS: "Mapping[DocumentType, _StrPromise]" = {
    DocumentType.RESIDENT_ID_CARD: _("居民身份证"),
    DocumentType.TEMPORARY_RESIDENT_ID_CARD: _("临时居民身份证"),
    DocumentType.HOUSEHOLD_REGISTER: _("居民户口簿"),
    DocumentType.HK_MACAU_PERMIT: _("港澳居民来往内地通行证"),
    DocumentType.HKMT_RESIDENCE_PERMIT: _("港澳台居民居住证"),
    DocumentType.TAIWAN_PERMIT: _("台湾居民来往大陆通行证"),
    DocumentType.PASSPORT: _("外国公民护照"),
    DocumentType.PERMANENT_RESIDENCE_CARD: _("外国人永久居留身份证"),
    DocumentType.MILITARY: _("军人证件"),
    DocumentType.POLICE: _("警察证件"),
    DocumentType.OTHER: _("其他个人证件"),
}
LEVELS: "Mapping[Level, _StrPromise]" = {
    Level.ANONYMOUS: _("匿名"),
    Level.REGISTERED: _("未实名"),
    Level.PRIMARY: _("初级实名"),
    Level.INTERMEDIATE: _("中级实名"),
    Level.ADVANCED: _("高级实名"),
}
STEPS: "Mapping[StepKey, _StrPromise]" = {
    StepKey.DOCUMENT: _("选择证件"),
    StepKey.FRONT: _("拍人像面"),
    StepKey.BACK: _("拍国徽面"),
    StepKey.FORM: _("核对信息"),
    StepKey.CONSENT: _("确认同意"),
    StepKey.REGISTER: _("身份核对"),
    StepKey.LIVE: _("人脸核验"),
    StepKey.RESULT: _("完成"),
}
STATES: "Mapping[CaseState, _StrPromise]" = {
    CaseState.DRAFT: _("填写中"),
    CaseState.SUBMITTED: _("身份核对中"),
    CaseState.LIVE: _("等待人脸核验"),
    CaseState.CHECKING: _("系统比对中"),
    CaseState.MANUAL_REVIEW: _("人工复核中"),
    CaseState.PASSED: _("已通过"),
    CaseState.PASSED_MANUALLY: _("人工复核通过"),
    CaseState.REFUSED: _("未通过"),
    CaseState.WITHDRAWN: _("已放弃"),
}
ACTIONS: "Mapping[LiveAction, _StrPromise]" = {
    LiveAction.BLINK: _("闭眼一秒，再睁开"),
    LiveAction.OPEN_MOUTH: _("张大嘴，再合上"),
    LiveAction.TURN_LEFT: _("向左转头，再回正"),
    LiveAction.TURN_RIGHT: _("向右转头，再回正"),
    LiveAction.NOD: _("点头一次"),
}
EVIDENCE: "Mapping[EvidenceKind, _StrPromise]" = {
    EvidenceKind.MOBILE: _("手机号码验证"),
    EvidenceKind.EMAIL: _("电子邮箱验证"),
    EvidenceKind.REGISTER_TWO_FACTORS: _("姓名、证件号码与权威库一致"),
    EvidenceKind.REGISTER_FOUR_FACTORS: _("姓名、证件号码、民族、性别与权威库一致"),
    EvidenceKind.LIVE_FACE: _("网上人脸核验"),
    EvidenceKind.REMOTE_REVIEW: _("网上人脸核验"),
    EvidenceKind.COUNTER: _("窗口当面采集"),
    EvidenceKind.TRUST_SOURCE: _("其他认证平台"),
    EvidenceKind.CERTIFICATE: _("数字证书"),
    EvidenceKind.TRANSACTION_FACE: _("单次业务人脸核验"),
}
MISSING: "Mapping[MissingProof, _StrPromise]" = {
    MissingProof.MOBILE: _("验证手机号码"),
    MissingProof.REGISTER_CHECK: _("核对姓名和证件号码"),
    MissingProof.FACE: _("人脸核验"),
    MissingProof.TRANSACTION_FACE: _("在办理业务时再做一次人脸核验"),
}
WAYS: "Mapping[Way, _StrPromise]" = {
    Way.ONLINE: _("网上办理，约三分钟"),
    Way.COUNTER: _("携带证件到服务窗口"),
    Way.CERTIFICATE: _("使用数字证书"),
    Way.IN_TRANSACTION: _("办理业务时按提示完成"),
}
CAUSES: "Mapping[ReviewCause, _StrPromise]" = {
    ReviewCause.COMPARISON_GREY: _("人脸相似度处于灰区"),
    ReviewCause.COMPARISONS_DISAGREE: _("证件照片与权威库照片的比对结果相反"),
    ReviewCause.NO_FACE_ON_DOCUMENT: _("证件照片上没有找到可比对的人脸"),
    ReviewCause.PASSIVE_GREY: _("翻拍检测不确定"),
    ReviewCause.PASSIVE_ATTACK: _("翻拍检测怀疑是屏幕或照片"),
    ReviewCause.PASSIVE_MISSING: _("没有翻拍检测结果"),
    ReviewCause.FACE_ENGINE_UNAVAILABLE: _("人脸引擎没有给出结果，请人工比对"),
    ReviewCause.DOCUMENT_UNREAD: _("证件文字没有读出，请核对填写内容与照片"),
    ReviewCause.FIELDS_CORRECTED: _("本人更正了姓名或证件号码，请核对照片"),
    ReviewCause.VALIDITY_CORRECTED: _("本人更正了有效期，请核对照片"),
}
REASONS: "Mapping[ReviewReason, _StrPromise]" = {
    ReviewReason.SAME_PERSON: _("是同一人"),
    ReviewReason.SAME_PERSON_AGED: _("是同一人，证件照片年代较久"),
    ReviewReason.SAME_PERSON_POOR_PICTURE: _("是同一人，照片质量较差"),
    ReviewReason.OTHER_PERSON: _("不是同一人"),
    ReviewReason.PICTURE_UNCLEAR: _("照片不清楚"),
    ReviewReason.COVERED: _("证件被遮挡"),
    ReviewReason.EDITED: _("照片有修改痕迹"),
    ReviewReason.COPY_OR_SCREEN: _("不是证件原件，是复印件或屏幕"),
    ReviewReason.NAME_DIFFERS: _("姓名与填写不一致"),
    ReviewReason.NUMBER_DIFFERS: _("证件号码与填写不一致"),
    ReviewReason.EXPIRED: _("证件已过有效期"),
    ReviewReason.FORGED: _("证件系伪造"),
}

PURPOSES: "Mapping[ArchivePurpose, _StrPromise]" = {
    ArchivePurpose.APPEAL: _("处理申诉"),
    ArchivePurpose.COMPLAINT: _("处理投诉"),
    ArchivePurpose.CORRECTION: _("更正信息"),
    ArchivePurpose.COURT: _("司法机关调取"),
    ArchivePurpose.SUPERVISION: _("监督检查"),
}
ROLES: "Mapping[PictureRole, _StrPromise]" = {
    PictureRole.FRONT: _("证件人像面"),
    PictureRole.BACK: _("证件国徽面"),
    PictureRole.LIVE_CLIP: _("活体检测视频"),
    PictureRole.LIVE_FACE: _("活体检测照片"),
}
