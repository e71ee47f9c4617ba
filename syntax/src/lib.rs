//! What feedmill reads and shares: plain text, files, dates, URLs and languages, a room for each syntax, and the records of articles
//! that are written in them. `feedmill` makes feeds of records; this package knows none. It is a package of its own so that a change of
//! `feedmill` compiles none of it. Nothing here is stable.

#![cfg_attr(not(test), warn(unreachable_pub))]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::string_slice))]

pub mod encoding;
pub mod error;
pub mod files;
pub mod finding;
pub mod html;
pub mod json;
pub mod language;
pub mod model;
pub mod ordered;
pub mod parallel;
pub mod record;
pub mod text;
pub mod time;
pub mod toml;
pub mod tree;
pub mod uri;
pub mod xml;
pub mod yaml;
