"""The vault."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    """Sealed identities, custodians, openings."""

    name = "zhiyong.vault"
    verbose_name = _("Sealed identities")

    def ready(self) -> None:
        """Make the Kinds and the pages known."""
        from zhiyong.vault import kinds, pages

        kinds.register()
        pages.register()
