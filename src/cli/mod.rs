//! The command line -> clap types, whose doc comments are the help texts. What the arguments mean is up to the commands.

mod ids;
mod listed;
mod ping;

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use feedmill::convert::HtmlMode;
use feedmill::internal::moved::redirects::Server;
use feedmill::internal::pipeline::Shard;
use feedmill::model::{Format, Syntax};

pub use ids::{Adopt, Ids, Init};
pub use listed::Listed;
pub use ping::Ping;

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
  1   done, but records with errors were skipped; each has a finding
      (build --check: something would change; convert: an input cannot be
      read, or with --strict something would be lost; nothing is written;
      --exit-code: subscribers notice something)
  2   the command line or the configuration is wrong
      (diff: a feed cannot be read)
  3   refused, nothing published: no records, most of them are gone, or
      many articles would get other ids
      (--exit-code: something old would come back as new)
  4   the output could not be written; every file is complete, old or new
  75  another run is under way";

/// The commands; each is described where its arguments are.
#[derive(Debug, Subcommand)]
pub enum Command {
    Adopt(Adopt),
    Build(Build),
    Convert(Convert),
    Diff(Diff),
    Ids(Ids),
    Init(Init),
    List(List),
    Ping(Ping),
}

/// Build the feeds of a project
///
/// Reads DIR/feedmill.yaml, or what a Jekyll site says in DIR/_config.yml, and the records it names. Writes rss.xml,
/// atom.xml and feed.json for all articles, and the same below topics/SLUG/ for every topic. A file whose content
/// would be the same is not touched. Findings go to standard error as path:line:column: severity: rule: message, equal
/// ones once with their count; the last line is the summary.
#[derive(Debug, Args)]
#[command(after_help = BUILD_EXAMPLES)]
pub struct Build {
    /// The project's folder
    #[arg(default_value = ".")]
    pub dir: PathBuf,

    /// Where to write the feeds, instead of `output.directory`; relative to the current folder
    #[arg(short, long, value_name = "DIR")]
    pub destination: Option<PathBuf>,

    /// The URL at which the feeds are served; replaces `site.url` and `output.url`
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,

    /// Whose configuration is trusted.
    #[command(flatten)]
    pub trust: Trust,

    /// Show what would change, and change nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,

    /// Change nothing, and exit with 1 if anything would change
    #[arg(long)]
    pub check: bool,

    /// With --dry-run, exit with 1 if subscribers notice anything, and with 3 if something old comes back as new
    #[arg(long, requires = "dry_run")]
    pub exit_code: bool,

    /// Render the part I of N of the feeds, from 1/N to N/N, where N runs share them; 0/N is N/N
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub shard: Option<Shard>,

    /// Read every record and render every feed, without the state of the last run
    #[arg(long)]
    pub force: bool,

    /// Build nothing; read every record with the library for its front matter and without it, and exit with 1 if they ever
    /// differ
    #[arg(long, hide = true)]
    pub verify: bool,

    /// Publish even if there are no records or most of them are gone, or if feeds change their language
    #[arg(long)]
    pub allow_shrink: bool,

    /// Publish even where feeds are that are not known to be of this project
    #[arg(long)]
    pub adopt_destination: bool,

    /// Publish even if many articles get other ids than they were published under: readers show them as new
    #[arg(long)]
    pub allow_new_ids: bool,

    /// Tell the hubs of `feeds.hub` which feeds have changed, once all are published
    #[arg(long, conflicts_with_all = ["dry_run", "check", "verify"])]
    pub ping: bool,

    /// Remove feeds whose topic has no articles any more, instead of emptying them
    #[arg(long)]
    pub prune: bool,

    /// Also publish a page for each feed, and one of all feeds, as `output.pages: true` does
    #[arg(long)]
    pub pages: bool,

    /// The current time, such as 2020-11-18T16:08:00Z; by default SOURCE_DATE_EPOCH, or else the clock
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,

    /// Write a report as JSON; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,

    /// Write how the run ended and what it did in Prometheus's text format, such as DIR/feedmill.prom of the node exporter
    #[arg(long, value_name = "FILE", conflicts_with_all = ["dry_run", "check", "verify"])]
    pub metrics: Option<PathBuf>,

    /// How lines on standard error are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,

    /// The number of threads, at most four per processor; by default one per processor
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,

    /// Print only errors, for cron
    #[arg(short, long)]
    pub quiet: bool,

    /// Also print each finding on its own, each file that changes, each article that is held back, and how long each
    /// part of the run took
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,

