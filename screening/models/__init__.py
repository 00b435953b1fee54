from screening.models.note import Note
from screening.models.proposal import Proposal
from screening.models.search_text import SearchText

__all__ = ["Note", "Proposal", "SearchText"]
