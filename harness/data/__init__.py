"""What is in a database: finding and repairing drift, and taking over an older system."""
