"""The sample holds every fact and promise of the two adverts that this system was made after."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.days import is_working_day
from postings.models import Membership, Posting, Question, Stage
from recruitment import sample
from recruitment.sample import it_operations, trainee
from recruitment.sample.shape import Days

pytestmark = pytest.mark.django_db
IT, TRAINEE = "head-of-it-operations", "associate-manager-trainee-programme"

FACTS = {
    IT: """
        Digital & IT|Kalundborg|Region Zealand|Denmark|stable|secure|two sites in Kalundborg|API|24/7|
        downtime|shopfloor|compliant|lifecycle|CVP|Directors|global IT strategies|agile|risk management|
        escalation|problems|LEAN|technology|DD&IT|partners|standards|harmonised|
        Director of DD&IT Product Supply API|Master’s|engineering|business|8 years|program management|
        automation systems|large scale|GxP|preferably|pharmaceutical industry is an advantage|
        Fluent English|Danish is a plus|proactive|ownership|integrity|flexible|structure|collaborate|
        calm under pressure|urgent|Enthusiasm|adaptability|trust|inspire|world class|reliably|patients|
        headquarters in Denmark|100 years|diabetes|obesity|blood and endocrine|60,000|80 offices|
        purpose|development|front-end|back-end|artificial intelligence|machine learning|cloud|
        quantum computing|TechLife|helle.vestergaard@example.com|cover letter|why you are applying|
        without a photo|inclusive|same opportunity|best one|for</em> the world|backgrounds|cultures|
        communities|change lives|Full-time
    """,
    TRAINEE: """
        changes lives|leadership trainee|Kalundborg|processes, the systems, good manufacturing practice|
        permanent|Production or Support|first four months|structured training|the business|our values|
        capacity|sustainability|transforms|step by step|details about yourself|background|
        upload your CV|tell you so by|Interviews and assessments|Q[1-4] 20\\d\\d|performance|
        potential|worked in the pharmaceutical industry before|from day one|diverse|
        language of our company is English|regular full-time position|attractive|adapted to the level|
        business needs|offer every trainee|100%|municipality of Kalundborg|temporary accommodation|
        example.com/find-a-home|departments|responsibility|mentor|full 4 months|manager with experience|
        leadership team|knowledge of pharma|GMP|complex processes, systems and problems|
        motivate and develop|clear direction|Mikkel Sandager|example.com/kalundborg|
        Read more about our site|Do I have to speak Danish|Associate Managers
    """,
}


@pytest.fixture(autouse=True)
def _sample() -> None:
    sample.load(password="correct-horse-battery")


def facts(slug: str) -> list[str]:
    return [" ".join(fact.split()) for fact in FACTS[slug].replace("\n", " ").split("|")]


@pytest.mark.parametrize("slug", [IT, TRAINEE])
def test_the_page_holds_every_fact_of_its_advert(client: Client, slug: str) -> None:
    text = " ".join(client.get(f"/jobs/{slug}/").text.replace("&amp;", "&").split())

    missing = [fact for fact in facts(slug) if not re.search(fact, text, re.IGNORECASE)]

    assert missing == []


@pytest.mark.parametrize("slug", [IT, TRAINEE])
def test_the_page_holds_every_promise(client: Client, slug: str) -> None:
    text = client.get(f"/jobs/{slug}/").text

    for promise in (
        "Apply by",
        "is read by",
        "Interviews and assessments",
        "told by",
        "Decided by",
        "You start",
    ):
        assert promise in text


def test_both_are_open_and_on_the_list(client: Client) -> None:
    text = client.get("/jobs/").text

    assert "2 open positions" in text
    assert {posting.slug for posting in Posting.objects.open()} == {IT, TRAINEE}


@pytest.mark.parametrize("day", range(14))
def test_weekdays_and_weeks_stay_together(day: int) -> None:
    """The adverts closed on a Wednesday; the interviews were two to four ISO weeks later."""
    today = date(2026, 11, 21) + timedelta(days=day)

    days = Days.from_today(today, at_least=20).promises(
        read=7, told=9, interviews=(12, 30), decided=44, start=77
    )

    assert 20 <= (days["deadline"] - today).days <= 26
    assert days["deadline"].isoweekday() == days["starts_on"].isoweekday() == 3
    assert (days["interviews_from"].isoweekday(), days["interviews_to"].isoweekday()) == (1, 5)


ORDER = ("deadline", "read_by", "told_by", "interviews_from", "interviews_to", "decided_by", "starts_on")


@pytest.mark.parametrize(("sample_posting", "at_least"), [(it_operations, 9), (trainee, 20)])
def test_no_promise_is_a_holiday_whatever_the_day_it_is_loaded(sample_posting: Any, at_least: int) -> None:
    """Two years of days, with every holiday between a deadline and a start in them; their order stays."""
    for number in range(2 * 366):
        today = date(2027, 1, 1) + timedelta(days=number)

        fields = sample_posting.posting(Days.from_today(today, at_least=at_least)).fields

        days = [fields[name] for name in ORDER]
        assert [str(day) for day in days if not is_working_day(day)] == [], today
        assert days == sorted(days), today
        assert fields["deadline"] < fields["read_by"], today


def test_the_first_advert_itself_comes_out_of_its_own_days() -> None:
    days = Days(date(2024, 2, 14)).promises(read=7, told=9, interviews=(12, 30), decided=44, start=77)

    words = Days.words(days)

    assert days["starts_on"] == date(2024, 5, 1)
    assert words["weeks"] == "weeks 9–11, 2024"
    assert words["quarter"] == "Q3 2024"


def test_each_posting_has_its_team_stages_and_questions() -> None:
    teams = {
        slug: set(Membership.objects.filter(posting__slug=slug).values_list("user__email", flat=True))
        for slug in (IT, TRAINEE)
    }

    assert teams[IT] == {"recruiter@example.com", "manager@example.com"}
    assert teams[TRAINEE] == {"recruiter@example.com", "manager2@example.com"}
    assert set(Question.objects.values_list("kind", flat=True)) == set(Question.Kind.values)
    for posting in Posting.objects.all():
        assert set(posting.stages.values_list("kind", flat=True)) == set(Stage.Kind.values)
        assert posting.criteria.filter(weight="required").exists()
        assert posting.criteria.filter(weight="advantage").exists()


def test_loading_twice_changes_nothing() -> None:
    from recruitment.sample import postings

    postings.load()

    assert Posting.objects.count() == 2


def test_it_opened_before_now_and_closes_soon() -> None:
    now = timezone.now()

    for slug, least, most in ((IT, 9, 16), (TRAINEE, 20, 27)):
        posting: Any = Posting.objects.get(slug=slug)

        assert posting.opens_at < now
        assert timedelta(days=least) < posting.closes_at - now <= timedelta(days=most + 1)
