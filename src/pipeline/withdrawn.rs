//! What a published document shows and no article has any more -> what Atom says of it. The published document is all that is
//! asked, so that no id is told which was not public there, and none that is published again, wherever that is.
//!
//! Where it is in doubt whether an article is withdrawn, nothing is said: a record that is faulty may be mended, and what stands in a
//! file that others have changed, or that is taken over from another project, need not be of this one.

use std::collections::BTreeSet;

use super::render::Rendering;
use super::selected::Selected;
use crate::catalogue;
use crate::emit::{self, Withdrawn};
use crate::error::Error;
use crate::format::{self, Input};
use crate::model::{ArtifactKind, Format, Status, Syntax};
use crate::ordered;
use crate::publish;

/// How many articles one document says of at most that they were withdrawn.
const MOST: usize = 500;

/// The ids that decide what was withdrawn.
pub(super) struct KnownIds<'a> {
    /// Those of published articles.
    published: BTreeSet<&'a str>,
    /// Those of articles that may only be faulty now.
    doubtful: BTreeSet<&'a str>,
    /// Whether others may be, because nobody knows which.
    is_in_doubt: bool,
}

impl<'a> KnownIds<'a> {
    /// The ids that this run knows.
    pub(super) fn of(articles: &Selected<'a>) -> KnownIds<'a> {
        let records = articles.records;
        let id = |number: u32| Some(records.facts(number)?.selection?.id);
        let published = articles.arrangement.articles.kept().filter_map(|(_, article)| id(article.number));
        let is_doubtful = |number: &u32| {
            matches!(records.status(*number), Status::Faulty | Status::Undated | Status::NoFrontMatter)
        };
        let doubtful: Vec<u32> = (0..records.count()).filter(is_doubtful).collect();
        let before = |number: &u32| catalogue::unpack(records.packed_before(*number)?)?.id();
        KnownIds {
            published: published.collect(),
            is_in_doubt: records.count_before() == 0 && !doubtful.is_empty(),
            doubtful: doubtful.iter().filter_map(before).collect(),
        }
    }

    fn is_withdrawn(&self, id: &str) -> bool {
        !self.is_in_doubt && !self.published.contains(id) && !self.doubtful.contains(id)
    }
}

/// What a document that was published still has to say, of what it says was withdrawn.
pub(super) fn lasting(known: &[Withdrawn], rendering: &Rendering<'_>) -> Vec<Withdrawn> {
    let Selected { config, now, .. } = rendering.articles;
    let Some(span) = config.feeds.withdrawn else { return Vec::new() };
    if known.is_empty() {
        return Vec::new();
    }
    let span = i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
    let published = &rendering.articles.ids().published;
    let is_lasting = |withdrawn: &&Withdrawn| {
        withdrawn.when.saturating_add(span) > now.timestamp() && !published.contains(withdrawn.id.as_str())
    };
    known.iter().filter(is_lasting).cloned().collect()
}

/// What the document at these paths is to say was withdrawn: what it says already, and what it shows that is published no more.
///
/// # Errors
///
/// When the document that is there cannot be read.
pub(super) fn of_document(
    paths: &[(ArtifactKind, String)],
    rendering: &Rendering<'_>,
) -> Result<Vec<Withdrawn>, Error> {
    let Selected { config, now, .. } = rendering.articles;
    let path = paths.iter().find(|(kind, _)| kind.format() == Some(Format::Atom)).map(|(_, path)| path);
    let Some(path) = path.filter(|_| config.feeds.withdrawn.is_some()) else { return Ok(Vec::new()) };
    let stored = rendering.owner.withdrawn(path);
    let is_own = rendering.owner.has_published(path) || !rendering.owner.takes_all;
    let bytes = publish::read(rendering.destination, path)?;
    let Some(feed) = read(path, bytes).filter(|_| is_own) else { return Ok(lasting(stored, rendering)) };
    let ids = rendering.articles.ids();
    let shown = feed.entries.iter().filter_map(|entry| entry.id.as_deref());
    let new = shown.filter(|id| ids.is_withdrawn(id)).filter_map(|id| Withdrawn::new(id, now));
    let mut withdrawn = lasting(&emit::withdrawn(&feed), rendering);
    withdrawn.extend(new);
    // The newest first; of two that name one article the older one says when it was withdrawn.
    ordered::sort_by(&mut withdrawn, |a, b| (&a.id, a.when).cmp(&(&b.id, b.when)));
    withdrawn.dedup_by(|a, b| a.id == b.id);
    ordered::sort_by(&mut withdrawn, |a, b| (b.when, &a.id).cmp(&(a.when, &b.id)));
    withdrawn.truncate(MOST);
    Ok(withdrawn)
}

/// The Atom document, where feedmill wrote it as it is.
fn read(path: &str, bytes: Vec<u8>) -> Option<crate::model::Feed> {
    emit::without_entries(ArtifactKind::Feed(Format::Atom), &bytes)?;
    let input = Input { name: path.to_owned(), bytes };
    Some(format::read(&input, Some(Syntax::Feed(Format::Atom)), None).feed?.1)
}
