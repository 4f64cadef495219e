"""Who must agree before an act takes effect, on screen or on paper."""
