"""Reading: frozen contexts for pages, made with a fixed number of queries."""
