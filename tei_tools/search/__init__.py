"""Search in many converted documents: an index of character pairs, and questions to it."""
