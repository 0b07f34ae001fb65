"""The template tags of the kit: ``{% load web_kit %}``."""
