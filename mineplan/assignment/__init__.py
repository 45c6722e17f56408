"""Exact yearly assignments by MILP: whole numbers and floats in, choices and a bound out."""
