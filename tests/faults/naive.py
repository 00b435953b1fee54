"""Mail as everybody sends it: a task that sends, and a worker with Celery's defaults."""

import os
import smtplib
from email.message import EmailMessage

from celery import Celery

TO = "anybody@example.com"
app = Celery("naive", broker=os.environ.get("NAIVE_BROKER"), set_as_current=False)
app.conf.broker_transport_options = {"global_keyprefix": "naive:", "visibility_timeout": 5}


@app.task
def send_mail(number: str, port: int) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "jobs@example.com", TO, number
    message.set_content("as everybody does")
    with smtplib.SMTP("localhost", port, timeout=30) as smtp:
        smtp.send_message(message)
