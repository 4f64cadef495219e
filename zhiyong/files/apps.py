"""Files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Uploads, originals and served copies, number series."""

    name = "zhiyong.files"
    verbose_name = _("Attachments")

    def ready(self) -> None:
        """Make known the Kind, and what the journal commits to."""
        from zhiyong.files import kinds, storage
        from zhiyong.files.models import File
        from zhiyong.journal import commitments

        kinds.register()
        commitments.cover(
            File,
            "file as served",
            content=lambda row: storage.digest_of(row.served_path),
            salt=lambda row: row.served_salt,
        )
        commitments.cover(
            File,
            "digest of a file's original",
            content=lambda row: row.original_digest,
            salt=lambda row: row.original_salt,
        )
