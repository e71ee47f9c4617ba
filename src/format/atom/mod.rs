//! Atom 1.0 (RFC 4287), with Media RSS for pictures.

mod write;

pub use write::{emptied, write};
