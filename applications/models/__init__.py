from applications.models.application import Answer, Application
from applications.models.candidate import Candidate
from applications.models.decision import Decision
from applications.models.draft import Draft
from applications.models.link import Link
from applications.models.reader import Reader
from applications.models.transition import Transition

__all__ = [
    "Answer",
    "Application",
    "Candidate",
    "Decision",
    "Draft",
    "Link",
    "Reader",
    "Transition",
]
