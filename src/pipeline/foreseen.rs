//! Changes to files become what subscribers will see of them, before anything is published. The formats of a feed say the
//! same, so that one of them speaks for all: the first that is there already.

use std::collections::BTreeMap;

use super::Options;
use crate::difference::{Fate, FeedDifference, compare};
use crate::error::Error;
use crate::format::{self, Input};
use crate::model::Feed;
use crate::publish::{self, Action, Change, Destination};

/// What subscribers of feeds will see, by the folder of the feed.
#[derive(Debug, Default)]
pub(super) struct Foreseen(BTreeMap<String, FeedDifference>);

impl Foreseen {
    /// Adds what a change means, in a dry run.
    ///
    /// # Errors
    ///
    /// When the file that is there cannot be read.
    pub(super) fn add(
        &mut self,
        destination: &Destination,
        change: &Change,
        options: &Options<'_>,
    ) -> Result<(), Error> {
        let folder = change.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_known = self.0.get(folder).is_some_and(|known| !matches!(known.fate, Fate::New(_)));
        // Of what is no feed there are no subscribers.
        let is_feed = change.kind.feed().is_some();
        if !options.dry_run
            || !is_feed
            || is_known
            || (change.action == Action::Create && self.0.contains_key(folder))
        {
            return Ok(());
        }
        let fate = fate(destination, change)?;
        self.0.insert(folder.to_owned(), FeedDifference { path: change.path.clone(), fate });
        Ok(())
    }

    /// All of it.
    pub(super) fn differences(self) -> impl Iterator<Item = FeedDifference> {
        self.0.into_values()
    }
}

fn fate(destination: &Destination, change: &Change) -> Result<Fate, Error> {
    let feed = |bytes: Vec<u8>| -> Option<Feed> {
        let input = Input { name: change.path.clone(), bytes };
        format::read(&input, None, None).feed.map(|(_, feed)| feed)
    };
    if change.action == Action::Create {
        return Ok(feed(change.bytes.clone()).map_or(Fate::Unknown, |new| Fate::New(new.entries.len())));
    }
    let Some(old) = feed(publish::read(destination, &change.path)?) else { return Ok(Fate::Unknown) };
    Ok(match change.action {
        Action::Remove => Fate::Gone(old.entries.len()),
        Action::Create | Action::Update | Action::Empty => {
            feed(change.bytes.clone()).map_or(Fate::Unknown, |new| Fate::Compared(compare(&old, &new)))
        }
    })
}
