"""Django's settings, made from `config.env`; nothing else reads the environment."""

from config.databases import database
from config.env import ROOT, Env, Mode
from config.logging import logging_settings
from config.secrets_file import with_generated_secrets
from shiming.jobs.cluster import q_cluster
from shiming.web_kit.middleware import MOST_BODY_BYTES

ENV = with_generated_secrets(Env.read())

DEBUG = ENV.mode is Mode.DEVELOPMENT
SECRET_KEY = ENV.secret_key.get_secret_value()
ALLOWED_HOSTS = list(ENV.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [ENV.base_url]
# Whether a request came over TLS is said by `config/proxies.py`, never by a header.
SECURE_PROXY_SSL_HEADER = None

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_q",
    "django_htmx",
    "django_structlog",
    "shiming.web_kit",
    "shiming.audit",
    "shiming.vault",
    "shiming.jobs",
    "shiming.messages",
    "shiming.registers",
    "shiming.accounts",
    "shiming.directory",
    "shiming.proofing",
    "shiming.legal_persons",
    "shiming.trust_sources",
    "shiming.identity_provider",
    "config",
]
MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shiming.web_kit.middleware.PageHeadersMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "shiming.web_kit.middleware.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shiming.accounts.web.middleware.SessionMiddleware",
    "shiming.web_kit.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "shiming.web_kit.frame.page_frame",
            ],
        },
    }
]

DATABASES = {"default": database(ENV.database_url, ENV.data_dir)}
# SQLite cannot store column comments; the architecture test reads the models instead.
SILENCED_SYSTEM_CHECKS = ["fields.W163"]
PASSWORD_HASHERS = ["shiming.accounts.hashers.PasswordHasher"]
Q_CLUSTER = q_cluster(database=ENV.database_url)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ENV.data_dir / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(ENV.data_dir / "files")},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENV.mode in {Mode.PRODUCTION, Mode.DEMO}
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = ENV.is_https
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "shiming.web_kit.error_pages.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if ENV.is_https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = ENV.is_https

# Pictures and frames pass through memory only: a temporary file would keep them unencrypted.
DATA_UPLOAD_MAX_MEMORY_SIZE = MOST_BODY_BYTES
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE
DATA_UPLOAD_MAX_NUMBER_FILES = 200

# A network address is personal: sessions and audit records keep it, logs do not.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING = logging_settings(is_readable=ENV.mode is not Mode.PRODUCTION)
LOGGING_CONFIG = "logging.config.dictConfig"
LOCALE_PATHS = [ROOT / "locale"]
