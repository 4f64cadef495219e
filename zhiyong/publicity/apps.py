"""The room `publicity`."""

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """What is made known: to whom, from when to when, what corrects it."""

    name = "zhiyong.publicity"
