//! The whole of a conversion on one page: read → merge → absorb → clean → fit → write. What the target absorbs, takes,
//! requires and loses, and how it is written, is said by its folder in `format`.
//!
//! Nothing is invented but what a target requires, and that is derived from the inputs alone. Files, arguments and the terminal
//! are left to the floor above.

mod clean;
mod harm;
mod member;
mod merge;
mod subscriptions;
#[cfg(test)]
mod tests;

use std::fmt;

use chrono::{DateTime, Utc};
use url::Url;

use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::format;
use crate::format::article;
use crate::format::diagnostics::most_entries;
use crate::format::losses::Tally;
use crate::format::row::{Origin, Target};
use crate::model::{Feed, Format};
use crate::ordered;

pub use crate::encoding::Charset;
pub use crate::format::Input;
pub use crate::format::article::Project;
pub use crate::format::losses::Losses;
pub use crate::model::Syntax;

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
    pub to: Syntax,
    /// What the inputs are, where their content is not to decide.
    pub from: Option<Syntax>,
    /// What relative URLs are relative to, where the document does not say.
    pub base: Option<Url>,
    /// What becomes of HTML.
    pub html: HtmlMode,
    /// How many entries at most, the newest.
    pub limit: Option<usize>,
    /// Entries that changed last before this moment are left out, and those without a date.
    pub since: Option<DateTime<Utc>>,
    /// The title of the feed, in place of its own.
    pub title: Option<String>,
    /// The present moment; without one, articles that are public for a time only are held back.
    pub now: Option<DateTime<Utc>>,
    /// The encoding of feeds, in place of what they and the heads of saved responses say; a byte order mark overrules it.
    pub encoding: Option<Charset>,
}

impl Options {
    /// A conversion to this syntax of inputs that say what they are, cleaned, with all their entries.
    pub fn new(to: Syntax) -> Options {
        Options {
            to,
            from: None,
            base: None,
            html: HtmlMode::Clean,
            limit: None,
            since: None,
            title: None,
            now: None,
            encoding: None,
        }
    }
}

/// A finished conversion.
#[derive(Debug)]
pub struct Converted {
    /// What came out.
    pub output: Output,
    /// How many entries are in it, or feeds in a list.
    pub entries: usize,
    /// What each input was, by name.
    pub sources: Vec<(String, Syntax)>,
    /// What was broken or mended.
    pub findings: Vec<Finding>,
    /// What was left out.
    pub losses: Losses,
    /// What the target requires and no input says.
    pub derived: Losses,
    /// What was written in another spelling, besides what the findings say.
    pub repaired: Losses,
}

/// What a conversion gives.
#[derive(Debug)]
pub enum Output {
    /// A feed, or a list of feeds.
    Document(Vec<u8>),
    /// Articles.
    Articles(Project),
}

