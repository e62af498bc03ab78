//! The product without HTTP: rules, use cases and their SQL.
