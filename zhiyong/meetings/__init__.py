"""The room `meetings`: meetings of a body: presence, quorum, recusal, votes with reasons, minutes."""
