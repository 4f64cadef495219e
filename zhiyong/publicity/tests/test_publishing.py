"""What goes out: never wider than the plan, final, agreed to, without names, telling nobody."""

from datetime import date, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import DatabaseError

from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import current_step
from zhiyong.approvals.services import decide
from zhiyong.directory.models import Account
from zhiyong.directory.standing import NOBODY, standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.journal.models import Entry
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.publicity import plan, services, watching
from zhiyong.publicity.models import Publication
from zhiyong.publicity.selectors import public, public_list, publications_visible_to
from zhiyong.publicity.tests.factories import a_draft, published, publisher, told
from zhiyong.rules.pack.procedure import Publication as Rule
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
State, Audience, Kind = Publication.State, Publication.Audience, Publication.Kind


def verbs() -> list[str]:
    rows = Entry.objects.filter(verb__startswith="publication.").order_by("id")
    return list(rows.values_list("verb", flat=True))


def sees(account: Account, publication: Publication) -> bool:
    rows = publications_visible_to(standing_of(account, DAY))
    return rows.filter(pk=publication.pk).exists()


def proposed(city: City, **changes: Any) -> Publication:
    """Return a bad model of the plan, in approval: the plan wants it agreed to."""
    for role in (Role.LEADER,):
        city.who(role, "leading_group")
    asked = {"rule": "models", "from_on": None, "until_on": None, "by": publisher(city)}
    return services.publish(**told(city, **(asked | changes)))


def sign(city: City, publication: Publication, verdict: Any = Step.Verdict.AGREE) -> None:
    approval = Approval.objects.get(subject=f"publication:{publication.pk}")
    step = current_step(approval)
    assert step
    leader = city.who(Role.LEADER, "leading_group")
    decide(step=step, verdict=verdict, opinion="请核。", by=leader, on=DAY)
    publication.refresh_from_db()


