from screening.models.note import Note
from screening.models.proposal import Proposal

__all__ = ["Note", "Proposal"]
