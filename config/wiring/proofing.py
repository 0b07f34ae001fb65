"""Fill the ports of `proofing`."""

from config.env import Env
from shiming.directory import ports as directory_ports
from shiming.proofing import ports as proofing
from shiming.proofing.types import LivenessPolicy, ProofingPolicy
from shiming.proofing.web.advice import ProofingAdvisor
from shiming.vendors.face.opencv_engine import OpenCvFaceEngine
from shiming.vendors.face.picture_inspector import OpenCvPictureInspector
from shiming.vendors.ocr.rapidocr_reader import RapidOcrDocumentReader


def wire(env: Env) -> None:
    """Join proofing to its engines."""
    liveness = LivenessPolicy(passive_live=env.passive_live)
    proofing.policy.fill(ProofingPolicy(liveness=liveness))
    proofing.document_reader.fill(RapidOcrDocumentReader())
    proofing.picture_inspector.fill(OpenCvPictureInspector())
    proofing.face_engine.fill(OpenCvFaceEngine())
    directory_ports.level_advisor.fill(ProofingAdvisor())
