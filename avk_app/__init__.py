"""The self-service portal of the subscribers of Angarsk Vodokanal."""
