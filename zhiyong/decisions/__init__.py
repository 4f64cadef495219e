"""The room `decisions`: decisions on persons and units: offer, choice, notice, execution."""
