"""An office's servers: every secret and address is required; nothing has a default."""

from pathlib import Path

import dj_database_url

from zhiyong.config.env import optional, required
from zhiyong.config.settings.base import *  # noqa: F403
from zhiyong.config.settings.outlets import *  # noqa: F403

HOME = Path(required("ZHIYONG_HOME"))
SECRET_KEY = required("SECRET_KEY")
RECEIPT_PEPPER = required("RECEIPT_PEPPER")
RECEIPT_SALT = required("RECEIPT_SALT")
KEYS = HOME / "keys"
MEDIA_ROOT = HOME / "files"
STATIC_ROOT = HOME / "static"
ALLOWED_HOSTS = required("ALLOWED_HOSTS").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in optional("CSRF_TRUSTED_ORIGINS").split(",") if o]
CLIENT_ADDRESS_HEADER = optional("CLIENT_ADDRESS_HEADER")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

DATABASES = {
    "default": {
        **dj_database_url.parse(required("DATABASE_URL")),
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 16, "timeout": 10}},
    }
}
