"""Who does something: a member of staff, as the floors below accounts know them, or one of three words."""

from typing import Literal, Protocol


class Actor(Protocol):
    """`accounts.User`, without its name: core, audit and mail stand below it."""

    @property
    def pk(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def email(self) -> str: ...

    @property
    def sees_everything(self) -> bool: ...

    @property
    def is_administrator(self) -> bool: ...

    @property
    def is_hiring_manager(self) -> bool: ...


By = Actor | Literal["applicant", "system", "visitor"]  # visitor: whoever asked, without having signed in
