//! RSS 2.0 with the RSS Advisory Board's profile, Dublin Core authors, `content:encoded` and Media RSS.
//!
//! The words `Channel` and `Item` are at home in this room alone.

mod write;

pub use write::{emptied, write};
