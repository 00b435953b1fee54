"""A second factor that comes or goes counts the account's epoch up, by whatever way it does."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION accounts_count_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN  -- whatever the statement says of the epoch itself
    NEW.epoch := OLD.epoch;
    IF (OLD.password, OLD.email, OLD.role, OLD.is_active, OLD.is_staff, OLD.is_superuser, OLD.endings)
        IS DISTINCT FROM
        (NEW.password, NEW.email, NEW.role, NEW.is_active, NEW.is_staff, NEW.is_superuser, NEW.endings)
        THEN
        NEW.epoch := OLD.epoch + 1;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION accounts_count_factors() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    factor mfa_authenticator := COALESCE(NEW, OLD);
BEGIN
    IF factor.type <> 'recovery_codes' THEN
        UPDATE accounts_user SET endings = endings + 1 WHERE id = factor.user_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER factor_counts AFTER INSERT OR DELETE ON mfa_authenticator
    FOR EACH ROW EXECUTE FUNCTION accounts_count_factors();
"""
BACKWARD = """
DROP TRIGGER factor_counts ON mfa_authenticator;
DROP FUNCTION accounts_count_factors();
CREATE OR REPLACE FUNCTION accounts_count_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN  -- whatever the statement says of the epoch itself
    NEW.epoch := OLD.epoch;
    IF (OLD.password, OLD.email, OLD.role, OLD.is_active, OLD.is_staff, OLD.is_superuser) IS DISTINCT FROM
        (NEW.password, NEW.email, NEW.role, NEW.is_active, NEW.is_staff, NEW.is_superuser) THEN
        NEW.epoch := OLD.epoch + 1;
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_endings")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
