"""Plan packs in the database: versions, adoptions, what is in force here today."""
