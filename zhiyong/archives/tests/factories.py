"""A closed case with its decision, and the people who file it."""

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from zhiyong.archives import services
from zhiyong.archives.models import Dossier
from zhiyong.archives.selectors import Document, documents_of
from zhiyong.cases.models import Case
from zhiyong.decisions.models import Decision
from zhiyong.decisions.tests.factories import Scene, a_decision, serve_all
from zhiyong.directory.models import Account
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.plans.tests.factories import DAY
from zhiyong.shell.access import Role

CLOSED = date(2026, 5, 20)
FILED = date(2027, 1, 12)


@dataclass
class Shelf:
    """A closed case, its decision, and two clerks: one puts together, the other checks."""

    scene: Scene
    decision: Decision
    first: Account
    second: Account

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return Case.objects.get(pk=self.decision.case_id)

    def documents(self) -> list[Document]:
        """Return what the first clerk sees of the case."""
        return documents_of(self.case, standing_of(self.first, FILED))

    def together(self, **changes: Any) -> Dossier:
        """Return a dossier that is put together."""
        told = {
            "case": self.case,
            "documents": self.documents(),
            "retention": Dossier.Retention.YEARS_10,
            "basis": "",
            "by": self.first,
            "on": FILED,
            **changes,
        }
        return services.put_together(**told)

    def filed(self, **changes: Any) -> Dossier:
        """Return a dossier that was checked and filed."""
        dossier = self.together(**changes)
        return services.file_dossier(dossier=dossier, remarks="", by=self.second, on=FILED)


def make_shelf(scene: Scene) -> Shelf:
    """Return a case that was decided, served and closed."""
    decision = a_decision(scene)
    serve_all(scene, decision)
    Case.objects.filter(pk=decision.case_id).update(
        state=Case.State.CLOSED, closed_on=CLOSED, decided_on=DAY
    )
    decision.refresh_from_db()
    return Shelf(
        scene,
        decision,
        account_with(Role.CLERK, unit=scene.office),
        account_with(Role.CLERK, unit=scene.office),
    )


def picture(name: str = "scan.png") -> SimpleUploadedFile:
    """Return a scan as somebody uploads it."""
    out = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")
