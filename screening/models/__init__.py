from screening.models.not_same_person import NotSamePerson
from screening.models.note import Note
from screening.models.opened import Opened
from screening.models.proposal import Proposal
from screening.models.saved_view import SavedView
from screening.models.search_text import SearchText

__all__ = ["NotSamePerson", "Note", "Opened", "Proposal", "SavedView", "SearchText"]
