"""One file of settings in titled sections; what differs from place to place comes from the environment.

Two modes. Embedded: the launcher (`make run`, `make test`) sets `RECRUITMENT_MODE=embedded` together with
the addresses of the engines that it started. Production is everything else, and refuses to start half-set.
"""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from recruitment import logs
from recruitment.environment import Environment, origin_of
from recruitment.work import *  # noqa: F403  settings that only Celery reads: every CELERY_… but the address

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

# Mode ---------------------------------------------------------------------------------------------

EMBEDDED = env.choice("RECRUITMENT_MODE", "production", {"embedded", "production"}) == "embedded"
HOST = env.listen("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, low=1, high=65535)
ADDRESS = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
WEB_WORKERS = env.number("WEB_WORKERS", 2, low=1, high=64)
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
SECRET_KEY = env.secret("SECRET_KEY", published=EMBEDDED)
SECRET_KEY_FALLBACKS = env.secrets("SECRET_KEY_FALLBACKS", published=EMBEDDED)
DEBUG = env.flag("DEBUG", False)
BASE_URL = env.base_url("BASE_URL", f"http://localhost:{PORT}" if EMBEDDED else None)
ALLOWED_HOSTS = [
    *env.hosts("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if EMBEDDED else None),
    urlsplit(BASE_URL).hostname or "",
]
WEB_SOCKET = env.text("WEB_SOCKET", "")  # where our own front finds the web server, which then has no port
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, low=0, high=10)
SECURE = urlsplit(BASE_URL).scheme == "https"
if not EMBEDDED:
    if not SECURE:
        raise ImproperlyConfigured("BASE_URL must start with https:// in production")
    if DEBUG:
        raise ImproperlyConfigured("DEBUG must be off in production")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts; * is refused in production")

# Engines ------------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.database("DATABASE_URL"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
REDIS_URL = env.redis("REDIS_URL")
EMAIL_URL = env.smtp("EMAIL_URL", in_plain=EMBEDDED)
CACHES = {
    "default": {
        "BACKEND": "recruitment.cache.FailSoftRedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="),
        "KEY_PREFIX": "recruitment",
        "VERSION": 2,  # 1 was pickled
        "OPTIONS": {
            "serializer": "recruitment.cache.Json",
            "socket_timeout": 0.3,
            "socket_connect_timeout": 0.3,
        },
    }
}
STORAGES = {
    "default": env.files("FILES_URL", DATA_DIR / "files"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CLAMD_URL = env.clamd("CLAMD_URL")

# Apps ---------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "recruitment",
    "desk",
    "interviews",
    "applications",
    "screening",
    "postings",
    "files",
    "accounts",
    "mail",
    "audit",
    "core",
    "core.apps.SuperuserAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "accounts.apps.OwnSessionsConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_countries",
    "django_htmx",
    "lucide",
    "csp",
]
MIDDLEWARE = [
    "recruitment.health.AnyHost",
    "recruitment.https.HttpsByBaseUrl",
    "recruitment.middleware.BrowserHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "recruitment.request_log.RequestLog",
    "recruitment.languages.Language",
    "recruitment.middleware.RefuseForeignHost",
    "recruitment.middleware.RefuseNul",
    "files.upload_limits.RefuseEndless",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sessions.StaffSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "recruitment.middleware.DomainErrors",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "recruitment.urls"
WSGI_APPLICATION = "recruitment.wsgi.application"
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
                "core.languages.switch",
                "accounts.context.organisation",
                "accounts.context.ways_in",
                "mail.context.letters_for_me",
                "screening.context.views_for_me",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time --------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("da", "Dansk")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "core.formats"
USE_I18N = True
COUNTRIES_FIRST = ["DK"]
USE_TZ = True
TIME_ZONE = env.zone("TIME_ZONE", "Europe/Copenhagen")

# People -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "accounts.passwords.Fit"}]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # accounts/sessions.py
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reauthenticate": "accounts.forms.ConfirmForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.AskForResetForm",
    "reset_password_from_key": "accounts.forms.SetPasswordForm",
}
ACCOUNT_RATE_LIMITS = {
    # By strangers: for one account from one network, and from there for all; for one account from everywhere.
    "login_failed": "5/15m/key,20/15m/ip",
    "login_failed_anywhere": "50/15m/key",
    "login_failed_known": "5/15m/key",  # for one account, in a browser that it is known in
    "reset_password": "20/1h/ip",
}
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", not EMBEDDED)
ADMIN_NEEDS_FACTOR = not EMBEDDED  # Django's admin, whatever the organisation asks of its staff
MFA_ADAPTER = "accounts.factor_adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODE_DIGITS = 10
OIDC_URL = env.provider("OIDC_URL", in_plain=EMBEDDED)
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID", None if OIDC_URL else "")
OIDC_SECRET = env.text("OIDC_SECRET", None if OIDC_URL else "")
OIDC_NAME = env.text("OIDC_NAME", "single sign-on")  # after "Sign in with"
OIDC_ASKS_FOR_FACTOR = env.flag("OIDC_ASKS_FOR_FACTOR", False)
OIDC_ROLE_CLAIM = env.text("OIDC_ROLE_CLAIM", "")
OIDC_ROLES = env.roles("OIDC_ROLES")
PASSWORDS = env.flag("PASSWORDS", True)
if not PASSWORDS and not OIDC_URL:
    raise ImproperlyConfigured("PASSWORDS cannot be off without OIDC_URL: nobody could sign in")
SOCIALACCOUNT_ADAPTER = "accounts.sign_on.SignOnAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES + bool(WEB_SOCKET)

# Sessions and browser security --------------------------------------------------------------------

SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.refusals.refused_token"
CSRF_TRUSTED_ORIGINS = [BASE_URL] if SECURE else []
LANGUAGE_COOKIE_NAME = "__Host-language" if SECURE else "language"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
KNOWN_COOKIE_NAME = "__Host-known" if SECURE else "known"
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS speaks for our own host: what stands below it is for its owner to decide,
    "security.W021",  # and so is a place in the browsers' preload list, which is hard to leave
]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'", *filter(None, [origin_of(OIDC_URL)])],
    }
}

# Requests and files -------------------------------------------------------------------------------

UPLOAD_LIMIT = 10 * 1024 * 1024
REQUEST_LIMIT = 12 * 1024 * 1024
UPLOADS_PER_HOUR = env.number("UPLOADS_PER_HOUR", 300, low=0, high=1_000_000)
TEMPORARY_DIR = DATA_DIR / "temporary"  # files/temporary.py
FILE_UPLOAD_HANDLERS = ["files.upload_limits.UploadLimit"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 5
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
for ending, media_type in WHITENOISE_MIMETYPES.items():
    mimetypes.add_type(media_type, ending)  # for the server of development and tests

# Mail ---------------------------------------------------------------------------------------------

EMAIL_BACKEND = "mail.backend.RefusingBackend"
DEFAULT_FROM_EMAIL = env.mailbox("DEFAULT_FROM_EMAIL", "jobs@example.com")
MAIL_SENDER_THREADS = 8

# Work: Celery, and everything that beat does ------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL

# Log ----------------------------------------------------------------------------------------------

LOGGING = logs.configuration(readable=EMBEDDED)
ROUTES_NOT_LOGGED = {"healthz", "readyz"}
