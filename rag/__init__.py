"""From a query to a verified reply: routing, retrieval, reading, composing, verification."""
