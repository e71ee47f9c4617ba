//! Atom's elements, in Atom documents and in RSS alike.
//!
//! The first of several values counts where the model has room for one. Whose element it is, is for the caller to know.

pub mod constructs;
mod entry;
mod head;

pub use entry::entry;
pub use head::{head, lose, lose_attributes, own_in_head};
