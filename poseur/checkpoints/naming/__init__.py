"""Names that others, and earlier versions, give to the same weights."""
