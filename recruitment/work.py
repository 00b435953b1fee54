"""Celery's settings, the same everywhere, and everything that beat does; a part of settings.py."""

CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "max_retries": 0,  # a doorbell that does not ring is not rung again: the sweep comes
    "global_keyprefix": "recruitment:",
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # nobody gives orders through Redis, and its queues need scripts
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "mail"
CELERY_TASK_ROUTES = {"files.tasks.*": {"queue": "files"}}
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    # name: {"task": dotted name, "schedule": seconds}; intervals only, never a local time of day
    "link the audit log": {"task": "audit.tasks.link", "schedule": 30, "options": {"expires": 60}},
    "send mails": {"task": "mail.tasks.sweep", "schedule": 30},
    "erase old letters": {"task": "mail.tasks.erase_old_bodies", "schedule": 3600},
    "scan files": {"task": "files.tasks.scan", "schedule": 30, "options": {"expires": 60}},
    "read files": {"task": "files.tasks.sweep", "schedule": 30},
    "remind of interviews": {"task": "interviews.tasks.remind", "schedule": 60},
    "follow decisions": {"task": "interviews.tasks.follow_decisions", "schedule": 30},
    "remind of deadlines": {"task": "applications.tasks.remind", "schedule": 60},
    "catch up telling": {"task": "applications.tasks.catch_up_telling", "schedule": 60},
    "delete old drafts": {"task": "applications.tasks.delete_old_drafts", "schedule": 3600},
    "hear beat": {"task": "recruitment.tasks.hear_beat", "schedule": 30, "options": {"expires": 60}},
    "tidy files": {"task": "files.tasks.tidy", "schedule": 3600},
}
