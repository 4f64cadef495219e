"""What is true everywhere. Reads no environment variable."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parents[2]

ROOMS = [
    "zhiyong.shell",
    "zhiyong.journal",
    "zhiyong.directory",
    "zhiyong.vault",
    "zhiyong.files",
    "zhiyong.notices",
    "zhiyong.plans",
    "zhiyong.registers",
    "zhiyong.approvals",
    "zhiyong.duties",
    "zhiyong.papers",
    "zhiyong.publicity",
    "zhiyong.meetings",
    "zhiyong.consequences",
    "zhiyong.rectification",
    "zhiyong.instructions",
    "zhiyong.intake",
    "zhiyong.matters",
    "zhiyong.cases",
    "zhiyong.transfers",
    "zhiyong.tracks",
    "zhiyong.decisions",
    "zhiyong.appeals",
    "zhiyong.archives",
    "zhiyong.protection",
    "zhiyong.inspections",
    "zhiyong.campaigns",
    "zhiyong.desk",
    "zhiyong.portal",
    "zhiyong.demo",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    *ROOMS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zhiyong.shell.middleware.DatabaseAway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhiyong.shell.middleware.ContentSecurityPolicy",
    "zhiyong.directory.middleware.StandingOfTheAccount",
    "zhiyong.directory.middleware.InitialPassword",
]

ROOT_URLCONF = "zhiyong.config.urls"
WSGI_APPLICATION = "zhiyong.config.wsgi.application"

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
                "zhiyong.shell.context.shell",
            ],
            "builtins": ["zhiyong.shell.templatetags.ui"],
        },
    },
]

AUTH_USER_MODEL = "directory.Account"
LOGIN_URL = "directory:sign_in"
LOGOUT_REDIRECT_URL = "directory:sign_in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {"user_attributes": ["username"]}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
FORMAT_MODULE_PATH = ["zhiyong.config.formats"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # gone with the browser's session: it would tell who was here
CSRF_FAILURE_VIEW = "zhiyong.shell.views.form_expired"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Receipt codes: about 25 ms a hash on one core. See docs/explanation/decisions.
RECEIPT_HASH = {"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1}
SEAL_WITHIN_HOURS = 24
# The public's door. Beyond these a puzzle of so many bits is asked, or some seconds of patience.
PORTAL_LODGINGS = {"burst": 20, "every": 15.0, "together": 600, "every_together": 0.1}
PORTAL_PUZZLE_BITS = 16
CLIENT_ADDRESS_HEADER = ""  # the header in which a proxy names the sender: "HTTP_X_REAL_IP"
RECEIPT_FORM_SECONDS = 2 * 60 * 60  # a form left open longer is shown again before it is sent
FIXED_TODAY: str | None = None

# Files. Sizes in bytes; what is larger is dropped while it streams in.
FILE_UPLOAD_HANDLERS = ["zhiyong.files.uploads.Streamed"]
FILES_LARGEST = 50 * 1024 * 1024
FILES_LARGEST_TOGETHER = 100 * 1024 * 1024
FILES_LARGEST_REQUEST = 512 * 1024 * 1024
FILES_LARGEST_OF_SUBJECT = 500 * 1024 * 1024
FILES_MOST = 10
FILES_SECONDS = 60
FILES_STAGED_HOURS = 12
FILES_SCANNER = ""  # "tcp://127.0.0.1:3310" or "unix:///run/clamav/clamd.ctl"

# Texts to complainants: Waiting, Email, or Program, which hands them to NOTICES_PROGRAM.
NOTICES_GATEWAY = "zhiyong.notices.gateways.Waiting"
NOTICES_PROGRAM: list[str] = []

# A mailbox that is read by IMAP: off without a host. `security` is ssl, starttls, or none on this
# very machine; `unit` the code of the office whose mailbox it is.
MAILBOX: dict[str, str | int | bool] = {
    "host": "",
    "port": 993,
    "security": "ssl",
    "user": "",
    "password": "",
    "folder": "INBOX",
    "done": "Zhiyong/taken",
    "apart": "Zhiyong/apart",
    "unit": "",
    "acknowledge": False,
}

# The vault. Argon2id for passphrases: 64 MiB and about 150 ms on one core.
VAULT_DERIVATION = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 1}
VAULT_WRONG_PASSPHRASES = 5
VAULT_LOCK_MINUTES = 15
VAULT_OPENINGS_A_DAY = 30
VAULT_LONGEST_GRANT_DAYS = 90

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A page that is not there is no fault, and its address may hold what a complainant typed.
    "loggers": {"django.request": {"level": "ERROR"}},
}
