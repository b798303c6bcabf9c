"""Every address of the product. `/live` is answered before Django (project/asgi.py)."""

from django.urls import URLPattern, URLResolver, include, path

handler403 = "baoxiu.web.shared.views.forbidden"
handler404 = "baoxiu.web.shared.views.not_found"
handler500 = "baoxiu.web.shared.views.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("baoxiu.web.api.urls")),  # programs ask most
    path("", include("baoxiu.web.shared.urls")),
    path("desk/", include("baoxiu.web.desk.urls")),
    path("field/", include("baoxiu.web.field.urls")),
    path("", include("baoxiu.web.portal.urls")),
]
