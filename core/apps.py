from django.apps import AppConfig
from django.contrib.admin import apps as admin


class CoreConfig(AppConfig):
    name = "core"
    default = True

    def ready(self) -> None:
        """django_countries is here for its names; nothing shows its 250 flags, so they are not collected."""
        StaticFilesConfig.ignore_patterns = [*StaticFilesConfig.ignore_patterns, "flags"]


class SuperuserAdminConfig(admin.AdminConfig):
    default = False
    default_site = "core.admin.SuperuserSite"
