//! Atom 1.0 (RFC 4287), and 0.3 where it is read, with Media RSS for pictures.

pub mod constructs;
pub mod elements;
mod identity;
mod losses;
mod read;
mod write;

pub use identity::{is_iri, make_uris, uuid};
pub use losses::losses;
pub use read::read;
pub use write::{emptied, write};
