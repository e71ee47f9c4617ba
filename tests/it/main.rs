//! The integration tests: one binary that runs the program as its users do, in folders of its own, and looks at what
//! it wrote, what it said and how it ended.
//!
//! What one room does by itself is tested beside it; here stands what the whole promises. Nothing but Rust is needed.

#![allow(clippy::restriction)]

mod entries;
mod executable;
mod laws;
mod library;
mod project;

mod absent;
mod any_bytes;
mod archives;
mod awkward;
mod bites;
mod boundaries;
#[cfg(feature = "objects")]
mod bucket;
mod cli;
mod confine;
mod convert;
mod data;
mod determinism;
mod difference;
mod documents;
mod feed_size;
mod feeds;
mod front_matter;
mod golden;
mod heads;
mod held_bounds;
mod held_generators;
mod held_meant;
mod held_programs;
mod held_settings;
mod held_sites;
mod hexo;
mod holding;
mod hostile;
mod hub;
mod hubs;
mod hugo;
mod identity;
mod incremental;
mod init;
mod jekyll;
mod languages;
mod lists;
mod messages;
mod moved;
mod neighbours;
#[cfg(feature = "objects")]
mod objects;
mod outputs;
mod pages;
mod podcasts;
mod publish;
mod roundtrip;
mod sample;
mod second_opinion;
mod sections;
mod shards;
mod sql;
mod stores;
mod taken;
#[cfg(target_os = "linux")]
mod terminal;
mod tidy;
mod timestamps;
mod typed;
mod withdrawn;
