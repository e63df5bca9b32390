"""A corpus as a folder of web pages that needs no server: pages, lists, and search in the page itself."""