/// Why there is no output.
#[derive(Debug)]
pub enum Failure {
    /// An input cannot be read: an error for each that cannot, and what else was found.
    Unreadable(Vec<Finding>),
    /// The output fails its own check.
    Output(Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Unreadable(findings) => {
                let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
            Failure::Output(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

/// Converts the inputs, in their order, to one output.
///
/// # Errors
///
/// When one of the inputs cannot be read as a whole. What is broken in an entry is a finding.
///
/// # Examples
///
/// ```
/// use feedmill::convert::{Input, Options, Output, convert};
/// use feedmill::model::{Format, Syntax};
///
/// let rss = "<rss version='2.0'><channel><title>The Barge</title><link>https://example.org/</link>\
///            <item><title>Ice</title><link>https://example.org/ice</link></item></channel></rss>";
/// let input = Input { name: "rss.xml".to_owned(), bytes: rss.as_bytes().to_vec() };
/// let converted = convert(&[input], &Options::new(Syntax::Feed(Format::JsonFeed)))?;
/// let Output::Document(json) = converted.output else { panic!("a feed is a document") };
/// assert!(String::from_utf8_lossy(&json).contains("https://example.org/ice"));
/// assert_eq!(converted.losses.kinds.len(), 0);
/// # Ok::<(), feedmill::convert::Failure>(())
/// ```
pub fn convert(inputs: &[Input], options: &Options) -> Result<Converted, Failure> {
    match options.to {
        Syntax::Feed(format) => convert_entries(inputs, options, format::target(format), |feed, _| {
            format::write(feed, format).map(Output::Document)
        }),
        Syntax::Article => convert_entries(inputs, options, &article::TARGET, |feed, losses| {
            Ok(Output::Articles(article::write(feed, options.base.as_ref(), losses)))
        }),
        Syntax::Opml => subscriptions::convert(inputs, options),
    }
}

/// Converts the entries of the inputs.
fn convert_entries(
    inputs: &[Input],
    options: &Options,
    target: &Target,
    write: impl FnOnce(&Feed, &mut Losses) -> Result<Output, Error>,
) -> Result<Converted, Failure> {
    let mut tally = Tally::default();
    let Sources { feeds, syntaxes, mut findings, base } = read(inputs, options, &mut tally.lost)?;
    let mut feed = merge::merge(feeds, options, &mut tally.lost);
    (target.absorb)(&mut feed, &mut tally.lost);
    let encoded = clean::clean(&mut feed, size(inputs), options, base.as_ref(), target.takes, &mut tally);
    findings.extend(inputs.first().filter(|_| encoded > 0).map(|input| spelled(&input.name, encoded)));
    let may_repeat_ids = syntaxes.iter().any(|(_, syntax)| format::may_repeat_ids(*syntax));
    (target.fit)(&mut feed, &Origin { may_repeat_ids }, &mut tally);
    let output = write(&feed, &mut tally.lost).map_err(Failure::Output)?;
    let Tally { lost, added, repaired } = tally;
    Ok(Converted {
        output,
        entries: feed.entries.len(),
        sources: syntaxes,
        findings,
        losses: lost,
        derived: added,
        repaired,
    })
}

/// How many bytes the inputs have together.
fn size(inputs: &[Input]) -> usize {
    inputs.iter().map(|input| input.bytes.len()).fold(0, usize::saturating_add)
}

/// What reading all inputs gave.
#[derive(Default)]
struct Sources {
    /// The feeds, in the order of the inputs.
    feeds: Vec<Feed>,
    /// What each input was, by name.
    syntaxes: Vec<(String, Syntax)>,
    /// What was broken or mended.
    findings: Vec<Finding>,
    /// The base of all of them.
    base: Option<Url>,
}

/// Reads all inputs, or fails with all that is to be said of them.
fn read(inputs: &[Input], options: &Options, losses: &mut Losses) -> Result<Sources, Failure> {
    let (mut sources, mut is_unreadable, mut entries) = (Sources::default(), false, 0_usize);
    let most = most_entries(size(inputs));
    for input in inputs {
        let reading =
            format::read_at(input, options.from, options.base.as_ref(), options.now, options.encoding);
        reading.diagnostics.told_lost().for_each(|(kind, count)| losses.add(kind, count));
        let mut found = reading.diagnostics.findings;
        ordered::sort_by_key(&mut found, |finding| finding.position);
        sources.findings.extend(found);
        reading.diagnostics.lost.into_iter().for_each(|(kind, count)| losses.add(kind, count));
        let Some((syntax, mut feed)) = reading.feed else {
            is_unreadable = true;
            continue;
        };
        let blocked = withhold_blocked(&input.name, &mut feed, options.to);
        losses.add("entries that are not public", usize::from(blocked.is_some()));
        sources.findings.extend(blocked);
        if entries.saturating_add(feed.entries.len()) > most {
            sources.findings.push(too_many(&input.name, most));
            is_unreadable = true;
            continue;
        }
        entries = entries.saturating_add(feed.entries.len());
        match reading.base {
            base if inputs.len() == 1 => sources.base = base,
            Some(base) => format::give_base(&mut feed, &base),
            None => {}
        }
        sources.feeds.push(feed);
        sources.syntaxes.push((input.name.clone(), syntax));
    }
    if is_unreadable {
        return Err(Failure::Unreadable(sources.findings));
    }
    if let ([(_, first), _, ..], Some(feed)) = (sources.syntaxes.as_slice(), sources.feeds.first_mut()) {
        match first {
            // A feed of one article has its title; a feed of many has none of theirs.
            Syntax::Article => feed.head.title = None,
            Syntax::Feed(_) | Syntax::Opml => {}
        }
    }
    Ok(sources)
}

/// Leaves out the entries of a feed that must not be found, where the target cannot say so any more.
fn withhold_blocked(name: &str, feed: &mut Feed, to: Syntax) -> Option<Finding> {
    let says_it = match to {
        Syntax::Feed(Format::Rss | Format::Atom) => true,
        Syntax::Feed(Format::JsonFeed) | Syntax::Article | Syntax::Opml => false,
    };
    let word = format::is_blocked(feed).filter(|_| !says_it && !feed.entries.is_empty())?;
    let count = std::mem::take(&mut feed.entries).len();
    let message = format!(
        "the feed must not be found, by `{word}`, which the target cannot say: {count} entries are left out; \
         remove the element to convert them"
    );
    Some(Finding { rule: Rule::Withheld, path: name.to_owned(), position: None, message })
}

/// Says how many URLs were spelled in the characters of URLs.
fn spelled(name: &str, count: usize) -> Finding {
    let message = format!(
        "blanks and other characters that no URL holds stand in {count} URLs: they are percent-encoded"
    );
    Finding { rule: Rule::Repair, path: name.to_owned(), position: None, message }
}

fn too_many(name: &str, most: usize) -> Finding {
    let message = format!("with it there are more than {most} entries; convert fewer feeds");
    Finding { rule: Rule::Unreadable, path: name.to_owned(), position: None, message }
}
