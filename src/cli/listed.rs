//! What `feedmill list` can list.

use clap::ValueEnum;

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// The feeds, a line for each file
    Feeds,
    /// The topics that have feeds
    Topics,
    /// The published entries
    Entries,
    /// The files that are not published
    Skipped,
    /// The feeds that have moved
    Redirects,
}
