"""The journal's pages: `console` for auditors, `public` for everybody."""
