"""Whoever has read an application in the version before has opened it: the log of readings says who and when."""

from django.db import migrations

FORWARD = """
INSERT INTO screening_opened (user_id, application_id, at)
SELECT person.id, application.id, min(entry.at)
FROM audit_entry entry
JOIN accounts_user person ON entry.actor = 'user:' || person.id
JOIN applications_application application ON entry.object_id = application.id::text
WHERE entry.action = 'application.read' AND entry.object_type = 'applications.application'
GROUP BY person.id, application.id
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0007_link_what_is_there"), ("screening", "0003_opened_and_saved_views")]
    operations = [migrations.RunSQL(FORWARD, "DELETE FROM screening_opened")]
