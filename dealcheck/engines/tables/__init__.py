"""The engine on tables: programs compiled to Ibis expressions, for DuckDB, Spark, or whatever holds the table.

A table of provisions has a row for each provision of each deal. `rows` finds out which patterns each row matches,
when it is in force, and what is wrong with it; what it depends on is worked out in `provided`. `deals` joins the rows
of each deal and works out, on whole numbers whose bits are steps, which bottom lines it breaks and what that comes to.
Where a pattern has its bits is decided in `slots`, what conditions mean on them in `steps`, what is added up in `sums`
and `scores`, and attributes are read in `attributes`. Nothing is done row by row in Python.
"""
