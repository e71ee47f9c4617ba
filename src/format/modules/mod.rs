//! What RSS and Atom share: elements of other namespaces (Dublin Core, `content`, XHTML, Atom inside RSS), read into
//! the model where it has a field for them, and carried along as trees where it has none.
//!
//! A field that is filled already is left alone: a different value is kept as an extension, so that nothing is lost silently. Media
//! RSS, iTunes and the like stay trees, so that from XML to XML a podcast keeps every element as it was; [`absorb`] reads
//! them for targets that cannot carry them.

pub mod absorb;
pub mod atom;
pub mod dublin_core;
mod entry;
mod extension;
mod fill;
mod head;
#[cfg(test)]
mod tests;
mod uri;
mod wording;
pub mod write;

pub(crate) use crate::uri::person;
pub use entry::entry;
pub use extension::{carried, extension};
pub use fill::{distinct, distinct_people, fill, line};
pub use head::head;
pub use uri::resolved_url;
pub use wording::{describe, html, loose, xhtml};
