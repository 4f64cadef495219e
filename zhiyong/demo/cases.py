"""Cases of the demo city at every stage, with the meetings, talks and letters around them.

Each is taken through the rooms by the acts that their people use, on the working days of the last
months; nothing is written behind their backs.
"""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import override

from zhiyong.cases.services import Source
from zhiyong.demo import aftermath, sittings
from zhiyong.demo.city import City
from zhiyong.demo.people import Office, earlier, later, month_of, next_meeting, working
from zhiyong.demo.source import data
from zhiyong.demo.verification import Verification
from zhiyong.directory.models import Account, Body, Post
from zhiyong.instructions import services as instructions
from zhiyong.intake import services as intake
from zhiyong.intake.drafts import Entry, Lodging
from zhiyong.intake.models import Complaint
from zhiyong.plans.models import Adoption
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.tracks import services as tracks

BEFORE = 14
"""A case that a meeting decides was opened so many working days before it."""


@transaction.atomic
def make_cases(
    city: City, adoption: Adoption, accounts: dict[str, Account], body: Body, today: date
) -> None:
    """Make the cases, from the oldest to those still open."""
    with override("zh-hans"):
        _make(Office(city, adoption, accounts, today), body, today)


def _make(office: Office, body: Body, today: date) -> None:
    _closed(office, body, month_of(today, 3))
    _revoked(office, body, month_of(today, 2))
    _decided(office, body, month_of(today, 1))
    _handed(office)
    _agenda(office, body)
    verifying = _verifying(office)
    _lead(office)
    _instruction(office, verifying)
    _talk(office)


def _before(office: Office, name: str, meeting: date) -> Verification:
    """Return a case that is concluded some days before a meeting."""
    return Verification(office, name, earlier(meeting, BEFORE)).whole()


def _closed(office: Office, body: Body, meeting: date) -> None:
    """A case that was decided, served, carried out, closed and filed; then news of it."""
    walk = _before(office, "closed", meeting)
    decision = aftermath.propose(walk)
    sittings.hold(office, body, meeting)
    walk.day = meeting
    decision.refresh_from_db()
    aftermath.serve(walk, decision)
    aftermath.state_sums(walk, decision)
    walk.pass_days(6)
    aftermath.carry_out(walk, decision)
    aftermath.send_slip(walk, decision)
    walk.pass_days(10)
    aftermath.close(walk)
    walk.pass_days(1)
    aftermath.news(walk)


def _revoked(office: Office, body: Body, meeting: date) -> None:
    """A case whose decision the body above revoked: all of it is rolled back and corrected."""
    walk = _before(office, "revoked", meeting)
    decision = aftermath.propose(walk)
    sittings.hold(office, body, meeting, against={decision.item_id or 0})
    walk.day = meeting
    decision.refresh_from_db()
    aftermath.serve(walk, decision)
    aftermath.state_sums(walk, decision)
    aftermath.circulate(walk, decision)
    aftermath.send_slip(walk, decision)
    aftermath.appeal(walk, decision)


def _decided(office: Office, body: Body, meeting: date) -> None:
    """A case that was decided and served; what follows from it is being carried out."""
    walk = _before(office, "decided", meeting)
    decision = aftermath.propose(walk)
    sittings.hold(office, body, meeting)
    walk.day = meeting
    decision.refresh_from_db()
    aftermath.serve(walk, decision)
    aftermath.state_sums(walk, decision)
    walk.pass_days(4)
    aftermath.carry_out(walk, decision, most=1)


def _handed(office: Office) -> None:
    """A case that went to the discipline bureau as a whole, with its receipt and reply."""
    walk = Verification(office, "handed", earlier(working(office.today), 28))
    walk.open()
    walk.verify()
    walk.gather()
    walk.hear()
    walk.find()
    aftermath.hand_over(walk)


def _agenda(office: Office, body: Body) -> None:
    """A concluded case on the agenda of the meeting that is called for next."""
    walk = Verification(office, "agenda", earlier(working(office.today), BEFORE)).whole()
    sittings.call(office, body, next_meeting(office.today), walk.pass_days(1))
    aftermath.propose(walk)


def _verifying(office: Office) -> Verification:
    """A case out of a complaint that is being looked into."""
    walk = Verification(office, "verifying", earlier(working(office.today), 8))
    walk.open(Source(complaint=_complaint(office, walk)))
    walk.verify()
    walk.gather()
    return walk


def _lead(office: Office) -> None:
    """A lead out of a complaint; what becomes of it is not decided yet."""
    walk = Verification(office, "lead", earlier(working(office.today), 2))
    walk.open(Source(complaint=_complaint(office, walk)))


def _complaint(office: Office, walk: Verification) -> Complaint:
    """Return the complaint that a case comes from, registered and accepted."""
    said, clerk = walk.said, office.account(Role.CLERK)
    day = earlier(walk.day, 3)
    short, *_post = said["of"]
    lodged = intake.lodge_complaint(
        draft=Lodging(
            text=said["summary"],
            channel="letter",
            subject_unit=office.unit(short),
            input_class="plan_complaint",
            category=said["category"],
            received_on=day,
            entry=Entry(unit=office.body),
        ),
        by=clerk,
        on=day,
        at=datetime.combine(day, time(2, 15), UTC),
    )
    assert lodged.complaint is not None, "the plan's routing keeps it in the city"
    complaint = lodged.complaint
    keeper = office.account(Role.CLERK, complaint.keeper)
    intake.register_complaint(complaint=complaint, by=keeper, on=later(day, 1, office.today))
    on = later(day, 2, office.today)
    intake.accept_complaint(complaint=complaint, by=keeper, on=on)
    office.agree(complaint, on)
    complaint.refresh_from_db()
    return complaint


def _instruction(office: Office, walk: Verification) -> None:
    """A leader's instruction on the case that is being looked into; feedback is owed."""
    words, on = data("cases")["instruction"], walk.pass_days(1)
    leader = office.city.main(office.group, Post.Kind.MAIN_LEADER)
    instructions.register(
        unit=office.body,
        title=words["title"],
        text=words["text"],
        leader=office.city.people[leader.pk],
        leader_title=words["leader"],
        written_on=on,
        owner_unit=office.body,
        owner=office.team[0],
        feedback_by=office.today + timedelta(days=words["days"]),
        items=[kinds.ref(walk.it)],
        by=office.account(Role.CLERK),
        on=on,
    )


def _talk(office: Office) -> None:
    """A talk with a unit that was held; somebody looks again on the day agreed."""
    words = data("cases")["talk"]
    called = earlier(working(office.today), 7)
    held = later(called, 3, office.today)
    leader = office.accounts["leader"]
    assert leader.person is not None
    talk = tracks.call_talk(
        unit=office.body,
        talker=leader.person,
        day=held,
        reason=words["reason"],
        with_unit=office.unit(words["with"]),
        adoption=office.adoption,
        by=office.account(Role.CLERK),
        on=called,
    )
    tracks.hold_talk(
        talk=talk,
        held_on=held,
        record=words["record"],
        agreed=words["agreed"],
        recheck_on=office.today + timedelta(days=words["days"]),
        by=office.account(Role.CLERK),
        on=held,
    )
