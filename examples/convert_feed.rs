//! Converts a feed in any format to JSON Feed and says what was lost on the way.
//!
//!     cargo run --example convert_feed -- FEED

#![allow(clippy::print_stderr)]

use std::error::Error;
use std::io::{Write, stdout};
use std::{env, fs};

use feedmill::convert::{Input, Options, Output, convert};
use feedmill::model::{Format, Syntax};

fn main() -> Result<(), Box<dyn Error>> {
    let name = env::args().nth(1).ok_or("name the feed to convert")?;
    let input = Input { bytes: fs::read(&name)?, name };
    let converted = convert(&[input], &Options::new(Syntax::Feed(Format::JsonFeed)))?;
    for finding in &converted.findings {
        eprintln!("{finding}");
    }
    for (kind, count) in &converted.losses.kinds {
        eprintln!("lost: {kind}: {count}");
    }
    match converted.output {
        Output::Document(json) => stdout().write_all(&json)?,
        Output::Articles(_) => unreachable!("the target is a feed"),
    }
    Ok(())
}
