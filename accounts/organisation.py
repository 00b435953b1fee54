"""What the system says about its organisation."""

from django.db import transaction

from accounts.models import Organisation, User
from audit.changes import refuse_stale
from audit.log import record


@transaction.atomic
def change(*, by: User, version: int, **fields: str) -> Organisation:
    """`fields`: columns of the organisation and their new values; what is as it was is not written."""
    organisation = Organisation.objects.select_for_update().filter(pk=1).first() or Organisation(pk=1)
    changed = [name for name, value in fields.items() if getattr(organisation, name) != value]
    if not changed:
        return organisation
    refuse_stale(organisation, version=version, now=organisation.version, action="organisation.changed")
    for name in changed:
        setattr(organisation, name, fields[name])
    organisation.save()
    record("organisation.changed", by=by, obj=organisation, fields=changed)
    return organisation
