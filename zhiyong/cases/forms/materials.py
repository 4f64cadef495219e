"""Evidence, statements, and the facts that cite them."""

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext as _

from zhiyong.cases.forms.base import (
    ActForm,
    boxes,
    day,
    file,
    line,
    of_evidence,
    of_facts,
    of_members,
    of_respondents,
    of_statements,
    radios,
    select,
    words,
)
from zhiyong.cases.models import Case, Evidence, Statement
from zhiyong.directory.models import Person
from zhiyong.directory.picks import PersonOrPostField
from zhiyong.shell.giveaways import Watched, with_courtesies


class EvidenceForm(ActForm):
    """A piece of evidence, with its file."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for the reason as well where the case is decided."""
        fields: dict[str, forms.Field] = {
            "title": line(_("What it is"), 200),
            "kind": radios(_("Kind of evidence"), Evidence.Kind.choices),
            "taken_on": day(_("Taken on"), initial=self.on),
            "taken_from": line(_("Taken from"), 120),
            "purpose": line(_("What it shows"), 300, required=False),
            "upload": file(
                _("File"),
                required=False,
                help_text=_("Kept as it was taken; its hash goes into the record."),
            ),
        }
        if self.case.state == Case.State.DECIDED:
            fields["reason"] = words(_("Why it comes only after the decision"), 300)
        return fields


class VersionForm(ActForm):
    """A newer file of a piece of evidence."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer what is not locked."""
        rows = self.case.evidence.filter(locked_on=None, excluded_on=None).order_by("number")
        return {
            "evidence": select(_("Evidence"), [(str(one.pk), str(one)) for one in rows]),
            "upload": file(_("File")),
            "note": line(_("What is new in it"), 300),
        }


class HandOnForm(ActForm):
    """Who receives a piece of evidence, what for, under which seal."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the evidence."""
        return {
            "evidence": select(_("Evidence"), of_evidence(self.case)),
            "receiver": PersonOrPostField(posts=False, label=_("Receiver"), required=False),
            "to_outside": line(_("Or somebody outside"), 120, required=False),
            "purpose": line(_("What for"), 200),
            "seal_code": line(
                _("Code of the seal"), 60, required=False, help_text=_("If it was sealed.")
            ),
        }


class ExcludeForm(ActForm):
    """Which evidence no longer counts, and why."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer what counts."""
        return {
            "evidence": select(_("Evidence"), of_evidence(self.case)),
            "reason": words(_("Why it is excluded"), 300),
        }


class StatementForm(ActForm):
    """What somebody said, taken by two; or that they would not speak."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the team as those who take it."""
        return {
            "kind": radios(_("Kind of statement"), Statement.Kind.choices),
            "respondent": select(
                _("Which respondent"),
                of_respondents(self.scene.respondents),
                required=False,
                help_text=_("For a hearing of somebody whom the case is about."),
            ),
            "speaker": line(_("Or who else spoke"), 120, required=False),
            "witness": PersonOrPostField(
                posts=False, label=_("Their entry in the directory"), required=False
            ),
            "said_on": day(_("On"), initial=self.on),
            "place": line(_("Place"), 120, required=False),
            "takers": boxes(_("Taken by"), of_members(self.scene.members)),
            "refused": forms.BooleanField(label=_("They refused to speak"), required=False),
            "text": words(_("What was said"), 20_000, rows=10, required=False),
            "upload": file(_("Signed record, scanned"), required=False),
        }

    def takers(self) -> list[Person]:
        """Return who took it."""
        return list(Person.objects.filter(pk__in=self.cleaned_data["takers"]))


class FactForm(Watched, ActForm):
    """A fact, with what it rests on; whom the case is about are told of it."""

    watched = ("text",)

    def public_words(self) -> Iterable[str]:
        """Return whom the case is about: they may be named."""
        return with_courtesies(one.name for one in self.scene.respondents)

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the evidence and the statements."""
        return {
            "text": words(_("The fact"), 5000, rows=5),
            "evidence": boxes(_("Evidence"), of_evidence(self.case), required=False),
            "statements": boxes(_("Statements"), of_statements(self.case), required=False),
        }


class CiteForm(ActForm):
    """What a fact rests on besides."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the facts, the evidence and the statements."""
        return {
            "fact": select(_("The fact"), of_facts(self.case)),
            "evidence": boxes(_("Evidence"), of_evidence(self.case), required=False),
            "statements": boxes(_("Statements"), of_statements(self.case), required=False),
        }


class WithdrawFactForm(ActForm):
    """Which fact does not hold."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the facts."""
        return {"fact": select(_("The fact"), of_facts(self.case))}
