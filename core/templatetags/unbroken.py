from django import template

from core import unbroken

register = template.Library()
register.filter("unbroken", unbroken.unbroken)
