"""The room `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases: leads, teams, evidence, statements, findings, conclusion."""

    name = "zhiyong.cases"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.cases import kinds, places
        from zhiyong.cases.selectors.offers import offer_on_lead
        from zhiyong.cases.selectors.pending import under_investigation
        from zhiyong.consequences import pending
        from zhiyong.registers import acts

        kinds.register()
        places.register()
        pending.register(under_investigation)
        acts.register(offer_on_lead)
