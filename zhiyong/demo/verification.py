"""A case of the demo, from its lead to the conclusion, by the acts that its people use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from zhiyong.cases import services as cases
from zhiyong.cases.models import Case, Evidence, Finding, Respondent, Statement
from zhiyong.cases.services import Source, Told
from zhiyong.demo.people import Office, earlier, later
from zhiyong.demo.source import data
from zhiyong.papers.rendering import pdf
from zhiyong.papers.sheets import Layout, Sheet
from zhiyong.shell.access import Role


@dataclass
class Verification:
    """One case on its way; `day` goes on with every step."""

    office: Office
    name: str
    day: date
    case: Case | None = None

    @property
    def said(self) -> Mapping[str, Any]:
        """What is written about it."""
        found: dict[str, Any] = data("cases")["cases"][self.name]
        return found

    @property
    def it(self) -> Case:
        """The case as it stands."""
        assert self.case is not None
        self.case.refresh_from_db()
        return self.case

    @property
    def respondent(self) -> Respondent:
        """Whom it is about."""
        return self.it.respondents.get(removed_on=None)

    def pass_days(self, count: int) -> date:
        """Let working days pass; return the day."""
        self.day = later(self.day, count, self.office.today)
        return self.day

    def open(self, *sources: Source) -> Case:
        """Open it as a lead."""
        self.case = cases.open_case(
            adoption=self.office.adoption,
            body=self.office.body,
            title=self.said["title"],
            summary=self.said["summary"],
            sources=sources,
            respondents=[self.office.person(self.said["of"])],
            acted_on=earlier(self.day, 25),
            by=self.office.account(Role.SECTION_HEAD),
            on=self.day,
        )
        return self.case

    def verify(self) -> None:
        """Decide that it is looked into, and name who does so."""
        head = self.office.account(Role.SECTION_HEAD)
        cases.dispose(
            case=self.it,
            disposal=Case.Disposal.VERIFY,
            reason="线索具体，可查性强，予以核查。",
            by=head,
            on=self.pass_days(1),
        )
        self.office.agree(self.it, self.day)
        lead, member = self.office.team
        cases.name_team(
            case=self.it,
            lead=lead,
            members=[member],
            declared_none=True,
            by=head,
            on=self.pass_days(1),
        )

    def gather(self) -> None:
        """Go to the place, hear the public, keep a document, and establish what happened."""
        said, by = self.said, self.office.accounts["handler"]
        lead, member = self.office.team
        visited = self.day
        self.pass_days(2)
        site = cases.add_evidence(
            case=self.it,
            title="现场查看记录",
            kind=Evidence.Kind.SITE_RECORD,
            taken_on=visited,
            taken_from=data("cases")["site"],
            by=by,
            on=self.day,
        )
        document = cases.add_evidence(
            case=self.it,
            title=said["evidence"]["title"],
            kind=Evidence.Kind.DOCUMENT,
            taken_on=self.day,
            taken_from=said["evidence"]["from"],
            upload=self._page() if said["evidence"].get("file") else None,
            by=by,
            on=self.day,
        )
        heard = cases.take_statement(
            case=self.it,
            kind=Statement.Kind.OPINION,
            speaker="办事群众",
            text=said["said"],
            takers=[lead, member],
            said_on=self.day,
            by=by,
            on=self.day,
        )
        cases.establish_fact(
            case=self.it,
            text=said["fact"],
            evidence=[site, document],
            statements=[heard],
            by=by,
            on=self.pass_days(1),
        )

    def _page(self) -> SimpleUploadedFile:
        told = self.said["evidence"]
        return page(told["title"], told["from"], self.day, [self.said["fact"]])

    def hear(self) -> None:
        """Tell the person of the facts, and hear them."""
        lead, member = self.office.team
        by = self.office.accounts["handler"]
        cases.tell_facts(respondent=self.respondent, told_on=self.pass_days(1), by=by, on=self.day)
        cases.take_statement(
            case=self.it,
            kind=Statement.Kind.HEARING,
            speaker="",
            respondent=self.respondent,
            text=self.said["heard"],
            takers=[lead, member],
            said_on=self.pass_days(1),
            place=data("cases")["site"],
            by=by,
            on=self.day,
        )

    def find(self) -> None:
        """State what was found, and how severe it is."""
        said, by, case = self.said, self.office.accounts["handler"], self.it
        cases.find(
            respondent=self.respondent,
            category=said["category"],
            stated=said["stated"],
            acted_on=case.acted_on or case.opened_on,
            responsibility=Finding.Responsibility.DIRECT,
            text=said["finding"],
            facts=list(case.facts.filter(withdrawn_on=None)),
            severity=said["severity"],
            severity_grounds=said["grounds"],
            substantiated=True,
            by=by,
            on=self.day,
        )
        for one in said.get("states", ()):
            cases.state_fact(
                case=case,
                respondent=self.respondent,
                fact=one["fact"],
                value=one["value"],
                grounds=one["grounds"],
                by=by,
                on=self.day,
            )

    def conclude(self) -> None:
        """Conclude, and let the conclusion be agreed to."""
        said, by = self.said, self.office.accounts["handler"]
        outcome = data("cases")["outcome"]
        cases.draft_conclusion(
            case=self.it,
            outcome=outcome["matter"],
            text=said["conclusion"],
            cause=said["cause"],
            outcomes={self.respondent: Told(outcome["person"], said["finding"])},
            by=by,
            on=self.pass_days(1),
        )
        cases.submit_conclusion(case=self.it, by=by, on=self.day)
        self.office.agree(self.it, self.pass_days(1))

    def whole(self, *sources: Source) -> "Verification":
        """Open, verify, hear, find and conclude."""
        self.open(*sources)
        self.verify()
        self.gather()
        self.hear()
        self.find()
        self.conclude()
        return self


def page(title: str, issuer: str, day: date, paragraphs: Iterable[str]) -> SimpleUploadedFile:
    """Return a page of text as somebody scans and uploads it."""
    sheet = Sheet(
        title=title,
        issuer=issuer,
        day=f"{day:%Y-%m-%d}",
        paragraphs=tuple(paragraphs),
        seal=False,
    )
    content = pdf(sheet, Layout.LETTER)
    return SimpleUploadedFile(f"{title}.pdf", content, content_type="application/pdf")
