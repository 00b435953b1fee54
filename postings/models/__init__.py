from postings.models.criterion import Criterion
from postings.models.membership import Membership
from postings.models.posting import Posting
from postings.models.question import Question
from postings.models.reason import Reason
from postings.models.section import Faq, Section
from postings.models.stage import Stage

__all__ = ["Criterion", "Faq", "Membership", "Posting", "Question", "Reason", "Section", "Stage"]
