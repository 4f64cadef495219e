"""What follows a conclusion of the demo: decision and service, execution, appeal, file, letter."""

from datetime import date
from decimal import Decimal

from zhiyong.appeals import services as appeals
from zhiyong.appeals.models import Appeal
from zhiyong.archives import services as archives
from zhiyong.archives.models import Dossier
from zhiyong.archives.selectors import documents_of
from zhiyong.cases import services as cases
from zhiyong.consequences import services as ledger
from zhiyong.consequences.models import Entry, YearlySum
from zhiyong.consequences.services.stating import Stated, state
from zhiyong.decisions import services as decisions
from zhiyong.decisions.models import Decision, DecisionNotice
from zhiyong.decisions.services import Choice
from zhiyong.decisions.services.executing import OWED
from zhiyong.demo.people import Office
from zhiyong.demo.source import data
from zhiyong.demo.verification import Verification, page
from zhiyong.directory.models import Person, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.services import prove_service
from zhiyong.plans.selectors import pack_of
from zhiyong.publicity import services as publicity
from zhiyong.publicity.models import Publication
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.transfers import services as transfers
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.selectors.materials import materials_of
from zhiyong.transfers.services import Listed

IN_PERSON = ServiceOfPaper.Way.IN_PERSON


def propose(walk: Verification) -> Decision:
    """Draft a decision, choose its measures, and put it before the group."""
    said, by = walk.said, walk.office.accounts["handler"]
    outcome = data("cases")["outcome"]
    decision = decisions.draft(respondent=walk.respondent, by=by, on=walk.pass_days(1))
    decision = decisions.choose(
        decision=decision,
        lock=decision.lock,
        measures=[Choice(one) for one in said["measures"]],
        reasons=said["reasons"],
        bases=[one.id for one in pack_of(decision.adoption).legal_bases[:1]],
        matter_outcome=outcome["matter"],
        person_outcome=outcome["person"],
        by=by,
        on=walk.day,
    )
    return decisions.propose(decision=decision, lock=decision.lock, by=by, on=walk.day)


def serve(walk: Verification, decision: Decision) -> None:
    """Hand the notices over to the person and the unit."""
    clerk = walk.office.account(Role.CLERK)
    walk.pass_days(2)
    for notice in decision.notices.filter(state=DecisionNotice.State.DUE).order_by("pk"):
        decisions.serve(
            notice=notice,
            way=IN_PERSON,
            served_on=walk.day,
            receiver=ServiceOfPaper.Receiver.ADDRESSEE,
            by=clerk,
            on=walk.day,
        )
    decision.refresh_from_db()


def state_sums(walk: Verification, decision: Decision) -> None:
    """State the sums of the year of those on whom something fell, as the paying offices do."""
    entries = Entry.objects.filter(source=kinds.ref(decision), effect="deduct").order_by("pk")
    words = data("cases")["sums"]
    found: dict[tuple[int | None, int | None, str, int], Stated] = {}
    for n, one in enumerate(entries):
        assert one.year is not None
        sums = words["unit" if one.of == YearlySum.Of.UNIT else "person"]
        key = (one.person_id, one.unit_id, str(one.of), one.year)
        found.setdefault(key, Stated(*key, Decimal(sums[n % len(sums)])))
    state(sums=list(found.values()), by=walk.office.accounts["personnel"], on=walk.day)


def carry_out(walk: Verification, decision: Decision, *, most: int | None = None) -> None:
    """Enter that what is owed was carried out: all of it, or the first entries."""
    by, words = walk.office.accounts["office"], data("cases")["carried_out"]
    entries = Entry.objects.filter(
        source=kinds.ref(decision),
        state=Entry.State.IN_FORCE,
        effect__in=OWED,
        carried_out_on=None,
        since__lte=walk.day,
    )
    for entry in list(entries.order_by("pk"))[:most]:
        proof = None
        if entry.effect == "write":
            assert entry.person is not None
            proof = page(words["paper"], entry.person.name, walk.day, words["written"])
        ledger.carry_out(entry=entry, note=words["note"], proof=proof, by=by, on=walk.day)


def send_slip(walk: Verification, decision: Decision) -> None:
    """Send the slip for the personnel file, and enter its receipt."""
    clerk = walk.office.account(Role.CLERK)
    keeper = walk.office.city.roles["org_department"]
    slip = archives.send_slip(decision=decision, keeper=keeper, by=clerk, on=walk.pass_days(1))
    archives.receive_slip(
        slip=slip,
        received_on=walk.pass_days(2),
        received_by=data("cases")["keeper"],
        upload=None,
        by=clerk,
        on=walk.day,
    )