    /// When findings have colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// What is asked of a project that is not built.
#[derive(Debug, Args)]
pub struct Common {
    /// The URL of the site; replaces `site.url`
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,

    /// Whose configuration is trusted.
    #[command(flatten)]
    pub trust: Trust,

    /// The current time, such as 2020-11-18T16:08:00Z; by default SOURCE_DATE_EPOCH, or else the clock
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
}

/// Whether the configuration of a project is trusted.
#[derive(Debug, Clone, Copy, Args)]
pub struct Trust {
    /// Use nothing outside the project's folder, whatever its configuration says; root does so anyway in another user's
    #[arg(long)]
    pub confine: bool,

    /// Trust the configuration also in another user's folder
    #[arg(long, conflicts_with = "confine")]
    pub no_confine: bool,
}

/// Convert feeds and articles from any format to any other
///
/// Reads RSS 0.90 to 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1 and article files, and writes RSS 2.0, Atom 1.0, JSON
/// Feed 1.1 or articles. The content of an input, not its name, determines its format. Several inputs become one feed,
/// with the newest entries first and one entry for each id. Standard error says what the target cannot carry, and what it
/// requires but the input lacks, one line for each kind.
#[derive(Debug, Args)]
#[command(after_help = CONVERT_EXAMPLES)]
pub struct Convert {
    /// The files to convert; `-`, or no file, is standard input
    #[arg(value_name = "FILE")]
    pub inputs: Vec<PathBuf>,

    /// The target format; by default that of the output's file name
    #[arg(short, long, value_name = "FORMAT", value_parser = targets())]
    pub to: Option<Syntax>,

    /// The format of the inputs
    #[arg(short, long, value_name = "FORMAT", default_value = "auto", value_parser = sources())]
    pub from: std::option::Option<Syntax>,

    /// The file to write, or the folder for articles; by default standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// The base of relative URLs, if the input has none
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,

    /// The encoding of the inputs, such as windows-1251, in place of what they say
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,

    /// How HTML is written; `keep` is unsafe: scripts stay, and run in readers that trust the feed
    #[arg(long, value_name = "HOW", default_value = "clean", value_parser = html_modes())]
    pub html: HtmlMode,

    /// Write at most N entries, the newest
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,

    /// Leave out entries without a date or older than TIME, such as 2020-11-18 or 2020-11-18T16:08:00Z
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,

    /// The title of the feed, instead of its own
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,

    /// The largest size of all inputs together, in MiB; memory use is up to thirty times as much
    #[arg(long, value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_size: u32,

    /// Write nothing and exit with 1 if anything would be lost
    #[arg(long)]
    pub strict: bool,

    /// Replace existing articles whose content differs, and an output that is no feed
    #[arg(long)]
    pub overwrite: bool,

    /// Write a report as JSON; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,

    /// Print only errors
    #[arg(short, long)]
    pub quiet: bool,

    /// Print each finding on its own
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,

    /// When findings have colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// One part of the feeds, as `3/16`.
fn shard(text: &str) -> Result<Shard, String> {
    let numbers =
        text.split_once('/').and_then(|(number, count)| Some((number.parse().ok()?, count.parse().ok()?)));
    let shard = numbers.and_then(|(number, count)| Shard::new(number, count));
    shard.ok_or_else(|| format!("is no part of the feeds, such as 3/16 of at most {}", Shard::MOST))
}

/// How lines on standard error are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// An object on each line, with time, level and message
    Json,
}

/// When messages have colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Everywhere
    Always,
    /// Nowhere, and no line of the source is shown
    Never,
}

/// What can be converted to.
fn targets() -> impl TypedValueParser<Value = Syntax> {
    let value = |syntax: Syntax| {
        PossibleValue::new(syntax.name()).help(match syntax {
            Syntax::Feed(format) => format.version_written(),
            Syntax::Article => "Markdown files with front matter, one for each entry",
            Syntax::Opml => "OPML 2.0: a list of the feeds, or of those in lists",
        })
    };
    PossibleValuesParser::new(Syntax::all().map(value)).try_map(|name| named(&name).ok_or("no format"))
}

/// What can be converted from; nothing where the content is to say it.
fn sources() -> impl TypedValueParser<Value = Option<Syntax>> {
    let article = PossibleValue::new(Syntax::Article.name()).help("A file with front matter");
    let opml = PossibleValue::new(Syntax::Opml.name()).help("A list of feeds, with -t opml");
    let feed = |format: Format| PossibleValue::new(format.name()).help(format.versions_read());
    let values = [PossibleValue::new("auto").help("What the content says"), article, opml];
    PossibleValuesParser::new(values.into_iter().chain(Format::ALL.map(feed))).map(|name| named(&name))
}

