"""The room `tracks`: what runs beside a case: talks, resignations, oversight."""
