"""The room `transfers`: what is handed over, notified or suggested to another body."""
