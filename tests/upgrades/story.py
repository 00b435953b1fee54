"""What happened in the house whose database is kept: every state that an upgrade must carry over.

It is told by the pages of the version that it fills. A later issue changes it with those pages and adds
what that issue brought; the dumps that were made before stay as they are.

Days lie far ahead, so that what is compared is the same on whatever day the test runs.
"""

from tests.mail.sink import Fault, Sink
from tests.stack import wait_for
from tests.upgrades import applying, writing
from tests.upgrades.applying import Applicant
from tests.upgrades.deciding import ONE_LETTER, Desk
from tests.upgrades.dumps import PASSWORD
from tests.upgrades.visitor import Visitor

ADMIN, RECRUITER, MANAGER, MANAGER2, INTERVIEWER = STAFF = (
    "admin@example.com", "recruiter@example.com", "manager@example.com", "manager2@example.com",
    "interviewer@example.com",
)  # fmt: skip
IT, TRAINEE = "head-of-it-operations", "associate-manager-trainee-programme"
LAST_DAY = "2190-03-17"
DAYS = {
    "deadline": LAST_DAY, "read_by": "2190-03-24", "told_by": "2190-03-26", "interviews_from": "2190-03-29",
    "interviews_to": "2190-05-07", "decided_by": "2190-05-20", "starts_on": "2190-08-02",
}  # fmt: skip
READING, MEETING, OFFERING = "First reading by two", "Conversation on site", "Offer on the table"

ONE_PAGE, OWNED, ODT, DOCX = (
    "s27_nguyen_vi_du.pdf", "s32_mentions_javascript_in_text.pdf", "s10_zoe_plaeseholder.odt",
    "s19_birk_pandoc.docx",
)  # fmt: skip
AMINA = Applicant("Amina Example", "amina@example.com", ONE_PAGE)
BO = Applicant("Bo Second", "bo@example.com", ODT)
CARLA = Applicant("Carla Third", "carla@example.com", DOCX)
DAN = Applicant("Dan Fourth", "dan@example.com", ODT)
EVA = Applicant("Eva Fifth", "eva@example.com", OWNED)
FINN = Applicant("Finn Sixth", "finn@example.com", ODT)
GRO = Applicant("Gró Sjöunda", "gro@example.com", ODT)
HANS = Applicant("Hans Åttende", "hans@example.com", DOCX)
IDA = Applicant("Ida Ninth", "ida@example.com", ODT)
JAN = Applicant("Jan Tenth", "jan@example.com", ODT)
KIM = Applicant("Kim Eleventh", "kim@example.com", ODT)
LIV = Applicant("Liv Twelfth", "liv@example.com", ODT)
MIA = Applicant("Mia Thirteenth", "mia@example.com", DOCX)
NORA = Applicant("Nora Fourteenth", "nora@example.com", ODT)
OLAV = Applicant("Olav Fifteenth", "olav@example.com", ODT)
PIA = Applicant("Pia Sixteenth", "pia@example.com", ODT)
QUIN = Applicant("Quin Seventeenth", "quin@example.com", ODT)
ROSA = Applicant("Rosa Eighteenth", "rosa@example.com", DOCX)
SARA = Applicant("Sara Nineteenth", "sara@example.com", ODT)
TOVE = Applicant("Tøve Tyvende", "tove@example.com", ODT)
DORA = Applicant("Dora Draft", "dora@example.com", ODT)
ELLEN = Applicant("Ellen Unsent", "ellen@example.com", OWNED)

FEW_YEARS, OTHERS = "Required experience is missing", "Others come closer to what the position asks for"
FAR_AWAY = "Kalundborg is too far away for them"


class Story:
    """`codes`: the reference of each application, by the address of its applicant and its posting."""

    def __init__(self, url: str, *, sink: Sink) -> None:
        self.url, self.sink = url, sink
        self.wrote: set[str] = set()
        self.codes: dict[tuple[str, str], str] = {}
        self.admin, self.recruiter, self.manager, self.manager2 = (
            self.staff(email) for email in (ADMIN, RECRUITER, MANAGER, MANAGER2)
        )

    def staff(self, email: str) -> Desk:
        desk = Desk(self.url, sink=self.sink, wrote=self.wrote)
        desk.sign_in(email, password=PASSWORD)
        return desk

    def visitor(self) -> Visitor:
        return Visitor(self.url, sink=self.sink, wrote=self.wrote)

    def it(self, who: Applicant) -> str:
        return self.codes[who.email, IT]

    def happens(self) -> None:
        settings_are_changed(self)
        postings_are_set_up(self)
        people_apply(self)
        drafts_are_left(self)
        applications_are_read(self)
        interviews_are_set(self)
        rejections_are_told(self)
        rejections_are_not_told(self)
        the_process_ends(self)
        others_change_their_minds(self)
        the_trainees_are_decided(self)
        one_letter_waits(self)


