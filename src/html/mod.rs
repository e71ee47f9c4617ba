//! HTML and Markdown as articles hold them, turned into what a feed may carry: clean HTML that is safe in every
//! reader, plain text for titles and summaries, and the one link behind an embedded player.
//!
//! Reading goes in two steps that trust each other in nothing: a scanner of our own decides what stays and writes
//! it anew (`rewrite`), and `ammonia` judges the result as a browser would parse it (`clean`). Dates, feed syntax
//! and the choice of what an entry's content consists of are left to other rooms.

mod clean;
mod elements;
mod embed;
mod guess;
mod lost;
mod markdown;
mod pieces;
mod plain;
pub(crate) mod references;
mod rewrite;
mod settled;
mod shape;
mod style;
mod uri;

pub use clean::{Budget, Cleaned, Rules, clean, clean_markdown, clean_within};
pub use embed::{Embed, sole_embed};
pub use guess::{could_run, has_html, has_markup, inert_name, looks_like_html};
pub use lost::loses;
#[cfg(test)]
use markdown::from_markdown;
pub use plain::{excerpt, plain_text};
pub use uri::lacks_slashes;

#[cfg(test)]
mod tests;
