"""Addresses of the worker's phone."""

from django.urls import path

from baoxiu.web.field import days, diary, feed, knowledge, signs, views

app_name = "field"
urlpatterns = [
    path("", views.today, name="today"),
    path("kits", views.kits, name="kits"),
    path("hand-over", views.hand_over, name="hand_over"),
    path("take-over", views.take_over, name="take_over"),
    path("knowledge", knowledge.knowledge, name="knowledge"),
    path("day", days.day, name="day"),
    path("diary", diary.diary, name="diary"),
    path("diary/<str:token>.ics", feed.calendar, name="feed"),
    path("away", views.away, name="away"),
    path("at/<str:mark>", signs.at_sign, name="at"),
    path("jobs/<str:number>", views.ticket, name="ticket"),
    path("jobs/<str:number>/do/<str:command>", views.do, name="do"),
    path("jobs/<str:number>/payment", views.ask_payment, name="ask_payment"),
    path("jobs/<str:number>/files", views.add_file, name="add_file"),
    path("jobs/<str:number>/products", views.add_product, name="add_product"),
]
