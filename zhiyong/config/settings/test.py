"""The test suite: strict and fast."""

import atexit
import shutil
import tempfile
from pathlib import Path

import dj_database_url

from zhiyong.config import home
from zhiyong.config.env import optional
from zhiyong.config.settings.base import *  # noqa: F403
from zhiyong.config.settings.base import STORAGES

HOME = Path(tempfile.mkdtemp(prefix="zhiyong-test-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
SECRET_KEY = "only for tests"
RECEIPT_PEPPER = "only for tests"
RECEIPT_SALT = "only for tests"
RECEIPT_HASH = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
VAULT_DERIVATION = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
KEYS = HOME / "keys"
MEDIA_ROOT = HOME / "files"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir()
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

DATABASES = {
    "default": {
        **dj_database_url.parse(optional("DATABASE_URL") or home.embedded_database_url()),
        "TEST": {"NAME": optional("ZHIYONG_TEST_DB", "test_zhiyong")},
    }
}
