"""One machine with its own data folder: `make demo`, or a small office.

The secrets are made on the first start and kept in the data folder, readable by its owner alone.
"""

import dj_database_url

from zhiyong.config import home
from zhiyong.config.env import optional
from zhiyong.config.settings.base import *  # noqa: F403
from zhiyong.config.settings.outlets import *  # noqa: F403

HOME = home.data_folder()
SECRET_KEY = home.secret("secret_key")
RECEIPT_PEPPER = home.secret("receipt_pepper")
RECEIPT_SALT = home.secret("receipt_salt")
KEYS = HOME / "keys"
MEDIA_ROOT = HOME / "files"
STATIC_ROOT = HOME / "static"
ALLOWED_HOSTS = optional("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in optional("CSRF_TRUSTED_ORIGINS").split(",") if o]
FIXED_TODAY = optional("ZHIYONG_TODAY") or None

DATABASES = {
    "default": {
        **dj_database_url.parse(optional("DATABASE_URL") or home.embedded_database_url()),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
    }
}
