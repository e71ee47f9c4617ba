//! JSON Feed 1.1, and 1.0 where it is read. The word `item` is at home in this room and in RSS.

mod carried;
mod literal;
mod losses;
mod read;
#[cfg(test)]
mod round_trip;
mod wire;
mod write;

pub use literal::string_length;
pub use losses::losses;
pub use read::{Fault, read};
pub use write::{emptied, write};
