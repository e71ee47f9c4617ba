//! HTML and Markdown of articles -> clean HTML that is safe in every reader, plain text for titles and summaries, and the
//! one link behind an embedded player.
//!
//! Cleaning has two steps, and neither trusts the other: our own scanner decides what stays and writes it again
//! (`rewrite`); then `ammonia`, the sanitizer, checks the result as a browser would parse it (`clean`). Dates, feed
//! syntax, and the choice of what an entry's content consists of belong to other rooms.

mod alternates;
mod canonical;
mod clean;
mod drawing;
mod elements;
mod embed;
mod formula;
mod guess;
mod hidden;
mod image;
mod inert;
mod lead;
mod loss;
mod markdown;
mod markup;
mod meant;
mod pieces;
mod plain;
pub mod references;
mod rewrite;
mod rules;
mod serialise;
mod settled;
mod shape;
mod style;
mod uri;

pub use alternates::alternates;
pub use clean::{Budget, Cleaned, clean, clean_markdown, clean_within};
pub use elements::{is_html, is_void};
pub use embed::{Embed, sole_embed};
pub use guess::{has_html, has_markup, is_id_harmful, looks_like_html};
pub use inert::{could_run, inert_name, inert_title, turns_around};
pub use lead::{before_mark, ends_summary, first_paragraph, markdown_before_mark, with_headings_apart};
pub use loss::{Loss, LossKind};
#[cfg(test)]
use markdown::from_markdown;
pub use markdown::{Verbatim, is_shown_by};
pub use meant::{Meant, meant_text};
pub use plain::{excerpt, has_plain_text, plain_text};
pub use rules::{FileBase, Rules};
pub use uri::lacks_slashes;

#[cfg(test)]
mod tests;
