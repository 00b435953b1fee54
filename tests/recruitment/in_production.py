"""The least that production is given."""

PRODUCTION = {
    "RECRUITMENT_MODE": "production",
    "SECRET_KEY": "zr5_Yd1f8wQm3kTn6bVc9xLs2hJg7pEa4uRo0iNt-production",
    "ALLOWED_HOSTS": "jobs.example.com",
    "BASE_URL": "https://jobs.example.com",
    "DATABASE_URL": "postgres://recruitment@localhost/recruitment",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "",
    "SECRET_KEY_FALLBACKS": "",
    "DEBUG": "",
    "TRUSTED_PROXIES": "",
}
