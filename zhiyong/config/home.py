"""The data folder of one machine: its secrets and its own database."""

import os
import secrets
from pathlib import Path
from urllib.parse import quote

from zhiyong.config import embedded
from zhiyong.config.locks import exclusive

PACKAGE = Path(__file__).resolve().parents[1]


def named_folder() -> Path:
    """Return where the data folder is, whether or not it was made.

    ZHIYONG_HOME names it; else it is `var/` of the working tree, or of the current folder
    when the package is installed elsewhere.
    """
    if named := os.environ.get("ZHIYONG_HOME"):
        return Path(named).expanduser().absolute()
    tree = PACKAGE.parent
    return (tree if (tree / "pyproject.toml").exists() else Path.cwd()) / "var"


def data_folder() -> Path:
    """Return the data folder, made if it is not there: others may pass through, never list it."""
    folder = named_folder()
    if not folder.exists():
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    return folder


def secret(name: str) -> str:
    """Return a secret of this installation; made once, readable by its owner alone."""
    folder = data_folder() / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    with exclusive(folder / ".lock"):
        return _read_or_make(folder / name)


def _read_or_make(file: Path) -> str:
    """Return the content of a secret file; a file half written by a crash is made anew."""
    if file.exists() and (value := file.read_text(encoding="ascii").strip()):
        return value
    value = secrets.token_urlsafe(48)
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(value + "\n")
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    return value


def database_folder() -> Path:
    """Return the folder of the embedded database's cluster."""
    return data_folder() / "postgres"


def embedded_database_url() -> str:
    """Return the address of the embedded database; start its cluster if it is not running.

    :raises embedded.EmbeddedDatabaseError: if it cannot be started.
    """
    server = embedded.start(database_folder())
    password = quote(server.password, safe="")
    return (
        f"postgres://{embedded.USER}:{password}@{embedded.HOST}:{server.port}/{embedded.DATABASE}"
    )
