//! The command line as written: clap types whose doc comments are the help. What the arguments mean is decided by the
//! commands.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turn article records into RSS, Atom and JSON feeds
///
/// Articles are files with YAML front matter (.md, .markdown, .html). feedmill writes one set of feeds for every topic
/// and one for all articles together.
#[derive(Debug, Parser)]
#[command(name = "feedmill", version, propagate_version = true, after_help = AFTER_HELP)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "Exit codes:
  0   done
  1   done, but records were skipped for faults of their own, each reported
      (with --check: something would change)
  2   the command line or the configuration is wrong
  3   refused, nothing published: no records, or most of them are gone
  4   the output could not be written; every file is complete, old or new
  75  another run is under way";

/// The commands; each is described where its arguments are.
#[derive(Debug, Subcommand)]
pub enum Command {
    Build(Build),
    List(List),
}

/// Build the feeds of a project
///
/// Reads DIR/feedmill.yaml, or what a Jekyll site says in DIR/_config.yml, and the records it names. Writes rss.xml,
/// atom.xml and feed.json for all articles, and the same below topics/SLUG/ for every topic. A file whose content
/// would be the same is not touched. Findings go to standard error as path:line:column: severity: rule: message; the
/// last line is the summary.
#[derive(Debug, Args)]
#[command(after_help = BUILD_EXAMPLES)]
pub struct Build {
    /// The project's folder
    #[arg(default_value = ".")]
    pub dir: PathBuf,

    /// Where the feeds go, instead of `output.directory`; relative to the current folder
    #[arg(short, long, value_name = "DIR")]
    pub destination: Option<PathBuf>,

    /// The address that the feeds are served at; replaces `site.url` and `output.url`
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,

    /// Show what would change, and change nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,

    /// Change nothing, and exit with 1 if anything would change
    #[arg(long)]
    pub check: bool,

    /// Publish even if there are no records or most of them are gone
    #[arg(long)]
    pub allow_shrink: bool,

    /// Remove feeds whose topic has no articles any more, instead of emptying them
    #[arg(long)]
    pub prune: bool,

    /// The present moment, such as 2020-11-18T16:08:00Z; else SOURCE_DATE_EPOCH, else the clock
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,

    /// Write a report of everything as JSON; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,

    /// How many threads to use; by default one for each processor
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,

    /// Print errors only: for cron
    #[arg(short, long)]
    pub quiet: bool,

    /// Also print every file that changes and every article that is held back
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
}

const BUILD_EXAMPLES: &str = "Examples:
  feedmill build                      the project in the current folder
  feedmill build site -d /srv/feeds   another project, another destination
  feedmill build -n                   what would change?
  feedmill build -q --report r.json   from cron: errors only, and a report

See `feedmill --help` for the exit codes.";

/// List topics, entries or skipped files of a project
///
/// Prints one line for each, its parts separated by tabs. Nothing is written.
#[derive(Debug, Args)]
#[command(after_help = LIST_LINES)]
pub struct List {
    /// What to list
    pub what: Listed,

    /// The project's folder
    #[arg(default_value = ".")]
    pub dir: PathBuf,

    /// The address of the site; replaces `site.url`
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,

    /// The present moment, such as 2020-11-18T16:08:00Z; else SOURCE_DATE_EPOCH, else the clock
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
}

const LIST_LINES: &str = "The parts of a line:
  topics    slug, name, number of entries in the feed
  entries   date of publication, id, title
  skipped   path, what became of it, and why or until when

Examples:
  feedmill list skipped | sort -k2    what is not published, and why?
  feedmill list topics site           the topics of another project";

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// The topics that have feeds
    Topics,
    /// The published entries
    Entries,
    /// The files that are not published
    Skipped,
}
