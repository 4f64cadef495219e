"""Files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Uploads, originals and served copies, number series."""

    name = "zhiyong.files"
    verbose_name = _("Files")

    def ready(self) -> None:
        """Make the Kind known."""
        from zhiyong.files import kinds

        kinds.register()