def settings_are_changed(story: Story) -> None:
    admin = story.admin
    writing.add_reason(admin, FAR_AWAY)
    writing.invite(admin, name="Vera Invited", email="vera@example.com", role="interviewer")
    writing.change_letter(
        admin, "rejection",
        subject="Our answer about {posting}",
        body="Dear {name},\n\nthis time we go on with others. Your reference was {reference}.\n\n"
        "Thank you for every hour that you put into it.",
    )  # fmt: skip


def postings_are_set_up(story: Story) -> None:
    recruiter = story.recruiter
    for slug in (IT, TRAINEE):
        writing.save_page(recruiter, slug, "dates", **DAYS)
        writing.rename_stage(recruiter, slug, now="Screening", to=READING)
        writing.rename_stage(recruiter, slug, now="Interview", to=MEETING)
        writing.rename_stage(recruiter, slug, now="Offer", to=OFFERING)
    writing.save_page(recruiter, TRAINEE, "process", letters_wait="on")
    night = writing.copy(recruiter, IT, title="Head of IT at Night", deadline=LAST_DAY)
    writing.press(recruiter, night, "publication")
    writing.copy(recruiter, TRAINEE, title="Trainees of Next Year", deadline=LAST_DAY)
    writing.begin(recruiter, title="Laboratory Technician")
    unwanted = writing.begin(recruiter, title="A Posting That Nobody Wanted")
    writing.press(recruiter, unwanted, "archiving")


def people_apply(story: Story) -> None:
    to_both = (AMINA, GRO)
    for who in (AMINA, BO, CARLA, DAN, EVA, FINN, GRO, HANS, IDA, JAN, KIM, NORA, OLAV, PIA):
        story.codes[who.email, IT] = applying.apply(story.visitor(), IT, who)
    for who in (*to_both, LIV, MIA):
        story.codes[who.email, TRAINEE] = applying.apply(story.visitor(), TRAINEE, who)
    again = applying.apply(
        story.visitor(), IT, IDA, motivation="This is my newer text, and Ida means this one."
    )
    assert again == story.it(IDA)
    writing.press(story.recruiter, TRAINEE, "closing")


def drafts_are_left(story: Story) -> None:
    applying.write_details(story.visitor(), IT, DORA, leaving=True)
    ellen = story.visitor()
    applying.write_details(ellen, IT, ELLEN)
    applying.write_background(ellen, IT, motivation=ELLEN.motivation)
    applying.upload(ellen, IT, ELLEN)


def applications_are_read(story: Story) -> None:
    recruiter, manager = story.recruiter, story.manager
    for who in (AMINA, BO, DAN, EVA, FINN, HANS, KIM):
        recruiter.move(story.it(who), to=READING)
    recruiter.note(story.it(AMINA), "Nine years and two sites; invite her soon.")
    manager.note(story.it(AMINA), "I agree, and would like to ask about the outage.")
    manager.note(story.it(DAN), "A good letter, though without any night shifts.")
    for who in (AMINA, KIM, BO):
        manager.move(story.it(who), to=MEETING)
    recruiter.move(story.it(OLAV), to=MEETING)
    recruiter.move(story.it(OLAV), to=READING)
    manager.propose(story.it(JAN), reason=FEW_YEARS, comment="Two years, where eight are asked for.")
    manager.propose(story.it(KIM), reason=OTHERS, comment="I am not sure about Kim, to be honest.")
    recruiter.decline_proposal(story.it(KIM))
    manager.propose(story.it(EVA), reason=FEW_YEARS, comment="Eva has not led anybody yet.")


def interviews_are_set(story: Story) -> None:
    manager = story.manager
    both, room = ["Karen Østergaard", "Leila Aziz"], "Lake room, ground floor"
    first = manager.set_interview(story.it(AMINA), panel=both, day="2190-04-06", at="10:00", room=room)
    manager.move_interview(first, day="2190-04-07", at="11:30", message="We moved it for your train.")
    called_off = manager.set_interview(story.it(KIM), panel=both, day="2190-04-08", at="09:00", room=room)
    manager.cancel_interview(called_off)
    place = "The gate house, Harbour Road 1"
    for who, at in ((BO, "10:00"), (HANS, "13:00")):
        manager.set_interview(story.it(who), panel=both[:1], day="2190-04-09", at=at, place=place)


