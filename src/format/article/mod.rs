//! Articles: files of front matter and a body. One that is read is what `record` and `normalise` make of it; what is written
//! is a project of them, which `build` reads back to the same feed.

mod fit;
mod read;
mod write;

use super::row::{Takes, Target};
pub(super) use read::read;
pub use write::{Project, date, write};

/// What becomes of a feed that is converted to articles.
pub const TARGET: Target = Target {
    absorb: fit::absorb,
    // `build` makes the URLs of articles absolute.
    takes: Takes { relative_urls: true, iris: true, links_beyond_the_web: true, members: false },
    fit: fit::fit,
};
