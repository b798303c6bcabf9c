"""Every setting, read from the environment here and nowhere else (docs/operations/settings.md)."""

from __future__ import annotations

import os
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SOURCE = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "on"}


def _limits(said: str) -> dict[str, tuple[int, timedelta]]:
    """How often an address may try: `login=10/600` is ten times in six hundred seconds; 0 is without limit."""
    usual = "login=10/600,report=30/3600,link=300/60,code=10/600"
    rows = (row.partition("=") for row in f"{usual},{said}".split(",") if row.strip())
    return {name.strip(): (int(most), timedelta(seconds=int(seconds))) for name, _, rate in rows for most, seconds in [rate.split("/")]}


def _tiles(said: str) -> str:
    """Where map tiles come from: an address with {z}, {x} and {y}; empty: no map pictures."""
    if said and not (urlsplit(said).scheme in {"http", "https"} and all(blank in said for blank in ("{z}", "{x}", "{y}"))):
        raise ImproperlyConfigured(f"BAOXIU_MAP_TILES must be an address with {{z}}, {{x}} and {{y}} in it (it is {said!r}).")
    return said


def _networks(said: str) -> list[IPv4Network | IPv6Network]:
    """Networks of our own that channels set on a page may reach: `10.1.2.3,192.168.8.0/24`."""
    try:
        return [ip_network(one.strip()) for one in said.split(",") if one.strip()]
    except ValueError as wrong:
        raise ImproperlyConfigured(f"BAOXIU_CHANNELS_INSIDE must name networks such as 10.1.2.3 or 192.168.8.0/24: {wrong}.") from None


def database(url: str) -> dict[str, Any]:
    """Django's form of a `postgresql://` address; a socket folder stands in `?host=`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL must begin with postgresql:// (it begins with {parts.scheme!r}).")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "baoxiu.project.backend",
        "NAME": unquote(parts.path.lstrip("/")) or "baoxiu",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
        "OPTIONS": options,
    }


HOME = Path(os.environ.get("BAOXIU_HOME") or Path.home() / ".local/share/baoxiu")
SECRET_KEY = os.environ.get("BAOXIU_SECRET") or "only-for-tests-and-tools-never-for-a-server"
SECRET_KEY_FALLBACKS = [one for one in os.environ.get("BAOXIU_SECRETS_BEFORE", "").split(",") if one]  # keys there were before
DEBUG = _flag("BAOXIU_DEBUG", default=False)
ALLOWED_HOSTS = os.environ.get("BAOXIU_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("BAOXIU_ORIGINS", "").split(",") if o]
HTTPS = _flag("BAOXIU_HTTPS", default=False)
PUBLIC_URL = os.environ.get("BAOXIU_PUBLIC_URL", "http://127.0.0.1:8000")
FILES = Path(os.environ.get("BAOXIU_FILES") or HOME / "files")
UPLOAD_LIMIT = int(os.environ.get("BAOXIU_UPLOAD_LIMIT", str(20 * 1024 * 1024)))
PAYMENT_PROVIDER = os.environ.get("BAOXIU_PAYMENT_PROVIDER", "")  # `fake` for rehearsals; empty: payments are recorded by hand
CHANNELS = os.environ.get("BAOXIU_CHANNELS", "")  # apprise addresses, comma separated `sms=…,mail=…,chat=…`; empty: the file channel
CHANNELS_INSIDE = _networks(os.environ.get("BAOXIU_CHANNELS_INSIDE", ""))  # of our own networks, what organisations' channels may reach
CHANNEL_FILE = Path(os.environ.get("BAOXIU_CHANNEL_FILE") or HOME / "outbox")
CLOCK_FILE = os.environ.get("BAOXIU_CLOCK_FILE", "")  # tests and rehearsals move time through this file
WEB_THREADS = int(os.environ.get("BAOXIU_WEB_THREADS", "8"))  # pages served at a time by one web process, each with its connection
LIMITS = _limits(os.environ.get("BAOXIU_LIMITS", ""))
MAP_TILES = _tiles(os.environ.get("BAOXIU_MAP_TILES", ""))  # pictures of the dispatch map; the page may load them from that host alone
MAP_CREDIT = os.environ.get("BAOXIU_MAP_CREDIT", "")  # whom the pictures are owed to, shown in the corner
LOG_LEVEL = os.environ.get("BAOXIU_LOG_LEVEL", "INFO")

DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///baoxiu"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "directory.Person"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "baoxiu.journal",
    "baoxiu.directory",
    "baoxiu.catalogue",
    "baoxiu.intake",
    "baoxiu.tickets",
    "baoxiu.quotes",
    "baoxiu.stock",
    "baoxiu.dispatch",
    "baoxiu.visits",
    "baoxiu.acceptance",
    "baoxiu.followup",
    "baoxiu.web.shared",
    "baoxiu.web.desk",
    "baoxiu.web.field",
    "baoxiu.web.portal",
    "baoxiu.web.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "baoxiu.web.shared.compressing.CompressedFiles",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "baoxiu.web.shared.middleware.RequestContext",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "baoxiu.web.shared.middleware.WhoActs",
    "baoxiu.web.shared.middleware.PlainRefusals",
]
SHORT_WAY = [  # for programs with a token (project/wsgi.py)
    "django.middleware.security.SecurityMiddleware",
    "baoxiu.web.shared.middleware.RequestContext",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "baoxiu.web.shared.context.shared",
            ]
        },
    }
]
ROOT_URLCONF = "baoxiu.project.urls"
WSGI_APPLICATION = "baoxiu.project.wsgi.application"
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "web" / "shared" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("BAOXIU_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = SOURCE / "web" / "shared" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "baoxiu.web.shared.views.stale_form"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

PROCRASTINATE_ON_APP_READY = None
LOGGING_CONFIG = None
