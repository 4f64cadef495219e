"""The texts of a plan: the files it was read from, or files written from what it says."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from zhiyong.plans.models import PackContent, PackVersion
from zhiyong.rules.pack.finding import MAIN_FILE
from zhiyong.rules.pack.loader import MOST_BYTES_OF_PACK, MOST_FILES, REGISTER_FILE
from zhiyong.shell.errors import Refusal

WIDTH = 100


class NoPack(Refusal):
    """What was handed in is no pack: neither a zip of YAML files nor one YAML file."""


def texts_of(version: PackVersion) -> dict[str, str]:
    """Return the files of a version, by name, the head first and the register last."""
    said = PackContent.objects.get(version=version)
    texts: dict[str, str] = said.texts or written(said.content)
    order = {MAIN_FILE: 0, REGISTER_FILE: 2}
    return {name: texts[name] for name in sorted(texts, key=lambda one: (order.get(one, 1), one))}


def written(data: Mapping[str, Any]) -> dict[str, str]:
    """Return a pack's data as files: the register apart, everything else in one."""
    head = {key: value for key, value in data.items() if key != "clauses"}
    texts = {MAIN_FILE: _yaml(head)}
    if data.get("clauses"):
        texts[REGISTER_FILE] = _yaml(data["clauses"])
    return texts


def folder_texts(folder: Path) -> dict[str, str]:
    """Return the files of a pack that the program ships."""
    return {
        file.name: file.read_text(encoding="utf-8-sig")
        for file in sorted(folder.iterdir())
        if file.suffix in (".yaml", ".yml")
    }


def zipped(texts: Mapping[str, str]) -> bytes:
    """Return files as a zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in texts.items():
            packed.writestr(name, text)
    return target.getvalue()


def unpacked(name: str, content: bytes) -> dict[str, str]:
    """Return the files of an upload: a zip with plan.yaml in it or in its one folder, or one file.

    :raises NoPack: if it is neither, too large, or no UTF-8.
    """
    if name.lower().endswith((".yaml", ".yml")):
        return {MAIN_FILE: _decoded(name, content)}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _files(packed)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise NoPack(_("Hand in a zip of a pack's YAML files, or one YAML file.")) from error


def check_size(size: int | None) -> None:
    """Refuse an upload that is too large for a pack before anything of it is read.

    :raises NoPack: if it is; a size that is not known is left to the reading.
    """
    if size is not None and size > MOST_BYTES_OF_PACK:
        raise NoPack(_("This is too large for a pack."))


def _files(packed: zipfile.ZipFile) -> dict[str, str]:
    inside = [
        one
        for one in packed.infolist()
        if not one.is_dir() and one.filename.lower().endswith((".yaml", ".yml"))
    ]
    if len(inside) > MOST_FILES or sum(one.file_size for one in inside) > MOST_BYTES_OF_PACK:
        raise NoPack(_("This is too large for a pack."))
    names = [Path(one.filename).name for one in inside]
    if MAIN_FILE not in names or len(set(names)) != len(names):
        raise NoPack(_("There is no {file} in it, or a name twice.").format(file=MAIN_FILE))
    texts = {}
    for name, one in zip(names, inside, strict=True):
        with packed.open(one) as file:
            texts[name] = _decoded(name, file.read(MOST_BYTES_OF_PACK + 1))
    return texts


def _decoded(name: str, content: bytes) -> str:
    if len(content) > MOST_BYTES_OF_PACK:
        raise NoPack(_("This is too large for a pack."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoPack(_("{file} is no UTF-8 text.").format(file=name)) from error


def _yaml(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=WIDTH)
