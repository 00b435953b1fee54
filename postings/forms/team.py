"""Who works on a posting."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms import PeopleField
from accounts.models import User
from core.forms import PlainWords
from postings.models import Posting


class TeamForm(PlainWords, forms.Form):
    users = PeopleField(
        label=_("Members"),
        required=False,
        help_text=_(
            "Hiring managers see the postings that they belong to. Recruiters see every posting; "
            "as members they also get its reminders."
        ),
    )

    def __init__(self, *args: Any, instance: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        users: Any = self.fields["users"]
        able = [User.Role.HIRING_MANAGER, User.Role.RECRUITER, User.Role.ADMINISTRATOR]
        users.queryset = User.objects.filter(
            Q(is_active=True, role__in=able) | Q(postings=instance)
        ).distinct()
        users.initial = list(instance.memberships.values_list("user_id", flat=True))
