//! Connectors to social networks behind one contract.
