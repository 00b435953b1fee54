from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy

from core.versions import version_of
from mail.addresses import validate_mailbox

RESERVED = gettext_lazy(
    "For a day this address can be put back to the account that had it. Wait, or use another one."
)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Judges the password, since the command of this name can be told to let a bad one pass."""
        defaults = {"role": User.Role.ADMINISTRATOR, "is_staff": True, "is_superuser": True}
        if password is not None:
            validate_password(password, self.model(email=email, **fields))
        return self.create_user(email, password, **{**defaults, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff. Applicants have no account."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", gettext_lazy("Administrator")
        RECRUITER = "recruiter", gettext_lazy("Recruiter")
        HIRING_MANAGER = "hiring_manager", gettext_lazy("Hiring manager")
        INTERVIEWER = "interviewer", gettext_lazy("Interviewer")

    email = models.EmailField(gettext_lazy("e-mail address"), unique=True, validators=[validate_mailbox])
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role, default=Role.INTERVIEWER)
    is_active = models.BooleanField(gettext_lazy("may sign in"), default=True)
    is_staff = models.BooleanField(gettext_lazy("may open /admin/"), default=False)
    language = models.CharField(
        max_length=2, choices=settings.LANGUAGES, blank=True, default="", db_default=""
    )  # empty: the organisation's
    epoch = models.PositiveIntegerField(default=0, db_default=0, editable=False)  # counted by a trigger
    endings = models.PositiveIntegerField(default=0, db_default=0, editable=False)  # of all sessions at once
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.CheckConstraint(
                condition=models.Q(role__in=["administrator", "recruiter", "hiring_manager", "interviewer"]),
                name="user_role_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The row's trigger may have counted; whoever changes their own password goes on with this object."""
        super().save(*args, **kwargs)
        if not {"last_login", "language"}.issuperset(kwargs.get("update_fields") or [""]):
            self.refresh_from_db(fields=["epoch"])

    def clean(self) -> None:
        """allauth looks addresses up in lower case; one that can be put back is nobody else's."""
        self.email = self.email.strip().lower()
        if AddressChange.is_reserved(self.email, but=self):
            raise ValidationError({"email": RESERVED})

    def get_full_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A change of password, address or rights ends every session at its next request, and changing it
        back revives none: the epoch never returns. One that never changed keeps the sessions of before."""
        value = f"{self.password}|{self.role}|{self.is_active}|{self.is_superuser}"
        if self.epoch:
            value = f"{value}|{self.epoch}"
        return salted_hmac("accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def version(self) -> int:
        return version_of(self.name, self.email, self.role)

    @property
    def is_administrator(self) -> bool:
        return self.role == self.Role.ADMINISTRATOR

    @property
    def sees_everything(self) -> bool:
        """Recruiters and administrators work on every posting."""
        return self.role in {self.Role.RECRUITER, self.Role.ADMINISTRATOR}

    @property
    def is_hiring_manager(self) -> bool:
        return self.role == self.Role.HIRING_MANAGER


class AddressChange(models.Model):
    """That an account got another address, and the link by which the old one can stop it for 24 hours."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses_changed")
    was = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of 256 random bits, in hex
    made_at = models.DateTimeField(db_default=Now())
    stops_until = models.DateTimeField(db_default=Now() + Value(timedelta(hours=24)))
    stopped_at = models.DateTimeField(null=True, blank=True)  # by its own link, or by an earlier one

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.made_at:%Y-%m-%d %H:%M}"

    @classmethod
    def is_reserved(cls, email: str, *, but: User | None = None) -> bool:
        """Whether it can still be put back to another account."""
        waiting = cls.objects.filter(was__iexact=email, stopped_at=None, stops_until__gt=Now())
        return waiting.exclude(user_id=but.pk if but else None).exists()


class Organisation(models.Model):
    """The one organisation that this system serves; a single row."""

    name = models.CharField(max_length=120, default="Our organisation")
    about = models.TextField(blank=True)
    website = models.URLField(blank=True)
    privacy_contact = models.EmailField(blank=True, validators=[validate_mailbox])
    security_contact = models.EmailField(blank=True, default="", db_default="", validators=[validate_mailbox])
    time_zone = models.CharField(max_length=50, default=settings.TIME_ZONE)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en", db_default="en")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="organisation_is_one")]

    def __str__(self) -> str:
        return self.name

    @property
    def version(self) -> int:
        return version_of({f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields})

    @classmethod
    def current(cls) -> "Organisation":
        return cls.objects.filter(pk=1).first() or cls(pk=1)
