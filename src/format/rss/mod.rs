//! RSS of any version where it is read; where it is written, RSS 2.0 with the RSS Advisory Board's profile, Dublin Core authors, `content:encoded` and Media RSS.
//!
//! The words `Channel` and `Item` are at home in this room alone.

mod losses;
mod read;
mod write;

pub use losses::losses;
pub use read::read;
pub use write::{emptied, write};
