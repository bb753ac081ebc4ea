"""Names that other projects, and earlier versions, give to the same weights."""
