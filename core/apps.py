from django.apps import AppConfig
from django.contrib.admin import apps as admin


class CoreConfig(AppConfig):
    name = "core"
    default = True


class SuperuserAdminConfig(admin.AdminConfig):
    default = False
    default_site = "core.admin_site.SuperuserSite"
