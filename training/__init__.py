"""How the weights that the reader ships with are made from corpora. Not part of what is installed."""
