"""Mail as a way in: a mailbox is read by IMAP, and what comes is lodged like everything else."""
