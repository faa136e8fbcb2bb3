"""The explorer as a page of its own, served by Voila."""
