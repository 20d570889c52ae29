"""What would have come of it, had we spoken otherwise? In memory; the book is only read."""
