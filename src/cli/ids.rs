//! The arguments of the commands that look at a project before it is built, and keep ids.

use std::path::PathBuf;

use clap::Args;

use super::Common;

/// Keep the ids of articles
///
/// Lists the published articles that the next build would give other ids: path, id, new id. With --keep the ids under
/// which they were published are written to DIR/feedmill.pins, and they keep them; that file belongs into version
/// control.
#[derive(Debug, Args)]
pub struct Ids {
    /// The project's folder
    #[arg(default_value = ".")]
    pub dir: PathBuf,

    /// Write the ids to feedmill.pins
    #[arg(long)]
    pub keep: bool,

    /// Where the feeds are, instead of `output.directory`; relative to the current folder
    #[arg(short, long, value_name = "DIR")]
    pub destination: Option<PathBuf>,

    /// What all of them ask.
    #[command(flatten)]
    pub common: Common,
}

/// Look at a site and write a feedmill.yaml for it
///
/// Says in three lines what is there: the generator, the articles with the first and last date, and an example of an address. Writes
/// DIR/feedmill.yaml, which says so explicitly, so that later builds need not find it out; the feeds stay the same.
/// One that is there stays as it is.
#[derive(Debug, Args)]
#[command(after_help = INIT_EXAMPLES)]
pub struct Init {
    /// The project's folder
    #[arg(default_value = ".")]
    pub dir: PathBuf,

    /// A feed or sitemap of the site, as a file: addresses that differ are shown, and ids of a feed are taken over as `adopt`
    /// does
    #[arg(long, value_name = "FILE")]
    pub like: Option<PathBuf>,

    /// Show what would be written, and write nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,

    /// What all of them ask.
    #[command(flatten)]
    pub common: Common,
}

const INIT_EXAMPLES: &str = "Examples:
  feedmill init                               in the folder of a site
  feedmill init -n --base-url https://example.org/
  curl -so sitemap.xml https://example.org/sitemap.xml
  feedmill init --like sitemap.xml            are the addresses right?";

/// Take over the ids of feeds that another program has published
///
/// Reads the feeds (RSS, Atom or JSON Feed) and finds the record of each entry: by its URL, else by title and date, else by
/// a title that no other has. Where the record would get another id, the entry's is written to DIR/feedmill.pins, so
/// that no reader shows the article as new.
#[derive(Debug, Args)]
#[command(after_help = ADOPT_EXAMPLES)]
pub struct Adopt {
    /// The feeds, as files
    #[arg(value_name = "FEED", required = true)]
    pub feeds: Vec<PathBuf>,

    /// The project's folder
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub project: PathBuf,

    /// Show what would be taken over, and write nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,

    /// What all of them ask.
    #[command(flatten)]
    pub common: Common,
}

const ADOPT_EXAMPLES: &str = "Examples:
  curl -so old.xml https://example.org/feed.xml
  feedmill adopt -n old.xml           what would be taken over?
  feedmill adopt old.xml -p site      before the first build of a project";
