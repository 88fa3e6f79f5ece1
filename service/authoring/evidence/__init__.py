"""Evidence: what happened when every program of the knowledge was run, recorded, compared and judged."""
