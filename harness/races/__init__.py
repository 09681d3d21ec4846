"""The race kit: sessions played against each other in every order, and what must be true after each."""
