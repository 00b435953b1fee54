"""Beside refusing every change, the database lets a row without a link be given one, once. None is born with one."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_refuse_all_but_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number IS NULL AND NEW.number IS NOT NULL AND
        (OLD.id, OLD.at, OLD.actor, OLD.action, OLD.object_type, OLD.object_id, OLD.data) IS NOT DISTINCT FROM
        (NEW.id, NEW.at, NEW.actor, NEW.action, NEW.object_type, NEW.object_id, NEW.data) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
DROP TRIGGER audit_append_only ON audit_entry;
CREATE TRIGGER audit_append_only BEFORE UPDATE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_all_but_link();
CREATE TRIGGER audit_never_deleted BEFORE DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_links_later BEFORE INSERT ON audit_entry
    FOR EACH ROW WHEN (NEW.number IS NOT NULL) EXECUTE FUNCTION audit_refuse_change();
"""
BACKWARD = """
DROP TRIGGER audit_links_later ON audit_entry;
DROP TRIGGER audit_never_deleted ON audit_entry;
DROP TRIGGER audit_append_only ON audit_entry;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
DROP FUNCTION audit_refuse_all_but_link();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_chain")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
