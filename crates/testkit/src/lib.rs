//! Builders, a settable clock and throw-away databases for tests.