def rejections_are_told(story: Story) -> None:
    """By a letter that was released, once after an undone slip, or another way; or the letter failed, or
    nobody knows whether it arrived."""
    recruiter = story.recruiter
    recruiter.reject(story.it(BO), reason=OTHERS, comment="Very close, and we said so.")
    recruiter.release(BO.email)
    recruiter.reject(story.it(GRO), reason=FAR_AWAY, comment="The wrong Gró, it turned out.")
    recruiter.undo(story.it(GRO))
    recruiter.reject(story.it(GRO), reason=FEW_YEARS, comment="This time it is meant.")
    recruiter.release(GRO.email)
    story.sink.script(NORA.email, Fault("rcpt", "550 no such mailbox"))
    recruiter.reject(story.it(NORA), reason=OTHERS)
    recruiter.release(NORA.email)
    story.sink.script(PIA.email, Fault("after_dot", reset=True, accepted=True))
    recruiter.reject(story.it(PIA), reason=OTHERS)
    recruiter.release(PIA.email)
    recruiter.reject(story.it(FINN), reason=FEW_YEARS, comment="He asked to be called.")
    recruiter.cancel_letter(FINN.email, why="Jonas calls him this afternoon.")
    recruiter.tell(story.it(FINN), how="by telephone, on his own wish")
    for who, tab in ((BO, "sent"), (GRO, "sent"), (NORA, "failed"), (PIA, "failed")):
        recruiter.wait_for_letter(who.email, tab=tab)


def rejections_are_not_told(story: Story) -> None:
    """The letter is held, or was cancelled; and one rejection was undone."""
    recruiter = story.recruiter
    recruiter.reject(story.it(DAN), reason=OTHERS, comment="Let us read his letter once more.")
    recruiter.hold(DAN.email)
    recruiter.reject(story.it(EVA), reason=FEW_YEARS, comment="As Karen proposed it.")
    recruiter.cancel_letter(EVA.email, why="It names the wrong position.")
    recruiter.reject(story.it(OLAV), reason=FAR_AWAY, comment="A slip of the mouse.")
    recruiter.undo(story.it(OLAV))


def the_process_ends(story: Story) -> None:
    """One is hired and told, one declines after that, one waits on the reserve list and reads Danish, and one
    is hired from the list without having been told yet."""
    recruiter = story.recruiter
    for who in (QUIN, ROSA, SARA, TOVE):
        visitor = story.visitor()
        if who is TOVE:
            visitor.get(f"/jobs/{IT}/?lang=da")
        story.codes[who.email, IT] = applying.apply(visitor, IT, who)
    for who, comment in ((ROSA, "All four of us want her."), (SARA, "Second to none but Rosa.")):
        recruiter.decide(story.it(who), "hired", comment=comment)
        recruiter.release(who.email, tab="held", kind="hired")
    for who in (QUIN, TOVE):
        recruiter.decide(story.it(who), "reserve", comment="Should the third opening ever come.")
        recruiter.release(who.email, tab="held", kind="reserve")
    for who, kind in ((ROSA, "hired"), (SARA, "hired"), (QUIN, "reserve"), (TOVE, "reserve")):
        recruiter.wait_for_letter(who.email, tab="sent", kind=kind)
    recruiter.decide(story.it(SARA), "declined", comment="She stays where she is, for her children.")
    recruiter.decide(story.it(QUIN), "hired", comment="The third opening came after all.")


def others_change_their_minds(story: Story) -> None:
    applying.withdraw(story.visitor(), HANS, story.it(HANS))


def the_trainees_are_decided(story: Story) -> None:
    """Where letters wait for a person: one is released, one is held since its decision."""
    liv, mia, gro = (story.codes[who.email, TRAINEE] for who in (LIV, MIA, GRO))
    desk, recruiter = story.manager2, story.recruiter
    desk.move(mia, to="Assessment day")
    desk.note(mia, "She led the rehearsal of a whole choir.")
    desk.set_interview(
        mia, panel=["Thomas Brandt", "Leila Aziz"], day="2190-05-03", at="14:15", minutes="60",
        link="https://meet.example.com/mia-thirteenth",
    )  # fmt: skip
    desk.propose(gro, reason=FAR_AWAY, comment="Gró would have to move for four months.")
    recruiter.reject(liv, reason=OTHERS, comment="Ask her again next year.")
    recruiter.move(story.codes[AMINA.email, TRAINEE], to=OFFERING)


def one_letter_waits(story: Story) -> None:
    """Last of all, so that its ten minutes are not over before the house is stopped."""
    story.recruiter.reject(story.it(CARLA), reason=OTHERS, comment="Carla is the eleventh of ten.")


def wait_until_quiet(story: Story) -> None:
    """Nothing is on its way but the one letter that waits, no CV is being read, and what the decisions
    bring with them has come."""
    recruiter = story.recruiter
    for code in story.codes.values():
        wait_for(lambda code=code: b"/cv/shown/" not in recruiter.application(code).content)
    for who in (BO, HANS):
        numbers = recruiter.application(story.it(who)).leading_to(r"/desk/interviews/(\d+)/")
        wait_for(lambda numbers=numbers: all(recruiter.is_cancelled(number) for number in numbers))
    wait_for(lambda: len(recruiter.get("/desk/outbox/?tab=waiting").leading_to(ONE_LETTER)) == 1)
