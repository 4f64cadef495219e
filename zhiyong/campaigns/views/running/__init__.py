"""Pages of a campaign as a whole: drafted, launched, watched, changed, ended."""
