//! The driver of background work: timer and signal, status, shutdown.
