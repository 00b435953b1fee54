"""What stood in the letters of `about`, `scope` and `dedupe_key` moves to columns. Nothing parses a key after this.

One statement, so one pass over the table. What a key does not hold as it should leaves its column empty.
"""

from django.db import migrations

FORWARD = """
WITH parsed AS (
    SELECT id,
        CASE kind WHEN 'sign_in_link' THEN 'link'
                  ELSE substring(about FROM '^([a-z]+):[0-9]{1,18}$') END AS about_kind,
        CASE kind WHEN 'sign_in_link' THEN substring(dedupe_key FROM '^sign_in_link:([0-9]{1,18})$')
                  ELSE substring(about FROM '^[a-z]+:([0-9]{1,18})$') END AS about_id,
        substring(scope FROM '^([a-z]+):[0-9]{1,18}$') AS scope_kind,
        substring(scope FROM '^[a-z]+:([0-9]{1,18})$') AS scope_id,
        CASE WHEN kind IN ('rejection', 'withdrawn', 'receipt', 'deadline_reminder', 'team_deadline')
                  OR starts_with(kind, 'interview_')
             THEN substring(dedupe_key FROM '^[a-z_]+:[0-9]+:([0-9]{1,9})(?::|$)') END AS revision,
        CASE kind WHEN 'deadline_reminder' THEN substring(dedupe_key FROM '^remind:[0-9]+:[0-9]+:([0-9]+)$')
                  WHEN 'team_waiting' THEN substring(dedupe_key FROM '^team_waiting:[0-9]+:([0-9-]{10}):')
                  END AS occasion,
        CASE WHEN kind IN ('team_deadline', 'team_waiting') OR starts_with(kind, 'interview_panel_')
             THEN substring(dedupe_key FROM '^[a-z_]+:[0-9]+:[0-9-]+:([0-9]{1,18})$')
             WHEN kind IN ('password_reset', 'staff_invitation')
             THEN substring(about FROM '^user:([0-9]{1,18})$') END AS receiver
    FROM mail_outgoingmail
)
UPDATE mail_outgoingmail AS mail SET
    about_kind = CASE WHEN parsed.about_id IS NULL THEN '' ELSE parsed.about_kind END,
    about_id = coalesce(parsed.about_id::bigint, 0),
    scope_kind = coalesce(parsed.scope_kind, ''),
    scope_id = parsed.scope_id::bigint,
    revision = coalesce(parsed.revision::integer, 0),
    occasion = coalesce(parsed.occasion, ''),
    to_user_id = (SELECT id FROM accounts_user WHERE accounts_user.id = parsed.receiver::bigint)
FROM parsed WHERE parsed.id = mail.id
"""
BACKWARD = """
UPDATE mail_outgoingmail SET
    about = CASE WHEN about_kind IN ('', 'link') THEN '' ELSE about_kind || ':' || about_id END,
    scope = CASE WHEN scope_kind = '' THEN '' ELSE scope_kind || ':' || scope_id END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0003_about_in_columns"),
        ("accounts", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
