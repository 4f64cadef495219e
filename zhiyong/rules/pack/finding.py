"""Where the packs are: `packs/` of the repository, or `zhiyong/packs` of an installed wheel."""

from pathlib import Path

import zhiyong

MAIN_FILE = "plan.yaml"
"""The file that makes a folder a pack."""


def packs_folder() -> Path:
    """Return the folder of the packs that come with the product.

    :raises FileNotFoundError: if neither place has one.
    """
    package = Path(zhiyong.__file__).parent
    for folder in (package / "packs", package.parent / "packs"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no packs beside {package} nor in it")


def find_packs(folder: Path | None = None) -> dict[str, Path]:
    """Return the folders that hold a pack, by their names, in the order of the names."""
    inside = folder or packs_folder()
    return {
        place.name: place for place in sorted(inside.iterdir()) if (place / MAIN_FILE).is_file()
    }
