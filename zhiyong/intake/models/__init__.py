"""The tables of intake, by subject."""

from zhiyong.intake.models.complaints import Complaint, Correction, Message, NamedPerson
from zhiyong.intake.models.counter import BlankForm, Visit
from zhiyong.intake.models.registers import Referral, Registration, Repeat

__all__ = [
    "BlankForm",
    "Complaint",
    "Correction",
    "Message",
    "NamedPerson",
    "Referral",
    "Registration",
    "Repeat",
    "Visit",
]
