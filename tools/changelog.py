"""Gather the news in changelog.d/ into CHANGELOG.md, for a release.

python tools/changelog.py 0.2.0 2026-12-01
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("added", "changed", "fixed", "removed", "security")


def waiting(folder: Path) -> dict[str, list[Path]]:
    """Return the files of news by kind, in the order of the kinds.

    :raises ValueError: if a file's name has no kind.
    """
    files = [file for file in sorted(folder.glob("*.md")) if file.name != "README.md"]
    if wrong := [file.name for file in files if kind_of(file) not in KINDS]:
        raise ValueError(f"no kind in {', '.join(wrong)}; one of {', '.join(KINDS)}")
    return {kind: found for kind in KINDS if (found := [f for f in files if kind_of(f) == kind])}


def kind_of(file: Path) -> str:
    """Return the kind in a name: `receipt.added.md` is "added"."""
    return file.stem.rpartition(".")[2]


def section(version: str, day: str, news: dict[str, list[Path]]) -> str:
    """Return the part of the changelog for a release."""
    lines = [f"## {version} ({day})", ""]
    for kind, files in news.items():
        lines += [f"### {kind.capitalize()}", ""]
        lines += [f"- {' '.join(file.read_text(encoding='utf-8').split())}" for file in files]
        lines.append("")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Write the section under the introduction, and delete what it holds."""
    if len(arguments) != 2:
        sys.stderr.write(__doc__ or "")
        return 2
    news = waiting(ROOT / "changelog.d")
    target = ROOT / "CHANGELOG.md"
    introduction, mark, older = target.read_text(encoding="utf-8").partition("\n## ")
    target.write_text(
        f"{introduction.rstrip()}\n\n{section(*arguments, news)}{mark}{older}", encoding="utf-8"
    )
    for files in news.values():
        for file in files:
            file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
