"""The network, one file a station, and its loss."""
