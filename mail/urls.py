from django.urls import path

from mail import letter_views, views

app_name = "mail"

urlpatterns = [
    path("desk/outbox/", views.outbox_page, name="outbox"),
    path("desk/outbox/<int:pk>/", views.mail_page, name="mail"),
    path("desk/outbox/<int:pk>/html/", views.mail_html, name="mail_html"),
    path("desk/outbox/<int:pk>/edit/", views.edit, name="edit"),
    path("desk/outbox/<int:pk>/holds/", views.hold, name="hold"),
    path("desk/outbox/<int:pk>/releases/", views.release, name="release"),
    path("desk/outbox/<int:pk>/cancellations/", views.cancel, name="cancel"),
    path("desk/outbox/<int:pk>/resends/", views.send_again, name="send_again"),
    path("desk/settings/letters/", letter_views.letters, name="letters"),
    path("desk/settings/letters/<slug:code>/", letter_views.letter, name="letter"),
    path("desk/settings/letters/<slug:code>/html/", letter_views.letter_html, name="letter_html"),
    path("desk/settings/letters/<slug:code>/defaults/", letter_views.back_to_default, name="letter_default"),
]
