"""A row for each decision that there was, undone ones too, and back.

The history of an application says when each began and ended; the application's own columns say who was told in
another way, and stand in for a history that is not there. Its letter is found by the key of that time.
"""

from django.db import migrations

BATCH = 500


def batches(rows):
    """In order, without holding all of them."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def fill(apps, schema_editor):
    Application = apps.get_model("applications", "Application")
    for batch in batches(Application.objects.all()):
        Filling(apps, batch).run()


class Filling:
    def __init__(self, apps, batch):
        self.Decision = apps.get_model("applications", "Decision")
        self.Transition = apps.get_model("applications", "Transition")
        self.batch = batch
        self.moves = {}
        for move in self.Transition.objects.filter(application__in=batch).order_by("version", "pk"):
            if move.from_outcome != move.to_outcome:
                self.moves.setdefault(move.application_id, []).append(move)
        self.letters = self.letters_of(apps.get_model("mail", "OutgoingMail").objects)

    def letters_of(self, all_mails):
        keys = []
        for row in self.batch:
            keys += [rejection_key(row, number) for number in range(1, row.decision_no + 1)]
            keys += [withdrawal_key(row, move.version) for move in self.moves.get(row.pk, [])]
        mails = all_mails.filter(dedupe_key__in=keys).only("dedupe_key", "state", "sent_at")
        return {mail.dedupe_key: mail for mail in mails}

    def run(self):
        for row in self.batch:  # a letter is popped: it is of one decision
            standing = self.replay(row)
            if (standing.kind if standing else "") != row.outcome:
                standing = self.as_the_row_says(row, standing)
            if standing and row.told_at:
                standing.told_at, standing.told_by_id, standing.told_how = (
                    row.told_at,
                    row.told_by_id,
                    row.told_how,
                )
                standing.save()

    def replay(self, row):
        """What the history tells; the decision that stands at its end."""
        standing, rejections = None, 0
        for move in self.moves.get(row.pk, []):
            before = standing
            if before:
                before.undone_at, before.undone_by_id = move.at, move.by_id
                before.told_at = None
                before.save()
                standing = None
            made = before
            if move.to_outcome:
                rejections += move.to_outcome == "rejected"
                letter = self.letters.pop(
                    rejection_key(row, rejections)
                    if move.to_outcome == "rejected"
                    else withdrawal_key(row, move.version),
                    None,
                )
                made = standing = self.Decision.objects.create(
                    application_id=row.pk,
                    kind=move.to_outcome,
                    reason_id=move.reason_id if move.to_outcome == "rejected" else None,
                    comment=move.comment,
                    by_id=move.by_id,
                    at=move.at,
                    replaces=before,
                    letter=letter,
                    told_at=told_at(move.to_outcome, at=move.at, letter=letter),
                )
            self.Transition.objects.filter(pk=move.pk).update(decision=made)
        return standing

    def as_the_row_says(self, row, standing):
        """Where history and row differ, the row was what everybody saw."""
        at = row.outcome_at or row.stage_since
        if standing:
            standing.undone_at, standing.told_at = at, None
            standing.save()
        if not row.outcome:
            return None
        letter = (
            self.letters.pop(rejection_key(row, row.decision_no), None) if row.outcome == "rejected" else None
        )
        return self.Decision.objects.create(
            application_id=row.pk,
            kind=row.outcome,
            reason_id=row.reason_id,
            at=at,
            letter=letter,
            told_at=told_at(row.outcome, at=at, letter=letter),
        )


def told_at(kind, *, at, letter):
    """Only a rejection waited for its letter; every other outcome was on their page at once."""
    if kind != "rejected":
        return at
    return letter.sent_at if letter and letter.state == "sent" else None


def rejection_key(row, number):
    return f"reject:{row.pk}:{number}"


def withdrawal_key(row, version):
    return f"withdrawn:{row.pk}:{version}"


def empty(apps, schema_editor):
    """The columns again. Letters take the keys by which that release finds them."""
    Application = apps.get_model("applications", "Application")
    Decision = apps.get_model("applications", "Decision")
    Transition = apps.get_model("applications", "Transition")
    OutgoingMail = apps.get_model("mail", "OutgoingMail")
    for batch in batches(Application.objects.filter(decisions__isnull=False).distinct()):
        for row in batch:
            for decision in Decision.objects.filter(application_id=row.pk).order_by("at", "pk"):
                made = Transition.objects.filter(decision=decision, undoes=None).order_by("version").first()
                key = f"{decision.kind}:{row.pk}:{made.version if made else decision.pk}"
                if decision.kind == "rejected":
                    row.decision_no += 1
                    key = rejection_key(row, row.decision_no)
                OutgoingMail.objects.filter(pk=decision.letter_id).update(dedupe_key=key)
                if decision.undone_at is None:
                    row.outcome_at, row.reason_id = decision.at, decision.reason_id
                    if decision.told_by_id and decision.kind == "rejected":
                        row.told_at, row.told_by_id, row.told_how = (
                            decision.told_at,
                            decision.told_by_id,
                            decision.told_how,
                        )
                Transition.objects.filter(decision=decision, undoes=None).update(
                    reason=decision.reason_id, comment=decision.comment
                )
            row.save()
    Transition.objects.update(decision=None)
    Decision.objects.update(replaces=None)
    Decision.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("applications", "0006_decisions")]
    operations = [migrations.RunPython(fill, empty)]
