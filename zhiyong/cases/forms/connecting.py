"""Cases that have to do with each other, and what else a case comes from."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.cases.forms.base import ActForm, line, radios, words
from zhiyong.cases.models import Case, CaseLink
from zhiyong.cases.selectors.access import cases_visible_to
from zhiyong.intake.models import Complaint
from zhiyong.intake.selectors import complaints_visible_to


class OtherForm(ActForm):
    """Another case, by its number."""

    number = line(
        gettext_lazy("Number of the other case"),
        60,
        help_text=gettext_lazy("As it is written on its page."),
    )

    def clean(self) -> dict[str, Any]:
        """Find the case among those that one sees."""
        data: dict[str, Any] = super().clean() or {}
        number = (data.get("number") or "").strip()
        if number:
            rows = cases_visible_to(self.scene.standing).exclude(pk=self.case.pk)
            data["other"] = rows.filter(number=number).first()
            if data["other"] is None:
                self.add_error("number", _("There is no such case, or you do not see it."))
        return data

    def other(self) -> Case | None:
        """Return the other case."""
        found: Case | None = self.cleaned_data.get("other")
        return found


class LinkForm(OtherForm):
    """How two cases are tied."""

    kind = radios(gettext_lazy("How they are tied"), CaseLink.Kind.choices)
    note = line(gettext_lazy("Remark"), 300, required=False)


class UnderForm(OtherForm):
    """Under which case this one stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].required = False
        self.fields["number"].help_text = _("Left empty, it stands under no other case.")


class MergeForm(OtherForm):
    """Into which case this one goes."""

    reason = words(gettext_lazy("Why the cases are made one"), 500)


class SourceForm(ActForm):
    """Which complaint belongs to the case as well."""

    number = line(gettext_lazy("Number of the complaint"), 60)

    def clean(self) -> dict[str, Any]:
        """Find the complaint among those that one sees."""
        data: dict[str, Any] = super().clean() or {}
        number = (data.get("number") or "").strip()
        if number:
            data["complaint"] = (
                complaints_visible_to(self.scene.standing).filter(number=number).first()
            )
            if data["complaint"] is None:
                self.add_error("number", _("There is no such complaint, or you do not see it."))
        return data

    def complaint(self) -> Complaint:
        """Return the complaint."""
        found: Complaint = self.cleaned_data["complaint"]
        return found
