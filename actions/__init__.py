"""The write side of people: one function an act; who does it and why are obligatory."""
