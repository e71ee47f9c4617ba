//! What another parser, `feed-rs`, reads from the feeds that were written: the same plain entry for all three formats,
//! to compare them with each other and with the records.

use chrono::{DateTime, Utc};
use feed_rs::model::{Entry, Feed};

use crate::project::Tree;

/// An entry as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub id: String,
    pub title: String,
    pub link: Option<String>,
    pub published: DateTime<Utc>,
    pub updated: Option<DateTime<Utc>>,
    pub categories: Vec<String>,
    pub authors: Vec<String>,
}

/// The feed at a path of a published tree.
pub fn feed(tree: &Tree, path: &str) -> Feed {
    let bytes = tree.get(path).unwrap_or_else(|| panic!("there is no {path}"));
    feed_rs::parser::parse(bytes.as_slice()).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The entries of the feed at a path, in their order.
pub fn entries(tree: &Tree, path: &str) -> Vec<Seen> {
    feed(tree, path).entries.into_iter().map(|entry| seen(path, entry)).collect()
}

fn seen(path: &str, entry: Entry) -> Seen {
    // In Atom the links of an article are told apart by their relation; the other formats have one link.
    let is_atom = path.ends_with("atom.xml");
    let is_own =
        |rel: Option<&str>| if is_atom { rel == Some("alternate") } else { rel != Some("enclosure") };
    Seen {
        id: entry.id,
        title: entry.title.map(|title| title.content).unwrap_or_default(),
        link: entry.links.into_iter().find(|link| is_own(link.rel.as_deref())).map(|link| link.href),
        published: entry.published.expect("every entry has a date"),
        updated: entry.updated,
        categories: entry.categories.into_iter().map(|category| category.term).collect(),
        authors: entry.authors.into_iter().map(|author| author.name.unwrap_or_default()).collect(),
    }
}
