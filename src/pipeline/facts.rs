//! The bytes of one file become facts: what selects its article, or why there is none; and the id that it was published under.

use std::borrow::Cow;
use std::time::Duration;

use super::Reason;
use super::records::Selecting;
use crate::catalogue::{self, Basis, Facts, FactsBuffer, IndexEntry, PackedSelection, Rare};
use crate::config::Config;
use crate::error::Error;
use crate::files::FileStat;
use crate::finding::{Finding, Rule};
use crate::model::{Record, Status};
use crate::normalise::{self, Decision, Identity};
use crate::record::{self, Reading};
use crate::source::{ListedFile, Unread};
use crate::text::digest;

/// For how long files were read and parsed, over all threads.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Effort {
    pub reading: Duration,
    pub parsing: Duration,
}

impl Effort {
    pub(super) fn add(self, other: Effort) -> Effort {
        Effort {
            reading: self.reading.saturating_add(other.reading),
            parsing: self.parsing.saturating_add(other.parsing),
        }
    }
}

/// Reads a file, into `bytes`, and appends what selects its article; `before` is what the previous state has of it.
///
/// # Errors
///
/// When the machine has run out of something, so that nothing can be published.
pub(super) fn add_facts(
    buffer: &mut FactsBuffer,
    file: ListedFile<'_>,
    before: Option<(IndexEntry, &[u8])>,
    selecting: &Selecting<'_>,
    bytes: &mut Vec<u8>,
) -> Result<Effort, Error> {
    if let Some(reason) = selecting.unstable.get(file.path) {
        let message = "changes while it is read; the next run tries again".to_owned();
        let changes =
            Finding { rule: Rule::Unreadable, path: file.path.to_string(), position: None, message };
        match reason.clone().unwrap_or(Reason::Record(changes)) {
            Reason::Record(finding) => buffer.push(unknown(file), &Facts::of_findings(&[finding])),
            Reason::File(finding) => push_unread(buffer, file, finding, before, selecting)?,
        }
        return Ok(Effort::default());
    }
    let clock = selecting.options.clock;
    let begun = clock();
    let read = selecting.source.read_into(file.path, bytes);
    let parsing = clock();
    match read {
        Ok(read) => {
            let stat = if file.stat == FileStat::default() { read } else { file.stat };
            let entry = IndexEntry { stat, content: digest(bytes), ..unknown(file) };
            add_facts_in(buffer, entry, file.path, bytes, before, selecting);
        }
        Err(Unread::Record(finding)) => buffer.push(unknown(file), &Facts::of_findings(&[finding])),
        Err(Unread::File(finding)) => push_unread(buffer, file, finding, before, selecting)?,
        Err(Unread::Machine(error)) => return Err(error),
    }
    Ok(Effort { reading: parsing.saturating_sub(begun), parsing: clock().saturating_sub(parsing) })
}

/// Appends the facts of a record that the system cannot read. An article that was published keeps its place as long as the
/// configuration allows, unless its day is over; where nothing is known of what was published, nothing can be.
fn push_unread(
    buffer: &mut FactsBuffer,
    file: ListedFile<'_>,
    finding: Finding,
    before: Option<(IndexEntry, &[u8])>,
    selecting: &Selecting<'_>,
) -> Result<(), Error> {
    if !selecting.has_previous {
        let message = format!("{}; nothing is published, old files are intact", finding.message);
        return Err(Error::output(message).at(finding.path));
    }
    let now = selecting.options.now.timestamp();
    let may_stay =
        |entry: &IndexEntry| entry.status == Status::Published && entry.from <= now && now < entry.until;
    let known = before.filter(|(entry, _)| may_stay(entry));
    let known = known.and_then(|(entry, packed)| Some((entry, catalogue::unpack(packed)?)));
    let Some((entry, facts)) = known.filter(|(_, facts)| facts.selection.is_some()) else {
        buffer.push(unknown(file), &Facts::of_findings(&[finding]));
        return Ok(());
    };
    let since = facts.unreadable_since().unwrap_or(now);
    let most = i64::try_from(selecting.config.input.keep_unreadable.as_secs()).unwrap_or(i64::MAX);
    if now >= since.saturating_add(most) {
        // Once its time is over it does not begin again: the state knows the article no longer.
        buffer.push(unknown(file), &Facts::of_findings(&[finding]));
        return Ok(());
    }
    let message =
        format!("{}; its article keeps its place in the feeds (`input.keep_unreadable`)", finding.message);
    let rare = facts.rare.map_or(Rare::default(), |rare| *rare);
    let facts = Facts {
        rare: Rare { unreadable_since: Some(since), ..rare }.if_any(),
        findings: catalogue::pack_findings(&[Finding { message, ..finding }]),
        findings_when_shown: None,
        ..facts
    };
    buffer.push(IndexEntry { stat: FileStat::default(), ..entry }, &facts);
    Ok(())
}

