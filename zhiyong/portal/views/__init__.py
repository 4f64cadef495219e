"""The public's pages. They keep no session, no moment, no address."""
