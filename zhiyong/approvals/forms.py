"""Forms of approvals: what is said to a draft, on screen or on paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.approvals.models import Step
from zhiyong.directory.models import Person
from zhiyong.directory.picks import PersonOrPostField
from zhiyong.shell.forms import Form

SCAN = ".pdf,.jpg,.jpeg,.png,.heic"


class DecideForm(Form):
    """Agree, or send back with what must be corrected."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Step.Verdict.AGREE, _("Agree")),
            (Step.Verdict.RETURN, _("Send back for correction")),
        ],
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label=_("Opinion"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when the draft goes back: say what must be corrected."),
    )

    def __init__(self, *args: Any, may_dissent: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_dissent:
            verdict = self.fields["verdict"]
            verdict.choices = [  # type: ignore[attr-defined]
                (Step.Verdict.AGREE, _("Agree")),
                (Step.Verdict.DISSENT, _("Disagree, with my reasons; it goes on")),
                (Step.Verdict.RETURN, _("Send back for correction")),
            ]
            self.fields["opinion"].help_text = _(
                "Needed when you disagree or send it back: say why, and what must be corrected."
            )


class DelegateForm(Form):
    """To whom the step is passed on."""

    to = PersonOrPostField(label=_("Pass on to"), posts=False)


class StandInForm(Form):
    """Who signs in the place of somebody who must recuse."""

    to = PersonOrPostField(label=_("Signs in their place"), posts=False)


class PaperForm(DecideForm):
    """What was signed on the printed sheet: who, when, what, with its scan."""

    signer = forms.ModelChoiceField(label=_("Who signed"), queryset=Person.objects.none())
    signed_on = forms.DateField(label=_("Signed on"))
    scan = forms.FileField(
        label=_("Scan of the signed sheet"),
        widget=forms.FileInput(attrs={"accept": SCAN}),
    )
    field_order = ("signer", "signed_on", "verdict", "opinion", "scan")

    def __init__(self, *args: Any, signers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer"].queryset = signers  # type: ignore[attr-defined]
