"""The settings, read from the environment; the README lists every variable.

With DEBUG=1, and for `manage.py demo` (which sets DEMO=1), all of them are optional. Otherwise this is a server for the
public: it starts only with SECRET_KEY and ALLOWED_HOSTS (newsroom.readiness). Commands need neither.
docs/deployment.md tells how such a server is set up.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from newsroom import environment, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

DEBUG = environment.flag("DEBUG")
DEMO = environment.flag("DEMO")
ON_TRIAL = DEBUG or DEMO
PORT = environment.number("PORT", 8000, 1, 65535)

# The house style

NEWSROOM_NAME = environment.text("NEWSROOM_NAME", "Example News")
CORRECTIONS_POLICY_URL = environment.address("CORRECTIONS_POLICY_URL")
CORRECTIONS_CONTACT = environment.text("CORRECTIONS_CONTACT")
HOUSE_STYLE = environment.one_of("HOUSE_STYLE", ("us", "uk"))
# Readers' pages are kept for all readers, so their language is the house's, and none is negotiated.
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_CODE = environment.one_of("HOUSE_LANGUAGE", ("en", "zh-hans"))
DATE_STYLE = environment.one_of("DATE_STYLE", ("dmy", "mdy", "iso"))
TIME_ZONE = environment.zone("TIME_ZONE")
ERRATUM_LANGUAGE = environment.one_of("ERRATUM_LANGUAGE", ("en", "zh-hans"), LANGUAGE_CODE)
SITE_URL = environment.address("SITE_URL")
ERRATUM_HEADING_LEVEL = environment.number("ERRATUM_HEADING_LEVEL", 2, 1, 6)
FRONT_MATTER_CORRECTED = environment.key("FRONT_MATTER_CORRECTED", "corrected")
FRONT_MATTER_CORRECTIONS = environment.key("FRONT_MATTER_CORRECTIONS", "corrections")
FRONT_MATTER_LASTMOD = environment.key("FRONT_MATTER_LASTMOD", "")
if FRONT_MATTER_CORRECTED == FRONT_MATTER_CORRECTIONS:
    raise ImproperlyConfigured("FRONT_MATTER_CORRECTED and FRONT_MATTER_CORRECTIONS must be two different keys.")
if FRONT_MATTER_LASTMOD in (FRONT_MATTER_CORRECTED, FRONT_MATTER_CORRECTIONS):
    raise ImproperlyConfigured("FRONT_MATTER_LASTMOD must name a key of its own.")
EXPORT_MINOR_FIXES = environment.flag("EXPORT_MINOR_FIXES")
EXPORT_LEAD = environment.flag("EXPORT_LEAD")
RENDER_SECONDS = environment.number("RENDER_SECONDS", 60, 1, 600)
SECOND_PERSON = environment.flag("SECOND_PERSON")

# Who may ask

with environment.kept_in(VAR_DIR, "SECRET_KEY"):
    SECRET_KEY = environment.text("SECRET_KEY") or (secret_key.kept_in(VAR_DIR / "secret-key") if ON_TRIAL else "")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS") or ([".localhost", "127.0.0.1", "[::1]"] if ON_TRIAL else [])
FIT_FOR_THE_PUBLIC = bool(SECRET_KEY and ALLOWED_HOSTS)
# A proxy in front speaks HTTPS to the browser and plain HTTP to us: our own names over HTTPS are no strangers.
CSRF_TRUSTED_ORIGINS = [
    f"https://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS if "*" not in host
]
if SITE_URL:
    CSRF_TRUSTED_ORIGINS.append("{0.scheme}://{0.netloc}".format(urlsplit(SITE_URL)))
# A newsroom that serves its own network over plain HTTP says so in SITE_URL; its browsers would drop secure cookies.
_SPEAKS_HTTPS = not ON_TRIAL and not SITE_URL.startswith("http://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SPEAKS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# The token's cookie is left to the page's own script, which sends what is typed anew after another sign-in.
SESSION_COOKIE_HTTPONLY, CSRF_COOKIE_HTTPONLY = True, False
# Whoever reaches us without the proxy could write this header, so it is read only where an administrator says that
# nobody does. Without it all requests look like plain HTTP, and to send them on to HTTPS would never end.
TRUSTED_PROXY = environment.flag("TRUSTED_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
SECURE_SSL_REDIRECT = TRUSTED_PROXY and _SPEAKS_HTTPS
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", 30 * 24 * 3600, 0, 10 * 365 * 24 * 3600) * _SPEAKS_HTTPS
_hsts_scope = environment.one_of("HSTS_SCOPE", ("host", "subdomains", "preload"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = _hsts_scope in {"subdomains", "preload"}
SECURE_HSTS_PRELOAD = _hsts_scope == "preload"
# Whether the other names of a domain speak HTTPS is for its administrator to know: HSTS_SCOPE says it.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# Over plain HTTP browsers ignore it, and complain.
SECURE_CROSS_ORIGIN_OPENER_POLICY = None if SITE_URL.startswith("http://") else "same-origin"
SESSION_ENGINE = "newsroom.sessions"
X_FRAME_OPTIONS = "DENY"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# A text of 1 MiB takes up to three times that in a form, where %C3 is one byte, and the other fields need a little.
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024 + 64 * 1024

# What is kept

_database_url = environment.text("DATABASE_URL")
if not _database_url:
    with environment.kept_in(VAR_DIR, "DATABASE_URL"):
        VAR_DIR.mkdir(exist_ok=True)
    _database_url = f"sqlite:///{VAR_DIR / 'corrigenda.sqlite3'}"
try:
    _database = dj_database_url.parse(_database_url, conn_max_age=None, conn_health_checks=True)
except ValueError as error:
    raise ImproperlyConfigured(
        "DATABASE_URL must read sqlite:///PATH or postgres://USER:PASSWORD@HOST/NAME."
    ) from error
if _database["ENGINE"] not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
    raise ImproperlyConfigured("DATABASE_URL must name SQLite or PostgreSQL: what is published is guarded there only.")
if _database["ENGINE"] == "django.db.backends.postgresql":
    # A server that is away is told of within seconds, not when the network gives up.
    _database.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
else:
    # Writers queue for twenty seconds instead of failing, and FULL keeps what was published through a power cut.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_cache_url = environment.text("CACHE_URL", "locmem://")
if _cache_url == "locmem://":
    CACHES: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
elif _cache_url.startswith(("redis://", "rediss://", "unix://")):
    # A page is sooner made than waited for.
    _patience = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": _cache_url,
            "OPTIONS": _patience,
        }
    }
else:
    raise ImproperlyConfigured("CACHE_URL must begin with redis://, rediss:// or unix://; without it, memory is used.")

# For so long a process serves a readers' page without asking whether something was published meanwhile.
PUBLIC_PAGE_SECONDS = 1

# How a page is made

INSTALLED_APPS = [
    "corrections",
    "newsroom.accounts.Accounts",
    "newsroom.readiness.Readiness",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
]
MIDDLEWARE = [
    "newsroom.request_log.request_log",
    "newsroom.permissions.permissions_policy",
    "newsroom.content_security.content_security_policy",
    "newsroom.health.health",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.bounded_bodies.bounded_bodies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "corrections.pages.house.in_templates",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "corrections" / "locale"]
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static-collected"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsroom.static_files.NamedByContent"},
}
if ON_TRIAL:
    # Straight from where the files are written: there is nothing to collect, and a change shows at once.
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
    WHITENOISE_MAX_AGE = 0

# Standard output belongs to the exports; everything that is told goes to standard error, one line an event.
LOG_FORMAT = environment.one_of("LOG_FORMAT", ("json", "text"), "text" if ON_TRIAL else "json")
LOG_LEVEL = environment.one_of("LOG_LEVEL", ("info", "warning", "error"), "warning" if ON_TRIAL else "info")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "newsroom.log_lines.JsonLine"},
        "text": {"()": "newsroom.log_lines.TextLine"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "level": LOG_LEVEL.upper()}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # What was refused or not found is told by the request's own line.
        "django.request": {"level": "ERROR"},
        "newsroom": {"level": "INFO"},
        # The server's processes that serve; the one above them told where to write before there were settings.
        "_granian": {"handlers": ["stderr"], "propagate": False},
    },
}
