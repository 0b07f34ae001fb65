"""The WSGI application: machines are answered first, everybody else by Django."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_django = get_wsgi_application()

# These need Django to be set up, which the line above does.
from django.conf import settings  # noqa: E402

from config.proxies import behind_proxies  # noqa: E402
from shiming.identity_provider.dispatch import Dispatcher  # noqa: E402
from shiming.identity_provider.engine import engine  # noqa: E402

application = behind_proxies(Dispatcher(engine=engine(), django=_django), env=settings.ENV)

# What is there now stays: without it each full collection would look at all of Django again.
gc.collect()
gc.freeze()
