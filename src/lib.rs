//! Article records (files with YAML front matter) become RSS 2.0, Atom 1.0 and JSON Feed 1.1: one set of feeds for
//! every topic and one for all articles. The modules are layered in floors; `ARCHITECTURE.md` is the map.
//!
//! Data goes one way: source → record → entry → feed → artifact → published files. [`pipeline`] shows it on one page.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::string_slice))]

pub mod catalogue;
pub mod config;
pub mod convert;
pub mod emit;
pub mod encoding;
pub mod error;
pub mod files;
pub mod finding;
pub mod format;
pub mod group;
pub mod html;
pub mod model;
pub mod normalise;
pub mod output;
pub mod pipeline;
pub mod publish;
pub mod record;
pub mod source;
pub mod state;
pub mod text;
pub mod time;
pub mod topic;
pub mod tree;
pub mod uri;
pub mod xml;
pub mod yaml;
