"""The console script `zhiyong`: one module a command, nothing of Django before it is needed."""

from zhiyong.config.cli.main import main

__all__ = ["main"]
