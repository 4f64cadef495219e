"""The record of every act; receipts; proofs."""
