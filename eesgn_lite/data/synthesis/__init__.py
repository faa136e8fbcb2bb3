"""The kinematic body that made `data_samples/`: people, motions, sensor and the whole set."""
