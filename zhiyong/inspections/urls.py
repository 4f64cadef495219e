"""The pages of inspections."""


urlpatterns = []  # type: ignore[var-annotated]
app_name = "inspections"
