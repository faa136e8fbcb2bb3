"""From a file to a batch: readers, protocols, packed stores, sampling."""
