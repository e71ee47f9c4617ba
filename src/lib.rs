//! Article records become RSS, Atom and JSON feeds.
pub mod error;
pub mod finding;
pub mod model;
pub mod record;
pub mod text;
pub mod yaml;
