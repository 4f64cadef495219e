"""The room `protection`: retaliation watch for complainants who consent."""
