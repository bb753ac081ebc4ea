"""Pictures of data and predictions."""
