//! The command line as written: clap types whose doc comments are the help. What the arguments mean is decided by the
//! commands.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use feedmill::model::{Format, Syntax};

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
      (build --check: something would change; convert: an input cannot be
      read, or with --strict something would be lost; nothing is written)
  2   the command line or the configuration is wrong
  3   refused, nothing published: no records, or most of them are gone
  4   the output could not be written; every file is complete, old or new
  75  another run is under way";

/// The commands; each is described where its arguments are.
#[derive(Debug, Subcommand)]
pub enum Command {
    Build(Build),
    Convert(Convert),
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

    /// Read every record and render every feed, whatever the last run knew
    #[arg(long)]
    pub force: bool,

    /// Build nothing; read every record with the YAML library and without it, and exit with 1 if they ever differ
    #[arg(long, hide = true)]
    pub verify: bool,

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

    /// How many threads to use, four for each processor at most; by default one for each
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,

    /// Print errors only: for cron
    #[arg(short, long)]
    pub quiet: bool,

    /// Also print every file that changes, every article that is held back, and how long each part of the run took
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
}

/// Convert feeds and articles from any format to any other
///
/// Reads RSS 0.90 to 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1 and article files, and writes RSS 2.0, Atom 1.0, JSON
/// Feed 1.1 or articles. The content of an input, not its name, decides what it is. Several inputs become one feed: the
/// newest entries first, those with the same id once. What the target cannot carry, and what it requires and the input
/// does not say, is told on standard error, a line for each kind.
#[derive(Debug, Args)]
#[command(after_help = CONVERT_EXAMPLES)]
pub struct Convert {
    /// The files to convert; `-` is standard input, and so is no file at all
    #[arg(value_name = "FILE")]
    pub inputs: Vec<PathBuf>,

    /// What to convert to; by default what the name of the output says
    #[arg(short, long, value_name = "FORMAT", value_parser = targets())]
    pub to: Option<Syntax>,

    /// What the inputs are
    #[arg(short, long, value_name = "FORMAT", default_value = "auto", value_parser = sources())]
    pub from: std::option::Option<Syntax>,

    /// The file to write, in one step; for articles the folder. By default standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// What relative URLs are relative to, where the input does not say
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,

    /// How HTML is written; `keep` is unsafe: scripts stay, and run in readers that trust the feed
    #[arg(long, value_name = "HOW", default_value = "clean")]
    pub html: Html,

    /// The most entries to write: the newest
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,

    /// Leave out entries that are older, and those without a date, such as 2020-11-18 or 2020-11-18T16:08:00Z
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,

    /// The title of the feed, instead of its own
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,

    /// How large all inputs together may be, in MiB; memory takes up to thirty times as much
    #[arg(long, value_name = "MIB", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_size: u32,

    /// Write nothing and exit with 1 if anything would be lost
    #[arg(long)]
    pub strict: bool,

    /// Replace articles that are there with other content
    #[arg(long)]
    pub overwrite: bool,

    /// Write a report of everything as JSON; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,

    /// Print errors only
    #[arg(short, long)]
    pub quiet: bool,
}

/// What can be converted to.
fn targets() -> impl TypedValueParser<Value = Syntax> {
    let value = |syntax: Syntax| {
        PossibleValue::new(syntax.name()).help(match syntax {
            Syntax::Feed(format) => format.version_written(),
            Syntax::Article => "Markdown files with front matter, one for each entry",
        })
    };
    PossibleValuesParser::new(Syntax::all().map(value)).try_map(|name| named(&name).ok_or("no format"))
}

/// What can be converted from; nothing where the content is to say it.
fn sources() -> impl TypedValueParser<Value = Option<Syntax>> {
    let article = PossibleValue::new(Syntax::Article.name()).help("A file with front matter");
    let feed = |format: Format| PossibleValue::new(format.name()).help(format.versions_read());
    let values = [PossibleValue::new("auto").help("What the content says"), article];
    PossibleValuesParser::new(values.into_iter().chain(Format::ALL.map(feed))).map(|name| named(&name))
}

fn named(name: &str) -> Option<Syntax> {
    Syntax::all().find(|syntax| syntax.name() == name)
}

/// What becomes of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Html {
    /// As `build` writes it: safe, addresses absolute
    Clean,
    /// As it is: unsafe
    Keep,
}

const CONVERT_EXAMPLES: &str = "Examples:
  feedmill convert old.xml -t atom > new.xml        any RSS or Atom to Atom 1.0
  feedmill convert feed.json -o rss.xml -t rss      written in one step
  feedmill convert post.md -t json                  one article as a feed
  feedmill convert a.xml b.json -t rss --limit 20   two feeds as one
  feedmill convert feed.xml -t article -o site/     one file for each entry,
  feedmill build site                               and feeds of them again
  curl -s https://example.org/feed | feedmill convert -t json | jq .items

See `feedmill --help` for the exit codes.";

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
