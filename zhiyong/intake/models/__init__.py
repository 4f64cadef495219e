"""The tables of intake, by subject."""

from zhiyong.intake.models.complaints import (
    ENDED,
    MESSAGE,
    TEXT,
    TITLE,
    Complaint,
    Correction,
    Message,
    NamedPerson,
)
from zhiyong.intake.models.counter import BlankForm, Visit
from zhiyong.intake.models.ids import random_id
from zhiyong.intake.models.registers import (
    Handover,
    Import,
    Reader,
    Referral,
    Registration,
    Repeat,
)
from zhiyong.intake.models.sources import ChannelDetails, Joining, Mail, Signatory, Sketch

__all__ = [
    "ENDED",
    "MESSAGE",
    "TEXT",
    "TITLE",
    "BlankForm",
    "ChannelDetails",
    "Complaint",
    "Correction",
    "Handover",
    "Import",
    "Joining",
    "Mail",
    "Message",
    "NamedPerson",
    "Reader",
    "Referral",
    "Registration",
    "Repeat",
    "Signatory",
    "Sketch",
    "Visit",
    "random_id",
]
