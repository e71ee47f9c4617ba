//! A destination in an object store, behind the feature `objects`: what is there, conditional writes, the lease of the one run, and where
//! the state is. What is published, and in which order, is decided elsewhere.
//!
//! Only this room knows that stores are asked asynchronously. Without the feature it has the same face, and its one function that makes
//! anything says what is missing.

#[cfg(not(feature = "objects"))]
mod absent;
#[cfg(feature = "objects")]
mod contents;
#[cfg(feature = "objects")]
mod fault;
#[cfg(feature = "objects")]
mod lease;
#[cfg(feature = "objects")]
mod packed;
#[cfg(feature = "objects")]
mod puts;
#[cfg(feature = "objects")]
mod remote;
#[cfg(feature = "objects")]
mod store;

#[cfg(not(feature = "objects"))]
pub(crate) use absent::{Packed, Remote};
#[cfg(feature = "objects")]
pub(crate) use packed::Packed;
#[cfg(feature = "objects")]
pub(crate) use remote::Remote;

use std::collections::BTreeMap;

use crate::error::Error;

/// A feed on its way to an object store.
#[derive(Debug)]
#[cfg_attr(not(feature = "objects"), allow(dead_code))]
pub(crate) struct Put {
    /// Its path below the destination.
    pub path: String,
    /// What caches and readers are told that it is.
    pub media_type: &'static str,
    /// What it holds.
    pub content: Content,
    /// The fingerprint of that.
    pub fingerprint: u64,
    /// Whether only its compressed twin is put or removed.
    pub is_twin_alone: bool,
}

/// What an object is to hold.
#[derive(Debug)]
#[cfg_attr(not(feature = "objects"), allow(dead_code))]
pub(crate) enum Content {
    /// Nothing: it is to be removed.
    Nothing,
    /// These bytes.
    Packed(Packed),
    /// What is made again for it.
    Again,
}

/// Makes the contents at these paths once more, as far as they still can be made, by path.
pub(crate) type Again<'a> = &'a dyn Fn(&[&str]) -> Result<BTreeMap<String, Vec<u8>>, Error>;

/// What drives the clients of stores. Each thread that waits drives it for all.
#[cfg(feature = "objects")]
fn runtime() -> std::io::Result<std::sync::Arc<tokio::runtime::Runtime>> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map(std::sync::Arc::new)
}
