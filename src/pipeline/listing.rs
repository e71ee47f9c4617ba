//! What a project comes to, without a state and without publishing it: the status of every file, and the entries.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::claims::Claims;
use super::former::Former;
use super::identity::Ids;
use super::selected::{Linking, read_entry};
use super::selecting;
use super::survey::{self, Survey};
use super::{Options, folder};
use crate::config::Config;
use crate::error::Error;
use crate::model::Entry;
use crate::source::{self, Divided, Folder, Source};
use crate::state::FeedState;

/// Reads what selects the articles of a project, and sorts them into groups; nothing is rendered or written.
///
/// # Errors
///
/// When the input cannot be searched.
pub fn survey(
    root: &Path,
    destination: &Path,
    config: &Config,
    options: &Options<'_>,
) -> Result<Survey, Error> {
    let folder = folder(root, destination, config);
    let source = Divided::new(&folder, config, Arc::default());
    let pins = source::pins(root)?;
    let ids = Ids::of(&pins, &FeedState::default(), config, options.keeps_settings)?;
    let (records, mut findings) = selecting::without_state(&source, config, options, &ids)?;
    let survey = {
        let claims = Claims::of_pins(&source, &records, config, options.now, &ids);
        let mut arrangement = survey::arrange(&claims, &records, config, &Former::pinned(&pins))?;
        findings.append(&mut arrangement.findings);
        survey::sketch(&records, &arrangement, None)
    };
    Ok(survey.complete(records, findings, config))
}

/// The whole entries of a survey's published articles, newest first, without categories. Files that have changed since
/// are left out.
pub fn entries<'s>(
    survey: &'s Survey,
    root: &'s Path,
    config: &'s Config,
    now: DateTime<Utc>,
) -> impl Iterator<Item = Entry> + 's {
    entries_by_number(survey, root, config, now).map(|(_, entry)| entry)
}

/// As [`entries`], each with the number of its record.
pub(super) fn entries_by_number<'s>(
    survey: &'s Survey,
    root: &'s Path,
    config: &'s Config,
    now: DateTime<Utc>,
) -> impl Iterator<Item = (u32, Entry)> + 's {
    let folder = Folder::new(root, config, Vec::new());
    survey.articles().into_iter().filter_map(move |number| {
        let source = Divided::new(&folder, config, survey.records.data_files());
        let path = survey.records.path(number);
        let bytes = source.read(path).ok()?;
        let id = survey.id(number).map(str::to_owned);
        let linking = Linking { source: &source, records: &survey.records, config, now };
        Some((number, Entry { id, ..read_entry(path, &bytes, &linking).ok()?.0 }))
    })
}
