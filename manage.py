#!/usr/bin/env python
"""Django's command line for this project. Beside a running `make run` it speaks to that copy."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recruitment.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from recruitment.run.running_copy import join_running_copy

    try:
        join_running_copy()
        settings._setup()  # here, since Django would go on without them and fail later
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        sys.stderr.write(f"manage.py: {refusal}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
