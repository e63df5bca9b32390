"""Reading: what is understood of a text, apart from the files it comes from and goes to."""
