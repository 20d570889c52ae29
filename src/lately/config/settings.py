"""How is this installation set up? Everything comes from the environment or has a default that is safe."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF

from lately.lib.locks import held
from lately.lib.refusal import Refusal

HOME = Path(os.environ.get("LATELY_HOME", "var")).absolute()


def _given(name: str) -> str:
    """What the environment says, or the file that NAME_FILE names: so secrets reach a container."""
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text().strip() if file and name not in os.environ else os.environ.get(name, "")


def _secret() -> str:
    """The key that signs sessions and links: made once, kept readable by its owner only."""
    given = _given("LATELY_SECRET")
    if given:
        return given
    path = HOME / "secret"
    if not _written(path):
        HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        with held(HOME / "secret.lock"):
            if not _written(path):
                _write(path, secrets.token_urlsafe(48))
    return path.read_text()


def _written(path: Path) -> bool:
    """Whether something stands there; a disk that was full leaves an empty file."""
    return path.exists() and path.stat().st_size > 0


def _write(path: Path, text: str) -> None:
    """Write it as a whole or not at all."""
    draft = path.with_name(f"{path.name}.partial")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def _database(url: str) -> dict[str, Any]:
    """SQLite in LATELY_HOME, or PostgreSQL by LATELY_DATABASE=postgresql://user:password@host:port/name."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "lately.sqlite3",
            "CONN_MAX_AGE": None,  # kept from page to page, with what it has read (web/begin.py lets go of a lost file)
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
            },
        }
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        raise _no_database("It cannot be taken apart; most often there is a /, #, [ or ] in the password.") from None
    if parts.scheme not in {"postgresql", "postgres"}:
        raise _no_database(f"It starts with {parts.scheme!r}, which Lately does not speak.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": None,  # one a worker: a new one for every page would cost it a tenth of its time
        "CONN_HEALTH_CHECKS": True,
        # Compiling a question takes longer than answering any of ours.
        "OPTIONS": {"options": "-c jit=off", **dict(parse_qsl(parts.query))},
    }


def _no_database(why: str) -> Refusal:
    return Refusal(
        "LATELY_DATABASE cannot be read.",
        why,
        "Give postgresql://user:password@host:5432/name, with %2F for a / in the password and %23 for a #, or leave it "
        "unset for the embedded database.",
    )


SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in os.environ.get("LATELY_HOSTS", "127.0.0.1,localhost,[::1]").split(",")]
# A server before us speaks TLS; not every one says so, and a form that came by it is ours all the same.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [f"https://{f'*{host}' if host.startswith('.') else host}" for host in ALLOWED_HOSTS]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "lately.accounts",
    "lately.imports",
    "lately.profiles",
    "lately.policies",
    "lately.segments",
    "lately.identity",
    "lately.consent",
    "lately.content",
    "lately.interactions",
    "lately.plans",
    "lately.measurement",
    "lately.web",
    "lately.cli",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "lately.web.language.InItsLanguage",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lately.accounts.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "lately.config.urls"
WSGI_APPLICATION = "lately.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "lately.web.context.house",
            ],
        },
    }
]
DATABASES = {"default": _database(_given("LATELY_DATABASE"))}
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS: list[str] = []
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]  # those of which there is a catalogue
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING = {  # Django by itself tells nobody of a page that failed
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"said": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["said"], "level": "ERROR"}},
}
STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_NAME = "lately_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = HOME  # a large file is moved into its place, not copied there
WORK_APART = True  # long work has a process of its own (web/background.py)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
