"""
The demonstration: synthetic people, their rendered cards, the puppet that plays a live face.

Nothing in here is needed in production, and nobody in here exists: numbers begin with 60, which no
province has, and the faces are public-domain photographs that packages carry.
"""
