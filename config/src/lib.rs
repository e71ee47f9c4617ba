//! What the operator wants, and what has to stay as it was published: the settings of feedmill, what the configurations of site generators
//! say of their articles, and the pins. It reads texts that it is given and touches no file. It is a package of its own so that neither
//! a change of `feedmill` compiles it nor the other way round. Nothing here is stable.

#![cfg_attr(not(test), warn(unreachable_pub))]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::string_slice))]

pub mod config;
pub mod pins;

use feedmill_syntax::{
    error, finding, html, json, language, model, ordered, record, text, time, toml, tree, uri, yaml,
};
