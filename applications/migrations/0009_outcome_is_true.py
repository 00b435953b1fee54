"""The database refuses, at commit, an outcome that is not the kind of the decision that stands."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION applications_refuse_false_outcome() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    concerned bigint[];
    wrong bigint;
BEGIN
    IF TG_TABLE_NAME = 'applications_application' THEN
        concerned := ARRAY[NEW.id];
    ELSIF TG_OP = 'INSERT' THEN
        concerned := ARRAY[NEW.application_id];
    ELSIF TG_OP = 'DELETE' THEN
        concerned := ARRAY[OLD.application_id];
    ELSE
        concerned := ARRAY[OLD.application_id, NEW.application_id];
    END IF;
    SELECT application.id INTO wrong
        FROM applications_application application
        LEFT JOIN applications_decision decision
            ON decision.application_id = application.id AND decision.undone_at IS NULL
        WHERE application.id = ANY(concerned) AND application.outcome <> coalesce(decision.kind, '')
        LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the outcome of application % is not that of its decision', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_outcome_is_true';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER application_outcome_is_true
    AFTER INSERT OR UPDATE OF outcome ON applications_application
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION applications_refuse_false_outcome();
CREATE CONSTRAINT TRIGGER decision_outcome_is_true
    AFTER INSERT OR DELETE OR UPDATE OF kind, undone_at, application_id ON applications_decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION applications_refuse_false_outcome();
"""
BACKWARD = """
DROP TRIGGER application_outcome_is_true ON applications_application;
DROP TRIGGER decision_outcome_is_true ON applications_decision;
DROP FUNCTION applications_refuse_false_outcome();
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0008_decisions_leave_applications")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