fn add_facts_in(
    buffer: &mut FactsBuffer,
    entry: IndexEntry,
    path: &str,
    bytes: &[u8],
    before: Option<(IndexEntry, &[u8])>,
    selecting: &Selecting<'_>,
) {
    let config = selecting.config;
    let (record, mut findings) = match record::select(path, bytes, &config.input.fields) {
        Reading::Record(record, findings) => (record, findings),
        Reading::NoFrontMatter => {
            let entry = IndexEntry { status: Status::NoFrontMatter, ..entry };
            return push_held_back(buffer, (entry, path, bytes), before, Facts::default(), selecting);
        }
        Reading::Faulty(finding) => {
            let facts = Facts::of_findings(&[finding]);
            return push_held_back(buffer, (entry, path, bytes), before, facts, selecting);
        }
    };
    let decision = normalise::select(&record, config, selecting.options.now);
    let Decision { status, validity, held_by, ends, article, findings: of_meaning } = decision;
    let ends = ends.map(|ends| ends.timestamp());
    let entry = IndexEntry { status, from: validity.start, until: validity.end, ..entry };
    if status == Status::Withdrawn {
        return push_held_back(
            buffer,
            (entry, path, bytes),
            before,
            Facts { rare: Rare { held_by, ..Rare::default() }.if_any(), ..Facts::default() },
            selecting,
        );
    }
    findings.extend(of_meaning);
    let Some(selection) = article else {
        let findings = catalogue::pack_findings(&findings);
        let rare = Rare { held_by, ends, ..Rare::default() }.if_any();
        let facts = Facts { rare, findings, ..Facts::default() };
        return push_held_back(buffer, (entry, path, bytes), before, facts, selecting);
    };
    let former =
        selecting.ids.id_before(path, bytes, (config, selection.site_language), selecting.options.now);
    let (id, is_pinned) = selecting.ids.id(path, &selection.identity, former.as_deref());
    let published = selecting.ids.published(path, before.map(|(_, packed)| packed));
    let published = published.or(former.as_deref()).filter(|before| *before != id);
    // Findings of a whole article still hold where it has the same content and means the same.
    let is_same = |before: &IndexEntry| {
        (before.content, before.from, before.until) == (entry.content, entry.from, entry.until)
    };
    let shown = before.filter(|(before, _)| selecting.trusts_previous && is_same(before));
    let facts = Facts {
        selection: Some(PackedSelection::of(id, &selection)),
        rare: Rare { held_by, ends, published, ..beside((path, bytes), &record, config) }.if_any(),
        findings: catalogue::pack_findings(&findings),
        findings_when_shown: shown.and_then(|(_, packed)| catalogue::unpack(packed)?.findings_when_shown),
    };
    let Identity { is_own, is_derived, .. } = selection.identity;
    let gives_pin = is_pinned && selection.identity.id == id;
    buffer.push(IndexEntry { basis: Basis { is_own, is_derived, is_pinned, gives_pin }, ..entry }, &facts);
}

/// What decides beside the record how its article looks: the records that it links to, and its audio and video.
fn beside((path, bytes): (&str, &[u8]), record: &Record, config: &Config) -> Rare<'static> {
    let files = normalise::local_files(record, config).into_iter().flatten().map(Cow::Owned).collect();
    Rare { targets: targets(path, bytes, config), files, ..Rare::default() }
}

/// The files that the text of a record links to.
fn targets(path: &str, bytes: &[u8], config: &Config) -> Vec<Cow<'static, str>> {
    let text = config.input.convention.and_then(|_| std::str::from_utf8(bytes).ok());
    let targets = text.map(|text| normalise::targets(path, text, config)).unwrap_or_default();
    targets.into_iter().map(Cow::Owned).collect()
}

/// Appends the facts of a record whose article is not to be published now. Of one that is held back no text is kept; only a pinned id
/// is, which the file of pins may lose, and where settings have changed the id of before, until that is settled.
fn push_held_back(
    buffer: &mut FactsBuffer,
    (entry, path, bytes): (IndexEntry, &str, &[u8]),
    before: Option<(IndexEntry, &[u8])>,
    facts: Facts<'_>,
    selecting: &Selecting<'_>,
) {
    let ids = selecting.ids;
    let published = ids.id_held_back(path, bytes, selecting.config);
    let published = published.or_else(|| ids.pinned_before(path, before).map(str::to_owned));
    let rare = facts.rare.map_or(Rare::default(), |rare| *rare);
    let rare = Rare { published: published.as_deref(), ..rare }.if_any();
    buffer.push(entry, &Facts { rare, ..facts });
}

/// The index entry of a file that cannot be read. It may be readable next time without a trace in what the file system
/// says.
pub(super) fn unknown(file: ListedFile<'_>) -> IndexEntry {
    let path = digest(file.path.as_bytes());
    IndexEntry { path, from: i64::MIN, until: i64::MAX, status: Status::Faulty, ..IndexEntry::default() }
}
