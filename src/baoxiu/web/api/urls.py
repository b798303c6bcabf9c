"""Where the API lives."""

from django.urls import path, re_path

from baoxiu.web.api.door import guarded, nothing_here
from baoxiu.web.api.v1 import api

patterns, app, namespace = api.urls

urlpatterns = [
    path("v1/", (guarded(patterns), app, namespace)),
    re_path(r"^", nothing_here),
]
