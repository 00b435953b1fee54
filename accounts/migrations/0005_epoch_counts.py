"""Whoever changes what an account may do, by whatever way, counts its epoch up in the same statement."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_count_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN  -- whatever the statement says of the epoch itself
    NEW.epoch := OLD.epoch;
    IF (OLD.password, OLD.email, OLD.role, OLD.is_active, OLD.is_staff, OLD.is_superuser) IS DISTINCT FROM
        (NEW.password, NEW.email, NEW.role, NEW.is_active, NEW.is_staff, NEW.is_superuser) THEN
        NEW.epoch := OLD.epoch + 1;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER user_epoch_counts BEFORE UPDATE ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION accounts_count_epoch();
"""
BACKWARD = """
DROP TRIGGER user_epoch_counts ON accounts_user;
DROP FUNCTION accounts_count_epoch();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_epoch")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
