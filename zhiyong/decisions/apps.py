"""The room `decisions`."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Decisions on persons and units: offer, choice, notice, execution."""

    name = "zhiyong.decisions"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.cases import readers
        from zhiyong.consequences import numbers
        from zhiyong.decisions import kinds, places, publicity
        from zhiyong.decisions.selectors.access import cases_to_decide, numbers_of, references_about
        from zhiyong.shell.about import hide

        kinds.register()
        places.register()
        publicity.register()
        hide(references_about)
        readers.register(cases_to_decide)
        numbers.register("decision", numbers_of)
