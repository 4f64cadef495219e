"""The vault."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    """Sealed identities, custodians, openings."""

    name = "zhiyong.vault"
    verbose_name = _("Sealed identities")

    def ready(self) -> None:
        """Make known the Kinds, the pages, and what the journal commits to."""
        from zhiyong.journal import commitments
        from zhiyong.vault import kinds, pages
        from zhiyong.vault.models import Enquiry, Envelope, Opening

        kinds.register()
        pages.register()
        commitments.cover(
            Envelope,
            "sealed envelope",
            of=lambda row: row.subject,
            content=lambda row: bytes(row.sealed),
        )
        commitments.cover(
            Opening,
            "reason of an opening",
            of=lambda row: f"envelope:{row.envelope_id}",
            content=lambda row: row.reason,
        )
        commitments.cover(Enquiry, "reason of an enquiry", content=lambda row: row.reason)
