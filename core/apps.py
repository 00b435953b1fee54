from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.contrib.staticfiles.apps import StaticFilesConfig


class CoreConfig(AppConfig):
    name = "core"
    default = True


class SuperuserAdminConfig(admin.AdminConfig):
    default = False
    default_site = "core.admin.SuperuserSite"


class StaticFilesWithoutFlags(StaticFilesConfig):
    """django_countries is here for its names; nothing shows its 250 flags."""

    default = False
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "flags"]
