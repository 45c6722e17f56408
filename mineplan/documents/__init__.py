"""Plan -> context dict -> what the bureau opens: docx, xlsx, maps, GeoPackage, page."""
