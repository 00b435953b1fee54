from django import template

from core import flash

register = template.Library()
register.filter("undo_href", flash.undo_href)
