"""Before anything is kept: are the files here those of this database."""

from files import identity, store
from recruitment.run.refusal import Refusal

SAID: dict[type[identity.NotOurs], str] = {
    identity.Elsewhere: "the files of this database lie elsewhere: give this copy the FILES_URL "
    "(without one, the DATA_DIR) of the copy that has them",
    identity.Foreign: "the files where FILES_URL (without one, DATA_DIR) leads are not those of this "
    "database: give this copy a place of its own",
}
CONSENT = (
    f"if this database and these files do belong together, write the word {identity.CONSENT} into the file "
    f"{store.MARK} beside them and start again."
)


def settle() -> None:
    """Raises Refusal, and OSError or DatabaseError where one side is away."""
    try:
        identity.settle()
    except identity.NotOurs as refusal:
        raise Refusal(f"{SAID[type(refusal)]}; {CONSENT}") from None
