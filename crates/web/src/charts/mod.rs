//! Pictures of numbers, drawn on the server as SVG.