def circulate(walk: Verification, decision: Decision) -> Publication:
    """Make a decision known within the unit concerned."""
    words, respondent = walk.said["circular"], walk.respondent
    assert respondent.unit_then is not None
    return publicity.publish(
        subject=decision,
        adoption=walk.office.adoption,
        rule="",
        audience=Publication.Audience.UNIT,
        title=words["title"],
        text=words["text"],
        from_on=None,
        until_on=None,
        unit=respondent.unit_then,
        by=walk.office.accounts["office"],
        on=walk.day,
    )


def appeal(walk: Verification, decision: Decision) -> Appeal:
    """Have the person appeal to the body above, which answers as the demo's words say."""
    office, words = walk.office, walk.said["appeal"]
    above = decision.body.parent
    assert above is not None
    clerk, handler = office.account(Role.CLERK, above), office.account(Role.HANDLER, above)
    head = office.account(Role.SECTION_HEAD, above)
    found = appeals.file_appeal(
        decision=decision,
        person=walk.respondent.person,
        to=words["to"],
        grounds=words["grounds"],
        way=Appeal.Way.COUNTER,
        filed_on=walk.pass_days(4),
        by=clerk,
        on=walk.day,
    )
    appeals.accept(appeal=found, by=head, on=walk.pass_days(1))
    assert handler.person is not None
    appeals.name_handler(appeal=found, person=handler.person, by=head, on=walk.day)
    found.refresh_from_db()
    found = appeals.draft(
        appeal=found,
        lock=found.lock,
        outcome=words["outcome"],
        answer_text=words["answer"],
        by=handler,
        on=walk.pass_days(5),
    )
    found.refresh_from_db()
    leader = office.account(Role.LEADER, above)
    appeals.decide(appeal=found, lock=found.lock, by=leader, on=walk.pass_days(1))
    found.refresh_from_db()
    walk.pass_days(1)
    if found.paper:
        _hand_over(found.paper, clerk.person, office, above, walk.day)
    found.refresh_from_db()
    return found


def _hand_over(paper: Paper, server: Person | None, office: Office, unit: Unit, on: date) -> None:
    prove_service(
        paper=paper,
        way=IN_PERSON,
        served_on=on,
        receiver=ServiceOfPaper.Receiver.ADDRESSEE,
        server=server.name if server else "",
        by=office.account(Role.CLERK, unit),
        on=on,
    )


def close(walk: Verification) -> None:
    """Close a case, put its documents together, and let another check and file them."""
    office = walk.office
    cases.close_case(case=walk.it, by=office.account(Role.SECTION_HEAD), on=walk.pass_days(2))
    first, second = office.staff.of_unit(Role.CLERK, office.body.pk)[:2]
    walk.pass_days(3)
    dossier = archives.put_together(
        case=walk.it,
        documents=documents_of(walk.it, standing_of(first, walk.day)),
        retention=Dossier.Retention.YEARS_30,
        basis=data("cases")["retention"],
        by=first,
        on=walk.day,
    )
    archives.file_dossier(
        dossier=dossier,
        remarks=data("cases")["remarks"],
        by=second,
        on=walk.pass_days(1),
    )


def hand_over(walk: Verification) -> Transfer:
    """Hand a case over as a whole; the body that takes it signs for it and replies."""
    office, words = walk.office, walk.said
    to = office.city.roles[words["to"]]
    by = office.accounts["handler"]
    letter = transfers.prepare(
        case=walk.it,
        respondent=walk.respondent,
        kind=Transfer.Kind.HAND_OVER,
        line=Transfer.Line.DISCIPLINE,
        text=words["letter"],
        items=[Listed(one.reference) for one in materials_of(walk.it)],
        to_unit=to,
        whole=True,
        by=by,
        on=walk.pass_days(1),
    )
    transfers.send(transfer=letter, by=by, on=walk.day)
    office.agree(letter, walk.pass_days(1))
    letter.refresh_from_db()
    clerk = office.account(Role.CLERK, to)
    letter = transfers.receive(
        transfer=letter,
        received_on=walk.pass_days(1),
        signed=True,
        number=words["receipt"],
        by=clerk,
        on=walk.day,
    )
    return transfers.reply(
        transfer=letter,
        followed=True,
        outcome=words["answer"],
        replied_on=walk.pass_days(8),
        by=clerk,
        on=walk.day,
    )


def news(walk: Verification) -> Publication:
    """Make known what has become better, for everybody."""
    words, office = walk.said["told"], walk.office
    return publicity.publish(
        subject=walk.it,
        adoption=office.adoption,
        rule=words["rule"],
        audience=Publication.Audience.PUBLIC,
        title=words["title"],
        text=words["text"],
        from_on=None,
        until_on=None,
        unit=office.city.roles["office"],
        by=office.accounts["office"],
        on=walk.day,
    )
