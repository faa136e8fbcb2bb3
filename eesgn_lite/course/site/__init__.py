"""The notebooks as a static site: pages, handouts and slides that need no kernel, no network."""
