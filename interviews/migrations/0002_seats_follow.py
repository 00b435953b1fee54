"""A seat's time is its interview's: moving the interview moves the seats, and trips their exclusion."""

from django.db import migrations

FORWARD = """
ALTER TABLE interviews_seat ADD CONSTRAINT seat_follows_interview
    FOREIGN KEY (interview_id, during, is_live)
    REFERENCES interviews_interview (id, during, is_live) ON UPDATE CASCADE;
"""
BACKWARD = "ALTER TABLE interviews_seat DROP CONSTRAINT seat_follows_interview;"


class Migration(migrations.Migration):
    dependencies = [("interviews", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
