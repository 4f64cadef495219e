"""What every page and every room stands on: errors, access, the clock, Kinds, components."""
