from django.urls import path, register_converter

from applications.outcomes import OURS, Outcome
from screening.desk_views import adding, board, cv, listing, others, saved, verbs, writing
from screening.writing import Text

app_name = "screening"


class OutcomeConverter:
    """One that staff decide; any other word is no address."""

    regex = "|".join(OURS)

    def to_python(self, value: str) -> Outcome:
        return Outcome(value)

    def to_url(self, value: str) -> str:
        return value


class TextConverter:
    """A letter that staff write to one applicant."""

    regex = "|".join(Text)

    def to_python(self, value: str) -> Text:
        return Text(value)

    def to_url(self, value: str) -> str:
        return value


register_converter(OutcomeConverter, "outcome")
register_converter(TextConverter, "text")

ONE = "desk/applications/<slug:code>/"

urlpatterns = [
    path("desk/applications/", listing.applications, name="list"),
    path("desk/applications/views/new/", saved.save_view, name="save_view"),
    path("desk/applications/views/<int:number>/", saved.saved_view, name="saved_view"),
    path("desk/applications/views/<int:number>/removal/", saved.remove_view, name="remove_view"),
    path("desk/postings/<slug:slug>/board/", board.board, name="board"),
    path("desk/postings/<slug:slug>/add/", adding.add, name="add"),
    path(f"{ONE}moves/", verbs.move, name="move"),
    path(f"{ONE}moves/<int:version>/reversal/", verbs.undo_move, name="undo_move"),
    path(f"{ONE}decisions/<outcome:kind>/", verbs.decide, name="decide"),
    path(f"{ONE}decisions/<int:number>/reversal/", verbs.undo, name="undo"),
    path(f"{ONE}decision/letters/", verbs.write_letter_again, name="write_letter_again"),
    path(f"{ONE}decision/telling/", verbs.tell, name="tell"),
    path(f"{ONE}proposals/", verbs.propose, name="propose"),
    path(f"{ONE}proposals/<int:number>/refusal/", verbs.decline_proposal, name="decline_proposal"),
    path(f"{ONE}notes/", verbs.note, name="note"),
    path(f"{ONE}write/", writing.begin, name="write"),
    path(f"{ONE}write/<text:text>/", writing.write, name="write_text"),
    path(f"{ONE}look-alikes/<slug:other>/refusal/", others.tell_apart, name="tell_apart"),
    path(f"{ONE}look-alikes/<slug:other>/refusal/reversal/", others.take_back, name="take_back_apart"),
    path(f"{ONE}cv/", cv.original, name="cv"),
    path(f"{ONE}cv/reading/", cv.read_again, name="read_cv_again"),
    path(f"{ONE}cv/pages/<int:number>/", cv.page, name="cv_page"),
]
