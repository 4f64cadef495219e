"""The room `meetings`: presence, quorum, recusal, votes with reasons, minutes."""
