//! Gives a feed what articles require, leaves each entry what `build` reads of an article, and counts what is lost.

mod losses;

use std::sync::Arc;

use crate::format::ids::{distinct_ids, entry_ids};
use crate::format::losses::{Losses, Tally};
use crate::format::modules::absorb::absorb_modules;
use crate::format::row::Origin;
use crate::model::{Entry, Feed};
use crate::record::MOST;
use crate::text::{LONGEST_NAME, shortened_name};

#[cfg(test)]
pub(super) use losses::losses;

/// Absorbs what articles have no elements for, and shortens the names that `build` reads no more of: before they are
/// cleaned, as `build` does it, so that a cut can make nothing harmful.
pub(super) fn absorb(feed: &mut Feed, losses: &mut Losses) {
    absorb_modules(feed);
    feed.entries.iter_mut().for_each(|entry| names(Arc::make_mut(entry), losses));
}

/// Fits the feed to articles.
pub(super) fn fit(feed: &mut Feed, _: &Origin, Tally { lost, added, .. }: &mut Tally) {
    entry_ids(feed, added);
    distinct_ids(feed, added);
    feed.entries.iter_mut().for_each(|entry| article(Arc::make_mut(entry), lost));
    losses::losses(feed, lost);
}

fn names(entry: &mut Entry, losses: &mut Losses) {
    let categories = entry.categories.iter_mut();
    let words = categories.flat_map(|category| [Some(&mut category.term), category.label.as_mut()]);
    for name in words.flatten() {
        if let Some(short) = shortened_name(name) {
            *name = short.to_owned();
            losses.add("entries: ends of long names", 1);
        }
    }
    // Half a language tag would be another language.
    let language = entry.language.take_if(|language| language.len() > LONGEST_NAME);
    losses.add("entries: long languages", usize::from(language.is_some()));
}

/// Of people, links and files of an article `build` reads the first, and its own URL before all others.
fn article(entry: &mut Entry, losses: &mut Losses) {
    limit(&mut entry.authors, "authors", losses);
    limit(&mut entry.contributors, "contributors", losses);
    limit(&mut entry.categories, "categories", losses);
    limit(&mut entry.enclosures, "enclosures", losses);
    let own = entry.links.iter().position(|link| link.relation == "alternate");
    if let Some(own) = own.filter(|&own| own >= MOST) {
        let own = entry.links.remove(own);
        entry.links.insert(0, own);
    }
    limit(&mut entry.links, "links", losses);
}

fn limit<T>(items: &mut Vec<T>, what: &str, losses: &mut Losses) {
    losses.add(format!("entries: {what} beyond the first {MOST}"), items.len().saturating_sub(MOST));
    items.truncate(MOST);
}
