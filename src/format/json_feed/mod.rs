//! JSON Feed 1.1. The word `item` is at home in this room and in RSS.

mod wire;
mod write;

pub use write::{emptied, write};
