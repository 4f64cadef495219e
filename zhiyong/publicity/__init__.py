"""The room `publicity`: what is made known: to whom, from when to when, what corrects it."""
