"""The journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The record of every act; receipts; proofs."""

    name = "zhiyong.journal"
