"""Packages for deposit: BagIt bags (RFC 8493) made of what ``convert`` wrote, and whether a bag is what it says."""
