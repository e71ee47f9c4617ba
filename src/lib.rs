//! Article records (files with front matter) become RSS 2.0, Atom 1.0 and JSON Feed 1.1: one set of feeds for every topic
//! and one for all articles. [`build`] publishes the feeds of a project's folder, [`render`] gives the same files in memory,
//! of records from any [`Source`], and [`convert::convert`] converts feeds and articles into one another.
//!
//! Nothing here prints, asks the clock or reads the environment: the present moment is an argument, and [`Finding`]s come
//! back as data. What ends a call is an [`Error`].

#![cfg_attr(not(test), warn(unreachable_pub))]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::string_slice))]

mod catalogue;
pub mod convert;
mod difference;
mod emit;
mod format;
mod group;
mod identity;
mod moved;
mod normalise;
mod objects;
mod output;
mod page;
mod pipeline;
mod publish;
mod source;
mod state;
mod topic;

use feedmill_config::{config, pins};
use feedmill_syntax::{
    encoding, error, files, finding, html, json, language, ordered, parallel, record, text, time, tree, uri,
    xml, yaml,
};

/// # Examples
///
/// ```
/// use feedmill::Config;
///
/// let config: Config = "site: {title: The Barge, url: \"https://example.org/\"}\nfeeds: {limit: 20}".parse()?;
/// assert_eq!((config.site.title.as_str(), config.feeds.limit), ("The Barge", 20));
/// let error = "site: {url: \"https://example.org/\", tittle: x}".parse::<Config>().unwrap_err();
/// assert!(error.to_string().contains("did you mean `title`?"));
/// # Ok::<(), feedmill::Error>(())
/// ```
pub use config::Config;
pub use error::{Error, ErrorKind};
pub use feedmill_syntax::model;
pub use finding::{Finding, Outcome, Rule, Severity};
pub use pipeline::{
    Failure as BuildFailure, NewIds, Options as BuildOptions, Rendering, Report as BuildReport, Survey,
    build, render,
};
pub use publish::{Action, Changed};
pub use source::{Folder, Memory, Source, configuration};

/// The rooms behind the public face, for the program, its tests, benches and fuzz targets. Nothing here is stable.
#[doc(hidden)]
pub mod internal {
    macro_rules! rooms {
        ($($room:ident)*) => {
            $(pub mod $room {
                pub use crate::$room::*;
            })*
        };
    }

    rooms! {
        config difference emit format group html moved normalise output page pins pipeline record
        source state text time topic tree xml yaml
    }
}
