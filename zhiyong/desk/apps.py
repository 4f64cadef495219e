"""The room `desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages composed of many rooms."""

    name = "zhiyong.desk"

    def ready(self) -> None:
        """Tell the shell where one's work and the search are."""
        from django.utils.translation import gettext_lazy as _
        from django.utils.translation import pgettext_lazy

        from zhiyong.shell import navigation

        _lay_out_complaints()
        _lead_to_records()
        _show_instructions()
        navigation.settle(home="desk:home", search="desk:search", counts="desk:counts")
        navigation.add(
            navigation.Item(
                navigation.Group.WORK,
                pgettext_lazy("desk", "My work"),
                "desk:home",
                frozenset(),
                order=0,
            ),
            navigation.Item(
                navigation.Group.ACCOUNT,
                _("What stands about me"),
                "desk:my_record",
                frozenset(),
                order=30,
            ),
        )


def _lay_out_complaints() -> None:
    """Show complaints with their handling, and matters on the page of their complaints."""
    from dataclasses import replace

    from django.urls import reverse

    from zhiyong.desk import page
    from zhiyong.intake import parts
    from zhiyong.shell import kinds

    parts.lay_out(parts.Frame("desk/complaint.html", page.context))
    matter = kinds.get("matter")
    kinds.register(replace(matter, url=lambda pk: reverse("desk:matter", args=[pk])))


def _show_instructions() -> None:
    """Show leaders' instructions on the pages of cases, and let them be about cases."""
    from django.utils.translation import gettext_lazy as _

    from zhiyong.cases import acts, panels
    from zhiyong.desk.selectors import instructions, ledger

    instructions.register_source()
    panels.register(
        panels.Panel(
            "instructions",
            _("Leaders' instructions"),
            75,
            "desk/parts/instructions.html",
            instructions.case_panel,
        )
    )
    acts.register(instructions.case_offers)
    acts.register(ledger.case_offers)


def _lead_to_records() -> None:
    """Lead from the pages of people and units to what stands against them, whoever may see it."""
    from zhiyong.desk.selectors import records
    from zhiyong.directory import links

    links.register("person", records.way_to_person)
    links.register("unit", records.way_to_unit)
