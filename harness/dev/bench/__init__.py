"""Measurements, on throw-away servers."""
