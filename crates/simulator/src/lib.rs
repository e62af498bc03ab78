//! The public APIs of the networks as one local server with a synthetic audience.