fn named(name: &str) -> Option<Syntax> {
    Syntax::all().find(|syntax| syntax.name() == name)
}

/// What may become of HTML: the word for it, and the help.
const HTML_MODES: [(HtmlMode, &str, &str); 2] = [
    (HtmlMode::Clean, "clean", "As `build` writes it: safe, with absolute URLs"),
    (HtmlMode::Keep, "keep", "As it is, scripts and all"),
];

fn html_modes() -> impl TypedValueParser<Value = HtmlMode> {
    let mode_of =
        |word: String| HTML_MODES.iter().find(|row| row.1 == word).map(|row| row.0).ok_or("no mode");
    let values = HTML_MODES.map(|(_, word, help)| PossibleValue::new(word).help(help));
    PossibleValuesParser::new(values).try_map(mode_of)
}

const CONVERT_EXAMPLES: &str = "Examples:
  feedmill convert old.xml -t atom > new.xml        any RSS or Atom to Atom 1.0
  feedmill convert feed.json -o rss.xml -t rss      into a file, replaced in one step
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
  feedmill build -q --report r.json   from cron: only errors, and a report

See `feedmill --help` for the exit codes.";

/// Say what subscribers will see when one state of a feed replaces another
///
/// Compares two feeds, of any format, or two folders of feeds by their paths: what is new, shown again because its date
/// differs, vanished, changed quietly, or resurfaced: old, and new to readers. Writes no files.
#[derive(Debug, Args)]
#[command(after_help = DIFF_EXAMPLES)]
pub struct Diff {
    /// The feed, or the folder of feeds, that subscribers have read
    pub old: PathBuf,

    /// The feed, or the folder of feeds, that they will read
    pub new: PathBuf,

    /// Exit with 1 if subscribers notice anything, and with 3 if something old comes back as new
    #[arg(long)]
    pub exit_code: bool,

    /// The largest size of a feed, in MiB; memory use is up to thirty times as much for each of two
    #[arg(long, value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_size: u32,

    /// Write a report as JSON; `-` is standard output, in place of the lines
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,

    /// Print only the last line, the counts of all feeds together
    #[arg(short, long)]
    pub quiet: bool,

    /// List all entries rather than ten of each kind, and print what was mended in the feeds
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
}

const DIFF_EXAMPLES: &str = "Examples:
  feedmill diff old.xml new.json              another format, the same feed?
  feedmill diff public new-public --exit-code fails if subscribers notice anything
  curl -s https://example.org/feed > old.xml  before a move to another generator
  feedmill diff old.xml public/atom.xml";

/// List feeds, topics, entries, skipped files or moved feeds of a project, one a line with tabs between its parts
#[derive(Debug, Args)]
#[command(after_help = LIST_LINES)]
pub struct List {
    /// What to list
    pub what: Listed,

    /// The project's folder
    #[arg(default_value = ".")]
    pub dir: PathBuf,

    /// The web server that redirects are written for
    #[arg(long = "for", value_name = "SERVER", value_parser = servers())]
    pub server: Option<Server>,

    /// List feeds as the <link> elements by which readers find them, for the heads of pages
    #[arg(long, conflicts_with = "opml")]
    pub html: bool,

    /// List feeds or topics as OPML, which readers import
    #[arg(long)]
    pub opml: bool,

    /// List the feeds of this topic alone, by its slug
    #[arg(long, value_name = "SLUG")]
    pub topic: Option<String>,

    /// What all of them ask.
    #[command(flatten)]
    pub common: Common,
}

/// Who can be given rules for redirects.
fn servers() -> impl TypedValueParser<Value = Server> {
    let named = |name: String| Server::ALL.iter().copied().find(|server| server.name() == name);
    PossibleValuesParser::new(Server::ALL.iter().map(|server| server.name()))
        .try_map(move |name| named(name).ok_or("no server"))
}

const LIST_LINES: &str = "The parts of a line:
  feeds     URL, media type, title
  topics    slug, name, number of entries in the feed
  entries   date of publication, id, title
  skipped   path, status, and why or until when
  redirects old and new path of the URL of each file that has moved; with --for a
            rule that makes a web server answer 301

Examples:
  feedmill list skipped | sort -k2    what is not published, and why?
  feedmill list feeds --html          what the head of a page says of feeds";
