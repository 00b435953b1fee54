"""The inner order of an app: models, then rules and verbs, then forms and letters, then pages."""

ORDER = ("models", "rules", "forms", "pages")

SAME_EVERYWHERE = {  # a module of this name, or one that ends in `_` and this name
    "models": "models",
    "permissions": "rules",
    "mailing": "rules",
    "forms": "forms",
    "fields": "forms",
    "filters": "forms",
    "letters": "forms",
    "views": "pages",
    "urls": "pages",
    "admin": "pages",
    "context": "pages",
    "templatetags": "pages",
    "tasks": "pages",
    "management": "pages",
    "apps": "pages",
}
OWN = {  # what no convention says; a package stands for all that is in it
    "core": {
        "rules": "actor circuit_breaker cities clock days disks doorbell errors formats languages "
        "local_time known_browsers paging rate_limits sweeping unbroken versions words",
        "forms": "day_input",
        "pages": "access admin_site error_pages flash refusals typed",
    },
    "audit": {"rules": "chain changes log"},
    "mail": {
        "models": "addresses answers identity kinds scopes timing wording",
        "rules": "backend claiming crashpoints draining folder leases listing message outbox poke preview "
        "relay rendering rewording sender settling smtp subjects",
    },
    "accounts": {
        "rules": "addresses ciphers factors languages organisation passwords people pictures",
        "pages": "adapter factor_adapter own_sessions passkeys reporting session_store sessions sign_on "
        "suspending traces",
    },
    "files": {
        "rules": "clamd formats identity names poke reading sandbox scanning store temporary tidying "
        "uploading upload_limits verdicts",
        "pages": "responses",
    },
    "postings": {
        "models": "texts zones",
        "rules": "cloning editing gaps notices page_cache phase posting_page promises published publishing "
        "reasons",
    },
    "applications": {
        "models": "outcomes plain signals sources",
        "rules": "archiving consequences status transitions applying.adding applying.answering "
        "applying.drafts applying.contesting applying.holds applying.languages applying.links "
        "applying.making applying.reminders applying.steps applying.submitting",
        "pages": "applying.applicant_session applying.asked_links applying.draft_cookie "
        "applying.navigation applying.step_pages applying.summary",
    },
    "screening": {
        "rules": "answer_choices filter_words hits look_alikes next_steps notes openings others proposals "
        "reading searching writing",
        "forms": "saved_views",
    },
    "interviews": {"rules": "booking calendar day following promised reminders telling"},
    "desk": {"pages": "ahead application coming finding history menu my progress today waiting"},
    "recruitment": {
        "rules": "environment heartbeats logs sample work",
        "pages": "broker cache celery health https languages middleware request_log run settings wsgi",
    },
}


def layer_of(app: str, module: str) -> str | None:
    """`module`: its dotted name below the app. None: nobody has said where it stands."""
    for layer, names in OWN.get(app, {}).items():
        if any(f"{module}.".startswith(f"{name}.") for name in names.split()):
            return layer
    for part in module.split("."):
        for name, layer in SAME_EVERYWHERE.items():
            if part == name or part.endswith(f"_{name}"):
                return layer
    return None
