"""What must travel upwards, inside the transaction and with `send`: a failing receiver undoes everything.

Both are sent with `application` (locked, fresh) and `transition` (not yet saved in `moving`).
"""

from django.dispatch import Signal

moving = Signal()  # a receiver may refuse by raising a DomainError
moved = Signal()
