"""Compile the message catalogues when the package is built or installed."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileMessages(BuildHookInterface):
    """Put a compiled catalogue beside each translated one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        sys.path.insert(0, self.root)
        try:
            from zhiyong.config.messages import compile_catalogues
        finally:
            sys.path.remove(self.root)
        compile_catalogues(Path(self.root) / "zhiyong")
        build_data["artifacts"].append("zhiyong/**/*.mo")
