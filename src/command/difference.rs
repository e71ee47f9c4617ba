//! What subscribers will see, as lines for people: of each feed its counts, of each entry a word, title and id.

use std::collections::BTreeMap;

use feedmill::internal::difference::{Change, Difference, Fate, FeedDifference, Gravity, Kind};
use feedmill::internal::text::{escape_controls, line_of_path};

/// How many entries of a kind are listed for a feed.
const MOST_OF_A_KIND: usize = 10;

/// The longest title that is printed, in characters.
const LONGEST_TITLE: usize = 100;

/// 0 where nobody notices anything, 1 where somebody does, 3 where something old comes back as new.
pub fn ending(feeds: &[FeedDifference]) -> u8 {
    match feeds.iter().map(FeedDifference::gravity).max() {
        None | Some(Gravity::Nothing) => 0,
        Some(Gravity::Changed) => 1,
        Some(Gravity::Resurfaced) => 3,
    }
}

/// The lines of every feed. Only with `is_verbose` do feeds of which there is nothing to say have one, and are more than
/// ten entries of a kind listed.
pub fn lines(feeds: &[FeedDifference], is_verbose: bool) -> String {
    let most = if is_verbose { usize::MAX } else { MOST_OF_A_KIND };
    let is_alone = feeds.len() == 1;
    let says_something = |feed: &&FeedDifference| match &feed.fate {
        Fate::Compared(difference) => is_verbose || is_alone || !difference.changes.is_empty(),
        Fate::New(_) | Fate::Gone(_) | Fate::Unknown => true,
    };
    feeds.iter().filter(says_something).map(|feed| of_feed(feed, most)).collect()
}

/// The last line: all feeds together.
pub fn total(feeds: &[FeedDifference]) -> String {
    let (mut counts, mut kinds): (BTreeMap<&str, usize>, _) = (BTreeMap::new(), BTreeMap::new());
    for feed in feeds {
        let word = match &feed.fate {
            Fate::Compared(difference) => {
                add(&mut kinds, &difference.counts);
                continue;
            }
            Fate::New(_) => "new",
            Fate::Gone(_) => "gone",
            Fate::Unknown => "unknown",
        };
        let count = counts.entry(word).or_default();
        *count = count.saturating_add(1);
    }
    let mut parts = vec![counted(feeds.len(), "feed", "feeds")];
    parts.extend(counts.iter().map(|(word, count)| format!("{count} {word}")));
    format!("feedmill: {}; entries: {}", parts.join(", "), counts_shown(&kinds))
}

fn add(sum: &mut BTreeMap<Kind, usize>, counts: &BTreeMap<Kind, usize>) {
    for (kind, count) in counts {
        let own = sum.entry(*kind).or_default();
        *own = own.saturating_add(*count);
    }
}

fn of_feed(feed: &FeedDifference, most: usize) -> String {
    let path = line_of_path(&feed.path);
    match &feed.fate {
        Fate::New(count) => format!("{path}: new feed, {}\n", counted(*count, "entry", "entries")),
        Fate::Gone(count) => format!("{path}: the feed is gone, {}\n", counted(*count, "entry", "entries")),
        Fate::Unknown => format!("{path}: what is there cannot be read as a feed\n"),
        Fate::Compared(difference) => {
            format!("{path}: {}\n{}", counts_shown(&difference.counts), entries(difference, most))
        }
    }
}

fn counts_shown(counts: &BTreeMap<Kind, usize>) -> String {
    let parts: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {}", kind.word())).collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

fn entries(difference: &Difference, most: usize) -> String {
    let mut lines = String::new();
    for changes in difference.changes.chunk_by(|a, b| a.kind == b.kind) {
        changes.iter().take(most).for_each(|change| lines.push_str(&of_entry(change)));
        let more = changes.len().saturating_sub(most);
        if let Some(change) = changes.first().filter(|_| more > 0) {
            lines.push_str(&format!("\t{}\t{more} more; list them with --verbose\n", change.kind.word()));
        }
    }
    lines
}

fn of_entry(change: &Change) -> String {
    let title: String = change.title.chars().take(LONGEST_TITLE).collect();
    let name = change.id.as_ref().or(change.link.as_ref()).map_or("", String::as_str);
    let before =
        change.old_id.as_ref().map_or(String::new(), |old| format!("\twas {}", escape_controls(old)));
    format!("\t{}\t{}\t{}{before}\n", change.kind.word(), escape_controls(&title), escape_controls(name))
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
