//! All that knows HTTP: pages, JSON API, public paths.
