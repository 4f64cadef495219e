"""The shell."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Base pages, components, errors, the registries."""

    name = "zhiyong.shell"
