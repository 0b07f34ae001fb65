"""
Evidence, levels, journeys and the review queue.

Owns how a person proves who they are: the attempt (case, 实名认证), its pictures, consents and live
checks, the evidence (证据) that comes of it, and the level (实名等级) computed from evidence. Knows
documents, registers and faces only through ports; never stores "is verified", and keeps no face
template. It refuses to know what a level is good for: that is decided by whoever asks for one.
"""
