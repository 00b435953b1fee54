"""`manage.py` that knows the tests' own kinds: `python -m tests.mail.manage drain`."""

import sys

import django
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    django.setup()
    from mail import kinds
    from tests.mail import kinds as ours

    for kind in (ours.BRIEF, ours.RESEND, ours.WAIT):
        kinds.register(kind)
    execute_from_command_line(sys.argv)
