"""Each module measures one thing and gives the rows of the table about it."""
