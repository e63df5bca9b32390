"""Families of evidence: each module names what it sees in a unit or around it, and says nothing of what follows."""
