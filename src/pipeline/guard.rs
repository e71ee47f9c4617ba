//! When a build refuses to publish: there is nothing to read, most records of the last run are gone, or the pattern of addresses
//! gives most articles the same one. The message says what was looked at and what to do.

use std::collections::{BTreeMap, BTreeSet};

use super::identity::{Ids, Losses};
use super::survey::Arrangement;
use super::{Build, Records};
use crate::config::Config;
use crate::emit;
use crate::error::Error;
use crate::finding::Rule;
use crate::ordered::CollectOrdered;
use crate::pins::Pins;
use crate::publish;
use crate::source;

/// How many articles with one address are no accident any more.
const MANY: usize = 3;

impl Build<'_> {
    /// Refuses to publish for one of the reasons below, or for the one that settling the ids found.
    pub(super) fn guard_all(
        &self,
        config: &Config,
        pins: &Pins,
        (records, losses): (&Records, Losses),
        ids: &Ids<'_>,
        arrangement: &Arrangement<'_>,
    ) -> Result<(), Error> {
        let Losses { refusal, renamed, languages } = losses;
        // Who keeps the ids of all articles loses none of them.
        let replaced = if refusal.is_some() { 0 } else { replaced(records, ids) };
        self.guard(records, renamed, replaced)?;
        self.guard_ids(arrangement)?;
        self.guard_languages(config, pins, (records, &languages), arrangement)?;
        refusal.map_or(Ok(()), |refusal| Err(refusal.at(self.root)))
    }

    /// Refuses to publish when there is nothing to read, or most records of the previous run are gone: a folder that is
    /// not mounted, a broken disk or a wrong clock must not empty every feed. Files that are there under another path are not gone;
    /// articles whose ids other files have now are.
    fn guard(&self, records: &Records, renamed: usize, replaced: usize) -> Result<(), Error> {
        let is_empty = records.hold_no_record();
        let gone = records.gone.saturating_sub(renamed).saturating_add(replaced);
        if self.options.allow_shrink || (!is_empty && gone == 0 && !self.would_empty(records)?) {
            return Ok(());
        }
        let before = records.usable_before();
        if !is_empty && gone > 0 && gone.saturating_mul(2) <= before {
            return Ok(());
        }
        let what = if is_empty {
            self.nothing_found(records)
        } else if gone == 0 {
            "all records are unreadable, without a date or not yet due, and the existing feeds have entries"
                .to_owned()
        } else if replaced > 0 {
            format!(
                "{gone} of the {before} records of the last run are gone, unreadable, without a date, not yet due, or replaced by other files"
            )
        } else {
            format!(
                "{gone} of the {before} records of the last run are gone, unreadable, without a date or not yet due"
            )
        };
        let message = format!("{what}; nothing is published. If that is right, use --allow-shrink");
        Err(Error::refused(message).at(self.root))
    }

    /// Refuses to publish when most articles have one id from the pattern of their addresses: the pattern is wrong.
    fn guard_ids(&self, arrangement: &Arrangement<'_>) -> Result<(), Error> {
        let (shared, all) = (arrangement.articles.largest_collision(), arrangement.articles.records());
        if shared < MANY || shared.saturating_mul(2) <= all {
            return Ok(());
        }
        let message = format!(
            "{shared} of {all} articles get the same address from the pattern of addresses; nothing is published. \
             Choose a pattern that distinguishes them as `input.permalink`"
        );
        Err(Error::refused(message).at(self.root))
    }

    /// What was looked at where there is no record, and what was left out because feeds go there.
    fn nothing_found(&self, records: &Records) -> String {
        let mut endings: BTreeMap<String, usize> = BTreeMap::new();
        for number in 0..records.count() {
            let (path, _) = records.place(number);
            let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
            let count = endings.entry(ending.to_ascii_lowercase()).or_default();
            *count = count.saturating_add(1);
        }
        let endings: Vec<String> =
            endings.into_iter().map(|(ending, count)| format!("{count} .{ending}")).collect();
        let mut message = match records.count() {
            0 if self.config.input.sql.is_some() => "the database has no article".to_owned(),
            0 if self.config.findings.iter().any(|finding| finding.rule == Rule::UnreadSetting) => {
                "no record is left: findings of the rule `unread-setting` say what was left out, and what to set instead".to_owned()
            }
            0 => "no record was found: there is no .md, .markdown, .mdx or .html file".to_owned(),
            count => format!(
                "no record was found: {} looked at ({}), and none begins with front matter between lines `---`",
                if count == 1 { "1 file was".to_owned() } else { format!("{count} files were") },
                endings.join(", ")
            ),
        };
        let left_out = source::records_in(self.folder);
        if left_out > 0 && self.config.input.sql.is_none() {
            let folder = self.folder.file_name().unwrap_or_default().to_string_lossy();
            let such = if left_out == 1 { "file with front matter" } else { "files with front matter" };
            message.push_str(&format!(
                "; `{folder}/` is left out because the feeds go there, and holds {left_out} {such}: \
                 name another folder as `output.directory`"
            ));
        }
        message
    }

    /// Whether no record is usable though the feeds of all articles have entries. Without a previous state only they show
    /// that the records are gone.
    fn would_empty(&self, records: &Records) -> Result<bool, Error> {
        if records.hold_usable() || records.usable_before() > 0 {
            return Ok(false);
        }
        let mut feeds = emit::paths_of_all(self.config).into_iter();
        feeds.try_fold(false, |has, (kind, path)| {
            let bytes = publish::read(&self.destination, &path)?;
            let without_entries = emit::without_entries(kind, &bytes);
            Ok(has || without_entries.is_some_and(|without_entries| without_entries != bytes))
        })
    }
}

/// How many articles of files that are there have lost their ids to files that had others, or none.
fn replaced(records: &Records, ids: &Ids<'_>) -> usize {
    let before = |number: u32| ids.published(records.path(number), records.packed_before(number));
    // A first build has no article that could lose its id.
    if !records.fresh().any(|number| before(number).is_some()) {
        return 0;
    }
    let now = |number: u32| records.facts(number)?.selection.map(|selection| selection.id.to_owned());
    let has_changed = |number: &u32| before(*number) != now(*number).as_deref();
    let changed: Vec<u32> = records.fresh().filter(has_changed).collect();
    let taken: BTreeSet<String> = changed.iter().filter_map(|number| now(*number)).collect_set();
    changed.iter().filter(|number| before(**number).is_some_and(|id| taken.contains(id))).count()
}
