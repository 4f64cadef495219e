"""The pages of duties and of the working calendar."""
