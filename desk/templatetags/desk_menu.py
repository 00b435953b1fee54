"""The pages of `desk.menu`, for templates: `{% rooms user as entries %}`."""

from django import template

from desk import menu

register = template.Library()
for pages in (menu.rooms, menu.settings_pages, menu.own_pages):
    register.simple_tag(pages)
