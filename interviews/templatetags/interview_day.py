from django import template

from accounts.models import User
from applications.models import Application
from interviews import day
from interviews.forms import InterviewForm
from interviews.models import Interview

register = template.Library()


@register.simple_tag
def day_of(
    form: InterviewForm, application: Application, user: User, interview: Interview | None = None
) -> day.Day | None:
    """What is taken on the day that the form says, right or wrong as it is; nothing where it says none."""
    choice = form.choice()
    return day.of(choice, application=application, user=user, but=interview or None) if choice else None