def test_it_goes_out_and_everybody_may_read_it(city: City) -> None:
    publication = published(city)

    assert (publication.state, publication.from_on) == (State.PUBLISHED, DAY)
    assert list(public()) == [publication]
    assert publications_visible_to(NOBODY).get() == publication
    assert verbs() == ["publication.drafted", "publication.checked", "publication.published"]
    assert "窗口" not in str([entry.facts for entry in Entry.objects.all()])


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.INTERNAL])
def test_never_wider_than_the_plan(
    city: City, audience: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = plan.rule_of(city.adoption, "progress")
    assert real
    narrow = real.model_copy(update={"audience": ("system",)})
    monkeypatch.setattr(plan, "rule_of", lambda *_: narrow)

    with pytest.raises(services.TooWide) as refusal:
        published(city, audience=audience)

    assert str(refusal.value.basis) == "S3-138"
    assert (Publication.objects.count(), verbs()) == (0, [])


@pytest.mark.parametrize(
    ("audience", "within"),
    [
        ("public", {"public", "internal", "system", "unit", "unit_heads", "parties"}),
        ("internal", {"internal", "system", "unit", "unit_heads", "parties"}),
        ("system", {"system", "unit", "unit_heads", "parties"}),
        ("unit", {"unit", "parties"}),
        ("unit_heads", {"unit_heads"}),
        ("parties", {"parties"}),
    ],
)
def test_what_lies_within_an_audience(audience: str, within: set[str]) -> None:
    rule = Rule.model_construct(audience=(audience,))

    assert plan.allowed(rule) == within


def test_without_a_rule_of_the_plan_it_stays_in_the_unit(city: City) -> None:
    with pytest.raises(services.TooWide):
        published(city, rule="", audience=Audience.PUBLIC)
    with pytest.raises(services.Unfit):
        published(city, rule="nothing")

    assert published(city, rule="", audience=Audience.UNIT).state == State.PUBLISHED


def test_another_body_publishes_it(city: City) -> None:
    with pytest.raises(services.NotTheirs):
        published(city, unit=city.bureau)

    assert not Publication.objects.exists()


@pytest.mark.clause("S3-139")
def test_models_are_final_agreed_to_and_without_names(city: City, about: dict[str, str]) -> None:
    about["not_final"] = "处理决定尚在申诉期内。"
    words = {"title": "陈志远不作为被问责", "text": "陈志远和陈志远三推诿群众。"}
    with pytest.raises(services.NotFinal) as refusal:
        proposed(city, **words)
    assert str(refusal.value.basis) == "S3-139"
    assert not Publication.objects.exists()

    about["not_final"] = ""
    publication = proposed(city, **words)

    assert publication.state == State.IN_APPROVAL
    assert publication.title == "该局一名副局长不作为被问责"
    assert publication.text == "该局一名副局长和该局一名科员推诿群众。"
    assert not public().exists()
    sign(city, publication)
    assert (publication.state, publication.from_on) == (State.PUBLISHED, DAY)
    assert public().get() == publication


def test_sent_back_it_is_a_draft_again(city: City) -> None:
    publication = proposed(city)

    sign(city, publication, Step.Verdict.RETURN)

    assert publication.state == State.DRAFT
    services.change(
        publication=publication,
        audience=Audience.PUBLIC,
        title="改后",
        text="改后的内容。",
        by=publisher(city),
        on=DAY,
    )
    publication = services.submit(publication=publication, by=publisher(city), on=DAY)
    assert publication.state == State.IN_APPROVAL


def test_whoever_proposes_does_not_agree(city: City) -> None:
    both = account_with(Role.OFFICE, Role.LEADER, unit=city.bodies["leading_group"])
    publication = proposed(city, by=both)

    approval = Approval.objects.get()
    step = current_step(approval)
    assert step
    with pytest.raises(services.NotNow.__mro__[1]):
        decide(step=step, verdict=Step.Verdict.AGREE, opinion="", by=both, on=DAY)

    publication.refresh_from_db()
    assert publication.state == State.IN_APPROVAL


@pytest.mark.parametrize(
    "text",
    [
        "举报人王小明反映的问题已解决。",
        "投诉人：李某某的诉求已办结。",
        "来电人电话13900001234。",
        "联系 0700-1234567。",
        "证件号99000019900101123X。",
        "发至 someone@example.org。",
    ],
)
def test_a_text_that_may_tell_who_complained_is_shown_back(city: City, text: str) -> None:
    with pytest.raises(services.TellsTooMuch) as refusal:
        published(city, text=text)

    assert len(refusal.value.places) == 1
    assert not Publication.objects.exists()
    assert published(city, text=text, confirmed=True).state == State.PUBLISHED


@pytest.mark.parametrize("text", ["举报人反映的问题已解决。", "共受理投诉12345件，2026年办结。"])
def test_plain_words_are_not_shown_back(text: str) -> None:
    assert watching.found_in("", text, "unit:1") == []


def test_days_that_cannot_be_are_refused(city: City) -> None:
    yesterday, tomorrow = DAY - timedelta(days=1), DAY + timedelta(days=1)
    with pytest.raises(services.Unfit):
        published(city, from_on=yesterday)
    with pytest.raises(services.Unfit):
        published(city, from_on=tomorrow, until_on=DAY)

    assert not Publication.objects.exists()


def test_it_hangs_as_long_as_it_may_be_objected_to(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = plan.rule_of(city.adoption, "progress")
    assert real
    week = Rule.model_validate({**real.model_dump(), "objection": "7 days", "clause": "S3-138"})
    monkeypatch.setattr(plan, "rule_of", lambda *_: week)

    with pytest.raises(services.Unfit) as refusal:
        published(city, until_on=DAY + timedelta(days=3))
    assert refusal.value.basis

    assert published(city).until_on == DAY + timedelta(days=7)


def test_it_goes_out_on_its_day_and_ends_by_itself(city: City) -> None:
    first, last = DAY + timedelta(days=2), DAY + timedelta(days=9)
    publication = published(city, from_on=first, until_on=last)
    assert (publication.state, public().exists()) == (State.SCHEDULED, False)

    assert services.tick(on=DAY) == 0
    assert services.tick(on=first) == 1
    assert public().get() == publication
    assert services.tick(on=last) == 0
    assert services.tick(on=last + timedelta(days=1)) == 1
    assert services.tick(on=last + timedelta(days=1)) == 0

    publication.refresh_from_db()
    assert (publication.state, public().exists()) == (State.OVER, False)
    assert verbs()[-1] == "publication.ended"


def test_a_unit_reads_what_is_set_to_it(city: City) -> None:
    inside = account_with(Role.HANDLER, unit=city.section)
    outside = account_with(Role.HANDLER, unit=city.court)

    publication = published(city, rule="", audience=Audience.UNIT, unit=city.bureau)

    assert publication.reached == sorted([city.bureau.pk, city.section.pk, city.institution.pk])
    assert (sees(inside, publication), sees(outside, publication)) == (True, False)
    assert not publications_visible_to(NOBODY).exists()


def test_heads_and_parties_and_nobody_else(city: City) -> None:
    head, staff = city.who(Role.LEADER, city.court), city.who(Role.HANDLER, city.court)
    party = city.person(Role.HANDLER, city.tax)
    heads = published(city, audience=Audience.UNIT_HEADS)
    parties = published(city, audience=Audience.PARTIES, parties=[party])

    assert (sees(head, heads), sees(staff, heads)) == (True, False)
    assert (sees(city.who(Role.HANDLER, city.tax), parties), sees(head, parties)) == (True, False)


def test_a_draft_is_read_by_those_who_make_it(city: City) -> None:
    publication = a_draft(city)

    assert sees(publisher(city), publication)
    assert not sees(city.who(Role.LEADER, city.court), publication)


def test_retracted_it_says_so_and_is_cleared_before_the_same_people(city: City) -> None:
    publication = published(
        city, audience=Audience.SYSTEM, until_on=DAY + timedelta(days=10), from_on=DAY
    )
    with pytest.raises(services.Unfit):
        services.retract(publication=publication, reason=" ", by=publisher(city), on=DAY)
    later = DAY + timedelta(days=5)
    told_: dict[str, Any] = {"publication": publication, "by": publisher(city), "on": later}
    city.bureau.parent = None
    services.retract(reason="处理决定被撤销。", cause=f"unit:{city.bureau.pk}", **told_)
    with pytest.raises(services.NotNow):
        services.retract(reason="再撤一次", **told_)

    correction = services.correct(
        title="澄清", text="经复核，反映问题不实。", kind=Kind.CLEARING, **told_
    )

    publication.refresh_from_db()
    assert (publication.state, publication.retracted_on) == (State.RETRACTED, later)
    assert (correction.audience, correction.reached, correction.unit) == (
        publication.audience,
        publication.reached,
        publication.unit,
    )
    assert correction.until_on == later + timedelta(days=10)
    reader = account_with(Role.HANDLER, unit=city.court)
    assert sees(reader, publication)
    assert sees(reader, correction)
    assert verbs()[-2:] == ["publication.retracted", "publication.corrected"]


def test_what_was_corrected_stands_under_its_correction(city: City) -> None:
    publication = published(city)
    correction = services.correct(
        publication=publication,
        title="更正",
        text="时限应为两个工作日。",
        kind=Kind.CORRECTION,
        by=publisher(city),
        on=DAY,
    )

    assert list(public_list()) == [correction]
    assert set(public()) == {publication, correction}


def test_a_draft_is_neither_retracted_nor_corrected(city: City) -> None:
    publication = a_draft(city)

    with pytest.raises(services.NotNow):
        services.retract(publication=publication, reason="撤", by=publisher(city), on=DAY)
    with pytest.raises(services.NotNow):
        services.correct(
            publication=publication,
            title="更",
            text="正",
            kind=Kind.CORRECTION,
            by=publisher(city),
            on=DAY,
        )

    assert verbs() == ["publication.drafted"]


def test_kept_back_with_a_reason(city: City) -> None:
    publication = a_draft(city)
    with pytest.raises(services.Unfit):
        services.withhold(publication=publication, reason="", by=publisher(city), on=DAY)

    publication = services.withhold(
        publication=publication, reason="涉及正在侦办的案件。", by=publisher(city), on=DAY
    )

    assert (publication.state, publication.withheld) == (State.WITHHELD, "涉及正在侦办的案件。")
    with pytest.raises(services.NotNow):
        services.submit(publication=publication, by=publisher(city), on=DAY)


def test_a_draft_is_thrown_away(city: City) -> None:
    services.discard(publication=a_draft(city), by=publisher(city), on=DAY)

    assert not Publication.objects.exists()
    assert verbs()[-1] == "publication.discarded"


def test_nothing_goes_out_without_its_record(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    publication = a_draft(city)
    broken = Mock(side_effect=DatabaseError)
    monkeypatch.setattr("zhiyong.publicity.services.publishing.tell", broken)

    with pytest.raises(DatabaseError):
        services.submit(publication=publication, by=publisher(city), on=DAY)

    publication.refresh_from_db()
    assert (publication.state, publication.from_on) == (State.DRAFT, None)


def test_days_of_another_year(city: City) -> None:
    assert published(city, on=date(2026, 12, 31), from_on=date(2027, 1, 4)).state == State.SCHEDULED
