//! What the targets hold, which is what `cargo test` holds of seeds: the laws stand with the tests.

#[path = "../../tests/it/laws/mod.rs"]
pub mod laws;
