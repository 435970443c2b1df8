"""Settings for every place the product runs: a laptop, tests, the demonstration, production.

What differs is read from the environment (`docs/deploying.md` lists it); unset, the values are
those of a private copy on one machine.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import logs, postgres
from config.caches import cache_settings
from config.celery import broker_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("SEND_VAR", BASE_DIR / "var"))


def flag(name: str) -> bool:
    """Whether the environment variable says yes: 1, true or yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


DEMO = flag("SEND_DEMO")
PRODUCTION = flag("SEND_PRODUCTION")
DEBUG = flag("SEND_DEBUG")

LOCAL_SECRET = "only-for-a-private-copy-on-one-machine"  # noqa: S105 - refused by check --deploy
SECRET_KEY = os.environ.get("SEND_SECRET_KEY", LOCAL_SECRET)
ALLOWED_HOSTS = [
    host for host in os.environ.get("SEND_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host
]
CSRF_TRUSTED_ORIGINS = [
    f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if PRODUCTION and host != "*"
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "csp",
    "crispy_forms",
    "crispy_forms_gds",
    "django_filters",
    "django_htmx",
    "core",
    "accounts",
    "schools",
    "clusters",
    "pupils",
    "funding",
    "panels",
    "complaints",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.LayoutMiddleware",
    "core.middleware.TenantMiddleware",
    "accounts.middleware.KeepTypedMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "gds"
CRISPY_TEMPLATE_PACK = "gds"

# The database: the app role everywhere; the owner only for `migrate` and for test set-up.
_as_owner = flag("SEND_AS_OWNER")
_url = os.environ.get("DATABASE_OWNER_URL" if _as_owner else "DATABASE_URL")
if not _url:
    if PRODUCTION:
        raise ImproperlyConfigured("Set DATABASE_URL: the product in use needs its own PostgreSQL.")
    _app_url, _owner_url = postgres.urls()
    _url = _owner_url if _as_owner else _app_url
DATABASES = {
    "default": dj_database_url.parse(_url, conn_max_age=60, conn_health_checks=True)
    | {"ATOMIC_REQUESTS": True}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ("name", "email")},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
    }.items()
]
# Guardian's own checker is never asked (accounts/grants.py), so its backend is not hooked.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
ANONYMOUS_USER_NAME = None  # no stand-in user row for people without an account

# Signing in: by invitation, email, password and an authenticator app. Microsoft, Google and DfE
# Sign-in come by OpenID Connect when allauth's `socialaccount` is added to INSTALLED_APPS.
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reauthenticate": "accounts.forms.AskPasswordForm",
    "add_email": "accounts.forms.AddAddressForm",
    "reset_password": "accounts.forms.ForgotPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_MAX_EMAIL_ADDRESSES = 10
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Else a second press of "Send the link again" does nothing for 3 minutes, and says nothing.
ACCOUNT_RATE_LIMITS = {"confirm_email": "3/5m/key"}
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.AskCodeForm",
    "generate_recovery_codes": "accounts.forms.NewCodesForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "SEND cluster (demonstration)" if DEMO else "SEND cluster"
MFA_TOTP_TOLERANCE = 1
# Several addresses go with an authenticator app; allauth forbids it unless told.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Limits on wrong passwords count by address, which a proxy in front hands on.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SEND_PROXIES", "1" if PRODUCTION else "0"))
# Who can be signed in as with a click, in the demonstration alone.
DEMO_PEOPLE = "reports.demo.people"
# What can be tried there without signing in.
DEMO_LINKS = "reports.demo.links"

LOGIN_URL = "accounts:demo" if DEMO else "account_login"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "accounts.views.kept.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if PRODUCTION:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {"default": cache_settings(REDIS_URL)}
globals().update(
    {f"CELERY_{key.upper()}": value for key, value in broker_settings(REDIS_URL, VAR).items()}
)
CELERY_BEAT_SCHEDULE = {
    "sweep jobs": {"task": "core.sweep_jobs", "schedule": 30},
    "send waiting mail": {"task": "core.send_waiting_mail", "schedule": 60},
    "forget what was typed": {"task": "accounts.forget_old_entries", "schedule": 5 * 60},
    "remind of evaluations": {"task": "funding.remind_of_evaluations", "schedule": 60 * 60},
    "remind of applications and payments": {"task": "funding.remind", "schedule": 60 * 60},
    "remind of panels": {"task": "panels.remind", "schedule": 60 * 60},
    "remind of complaints": {"task": "complaints.remind", "schedule": 60 * 60},
    "settle conflicts": {"task": "panels.settle_conflicts", "schedule": 15 * 60},
    "make due packs": {"task": "panels.make_due_packs", "schedule": 60 * 60},
    "make due reports": {"task": "reports.make_due_reports", "schedule": 6 * 60 * 60},
}

EMAIL_BACKEND = os.environ.get(
    "SEND_EMAIL_BACKEND",
    "core.smtp.EmailBackend"
    if PRODUCTION
    else "reports.demo.postman.EmailBackend"
    if DEMO
    else "django.core.mail.backends.dummy.EmailBackend",
)
EMAIL_HOST = os.environ.get("SEND_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("SEND_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("SEND_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SEND_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("SEND_EMAIL_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("SEND_FROM_EMAIL", "SEND cluster <no-reply@localhost>")
SITE_URL = os.environ.get("SEND_SITE_URL", "http://localhost:8000")

# A link with a secret is erased from a message that has gone; the demonstration's outbox page is
# the only place where its messages can be read, so there it stays.
KEEP_SENT_LINKS = DEMO

# Tries from one place on the net and the seconds they count for (core/limits.py).
LIMITS = {
    "complaints made": (10, 60 * 60),
    "words by private link": (40, 60 * 60),
    "links that do not work": (30, 10 * 60),
}

# What the frame of every page offers: the navigation, and for whom one acts.
FRAME_SOURCE = "reports.frame.parts"

# Which tenants a request may touch: each adds ids for a signed-in person (docs/decisions).
TENANT_SOURCES = [
    "clusters.access.tenants_of",
    "funding.access.tenants_of",
    "panels.access.tenants_of",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without words": {"()": "config.logs.WithoutWords", "format": logs.LAYOUT}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without words"}},
    # Django's own handlers would say the words of errors, by mail and while debugging.
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        # Each step of each page of each file.
        "weasyprint.progress": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}
