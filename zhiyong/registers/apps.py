"""The room `registers`."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """See the package's own line."""

    name = "zhiyong.registers"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.registers.kinds import register_kinds
        from zhiyong.registers.places import settle

        register_kinds()
        settle()
