"""Every address that people ask for; machine endpoints are dispatched in `config/wsgi.py`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
