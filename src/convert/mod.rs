//! The whole of a conversion on one page: inputs are read, merged into one feed, cleaned, given the shape that the
//! target wants, completed with what it requires, counted for what it cannot carry, and written.
//!
//! Nothing is invented on the way but what a target requires, and that is derived from the input alone. Files,
//! arguments and the terminal are left to the floor above.

mod article;
mod carry;
mod clean;
mod complete;
mod harm;
mod input;
mod member;
mod merge;
mod site;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use url::Url;

use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::format;
use crate::format::losses::Losses;
use crate::model::{Feed, Format};

pub use input::{Input, Syntax};

/// How many articles are made at most. Each is a file, which takes the system far longer than its text does.
const MOST_ARTICLES: usize = 15_000;

/// What to convert to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A feed in this format.
    Feed(Format),
    /// Article records, one file for each entry.
    Articles,
}

/// What becomes of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HtmlMode {
    /// It is cleaned as `build` cleans it.
    Clean,
    /// It stays as it is, scripts and all.
    Keep,
}

/// What a conversion depends on besides its inputs.
#[derive(Debug, Clone)]
pub struct Options {
    /// What to convert to.
    pub target: Target,
    /// What the inputs are, where their content is not to decide.
    pub from: Option<Syntax>,
    /// What relative addresses are relative to, where the document does not say.
    pub base: Option<Url>,
    /// What becomes of HTML.
    pub html: HtmlMode,
    /// How many entries at most, the newest.
    pub limit: Option<usize>,
    /// Entries that changed last before this moment are left out, and those without a date.
    pub since: Option<DateTime<Utc>>,
    /// The title of the feed, in place of its own.
    pub title: Option<String>,
}

/// A finished conversion.
#[derive(Debug)]
pub struct Converted {
    /// What came out.
    pub output: Output,
    /// How many entries are in it.
    pub entries: usize,
    /// What each input was, by name.
    pub sources: Vec<(String, Syntax)>,
    /// What was broken or mended.
    pub findings: Vec<Finding>,
    /// What was left out.
    pub losses: Losses,
    /// What the target requires and no input says.
    pub derived: Losses,
}

/// What a conversion gives.
#[derive(Debug)]
pub enum Output {
    /// A feed.
    Document(Vec<u8>),
    /// Articles by file name, and the configuration with which `build` makes feeds of them.
    Articles {
        /// Name and content of each.
        files: Vec<(String, String)>,
        /// A `feedmill.yaml`.
        project: String,
    },
}

/// Why there is no output.
#[derive(Debug)]
pub enum Failure {
    /// An input cannot be read: an error for each that cannot, and what else was found.
    Unreadable(Vec<Finding>),
    /// The output fails its own check.
    Output(Error),
}

/// Converts the inputs, in their order, to one output.
///
/// # Errors
///
/// When one of the inputs cannot be read as a whole. What is broken in an entry is a finding.
pub fn convert(inputs: &[Input], options: &Options) -> Result<Converted, Failure> {
    let (mut losses, mut derived) = (Losses::default(), Losses::default());
    let (mut findings, mut feeds, mut sources, mut is_unreadable) =
        (Vec::new(), Vec::new(), Vec::new(), false);
    for input in inputs {
        let reading = input::read(input, options);
        let unread =
            [(Rule::FeedDate, "dates that cannot be read"), (Rule::FeedValue, "values that cannot be used")];
        for (rule, kind) in unread {
            losses.add(kind, reading.diagnostics.count(rule));
        }
        let mut found = reading.diagnostics.findings;
        found.sort_by_key(|finding| finding.position);
        findings.extend(found);
        reading.diagnostics.lost.into_iter().for_each(|(kind, count)| losses.add(kind, count));
        match reading.feed.zip(reading.source) {
            Some((feed, _)) if count(&feeds).saturating_add(feed.entries.len()) > format::MOST_ENTRIES => {
                findings.push(too_many(&input.name));
                is_unreadable = true;
            }
            Some((feed, source)) => {
                feeds.push(feed);
                sources.push((input.name.clone(), source));
            }
            None => is_unreadable = true,
        }
    }
    if is_unreadable {
        return Err(Failure::Unreadable(findings));
    }
    if let [(_, Syntax::Article), _, ..] = sources.as_slice()
        && let Some(first) = feeds.first_mut()
    {
        // A feed of one article has its title; a feed of many has none of theirs.
        first.head.title = None;
    }
    let mut feed = merge::merge(feeds, options, &mut losses);
    if options.target == Target::Articles && feed.entries.len() > MOST_ARTICLES {
        findings.extend(inputs.first().map(too_many_articles));
        return Err(Failure::Unreadable(findings));
    }
    carry::understand(&mut feed, options.target);
    // Before they are cleaned, as `build` does it, so that a cut can make nothing harmful.
    carry::shorten_names(&mut feed, options.target, &mut losses);
    let size = inputs.iter().map(|input| input.bytes.len()).sum();
    clean::clean(&mut feed, size, options, &mut losses);
    let from_rss = sources.iter().any(|(_, syntax)| *syntax == Syntax::Rss);
    complete::complete(&mut feed, options.target, from_rss, &mut derived);
    carry::reshape(&mut feed, options.target, &mut losses);
    if matches!(options.target, Target::Feed(Format::Rss | Format::Atom)) {
        carry::limit_namespaces(&mut feed, &mut losses);
    }
    if matches!(options.target, Target::Feed(_)) {
        losses.add("dates: fractions of a second", fractions(&feed));
    }
    let output = write(&feed, options.target, &mut losses).map_err(Failure::Output)?;
    Ok(Converted { output, entries: feed.entries.len(), sources, findings, losses, derived })
}

fn too_many(name: &str) -> Finding {
    let most = format::MOST_ENTRIES;
    let message = format!("with it there are more than {most} entries; convert fewer feeds");
    Finding { rule: Rule::Unreadable, path: name.to_owned(), position: None, message }
}

fn too_many_articles(input: &Input) -> Finding {
    let message =
        format!("there are more than {MOST_ARTICLES} entries, and each would be a file; use --limit");
    Finding { rule: Rule::Unreadable, path: input.name.clone(), position: None, message }
}

fn count(feeds: &[Feed]) -> usize {
    feeds.iter().map(|feed| feed.entries.len()).sum()
}

/// How many dates say more than feeds of ours write.
fn fractions(feed: &Feed) -> usize {
    let of_entries = feed.entries.iter().flat_map(|entry| [entry.published, entry.updated]);
    let dates = of_entries.chain([feed.head.published, feed.head.updated]).flatten();
    dates.filter(|date| date.timestamp_subsec_nanos() > 0).count()
}

fn write(feed: &Feed, target: Target, losses: &mut Losses) -> Result<Output, Error> {
    match target {
        Target::Feed(format) => {
            format::losses(feed, format, losses);
            Ok(Output::Document(format::write(feed, format)?))
        }
        Target::Articles => {
            let files = site::files(feed);
            site::losses(feed, &files, losses);
            Ok(Output::Articles { files, project: site::project(feed) })
        }
    }
}
