from django.urls import path

from mail.desk_views import letters, outbox

app_name = "mail"

urlpatterns = [
    path("desk/outbox/", outbox.outbox_page, name="outbox"),
    path("desk/outbox/<int:pk>/", outbox.mail_page, name="mail"),
    path("desk/outbox/<int:pk>/html/", outbox.mail_html, name="mail_html"),
    path("desk/outbox/<int:pk>/edit/", outbox.edit, name="edit"),
    path("desk/outbox/<int:pk>/holds/", outbox.hold, name="hold"),
    path("desk/outbox/<int:pk>/releases/", outbox.release, name="release"),
    path("desk/outbox/<int:pk>/cancellations/", outbox.cancel, name="cancel"),
    path("desk/outbox/<int:pk>/resends/", outbox.send_again, name="send_again"),
    path("desk/settings/letters/", letters.letters, name="letters"),
    path("desk/settings/letters/<slug:code>/", letters.letter, name="letter"),
    path("desk/settings/letters/<slug:code>/html/", letters.letter_html, name="letter_html"),
    path("desk/settings/letters/<slug:code>/defaults/", letters.back_to_default, name="letter_default"),
]
