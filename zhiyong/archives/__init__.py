"""The room `archives`: dossiers, personnel-file slips, retention and destruction."""
