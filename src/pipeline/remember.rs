//! What the last run knew is taken up, and what this run knows is kept for the next. Where either is not possible a
//! remark says so, and the run goes on: only time is lost.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::Options;
use super::records::Records;
use super::render::Made;
use crate::catalogue::Mark;
use crate::config::Config;
use crate::emit;
use crate::error::Error;
use crate::files::FileStat;
use crate::finding::{Finding, Rule};
use crate::model::ArtifactKind;
use crate::state::{self, Known, Loaded, Memory, Published};
use crate::text::digest;

/// What the last run knew; where that cannot be used, a remark says so.
///
/// # Errors
///
/// When it is there and cannot be read: what hides it, such as a broken disk or the wrong user, may hide the records too,
/// and only by what is remembered it can be told that they are gone.
pub fn last_run(root: &Path, config: &Config) -> Result<(Known, Option<Finding>), Error> {
    let folder = root.join(&config.output.state);
    match state::load(&folder) {
        Loaded::Known(known) => Ok((known, None)),
        Loaded::Absent => Ok((Known::default(), None)),
        Loaded::Unusable => {
            let message = "what the last run left cannot be used; it is made anew";
            Ok((Known::default(), Some(finding(config, message.to_owned()))))
        }
        Loaded::Unreadable(error) => {
            let message = format!(
                "what the last run left cannot be read: {error}; nothing is published. Mend that, or delete it"
            );
            Err(Error::refused(message).at(folder))
        }
    }
}

/// What the next run is to know beside the records, of feeds and what each was made of. `stats` are those of the files
/// that were written.
pub fn memory(
    config: &Config,
    options: &Options<'_>,
    files: Vec<Made>,
    mut stats: BTreeMap<String, FileStat>,
    patterns: &[(ArtifactKind, String)],
) -> Memory {
    // What others make of a file while the run lasts is not taken for what was published.
    let published = files.into_iter().filter_map(|Made { path, origin, stat }| {
        let stat = stats.remove(&path).or(stat)?;
        Some(Published { path, origin, stat })
    });
    let selecting = selecting(config, options);
    let mut memory = Memory { selecting, published: published.collect(), ..Memory::default() };
    memory.set_patterns(patterns);
    memory
}

/// Keeps where this run will put feeds before it does so, if earlier runs have put none there: what a run leaves that is
/// ended on its way would be known to nobody, and would stay whatever is withdrawn.
///
/// # Errors
///
/// When that cannot be kept though earlier runs could keep theirs.
pub fn keep_places(
    root: &Path,
    config: &Config,
    options: &Options<'_>,
    records: &Records,
    memory: &Memory,
    patterns: &[(ArtifactKind, String)],
) -> Result<(), Error> {
    let known = memory.patterns();
    if patterns.iter().all(|pattern| known.contains(pattern)) {
        return Ok(());
    }
    let mut present = Memory {
        selecting: selecting(config, options),
        published: memory.published.clone(),
        ..Memory::default()
    };
    present.set_patterns(patterns);
    let folder = root.join(&config.output.state);
    match save(&folder, options, records, &BTreeMap::new(), &present) {
        Err(error) if !known.is_empty() => {
            let message =
                format!("where feeds will be cannot be kept for the next run: {error}; nothing is published");
            Err(Error::output(message).at(folder))
        }
        // Where nothing was ever kept, the end of the run says so.
        _ => Ok(()),
    }
}

/// Keeps what this run knows for the next, unless it is what the last run knew. `told` is what reading articles whole has
/// told.
pub fn keep(
    root: &Path,
    config: &Config,
    options: &Options<'_>,
    records: &Records,
    told: &BTreeMap<u32, Vec<Finding>>,
    [before, present]: [&Memory; 2],
) -> Option<Finding> {
    let updated = records.told(told);
    if records.are_as_known() && updated.is_empty() && before == present {
        return None;
    }
    let error = save(&root.join(&config.output.state), options, records, &updated, present).err()?;
    Some(finding(config, format!("what this run knows cannot be kept for the next: {error}")))
}

/// Saves what is known of the records, but of some that which is newer, and what is remembered beside them.
fn save(
    folder: &Path,
    options: &Options<'_>,
    records: &Records,
    updated: &BTreeMap<usize, (Mark, Vec<u8>)>,
    memory: &Memory,
) -> io::Result<()> {
    let record = |position: usize| -> (Mark, &[u8]) {
        match updated.get(&position) {
            Some((mark, facts)) => (*mark, facts),
            None => records.record(position),
        }
    };
    let count = usize::try_from(records.count()).unwrap_or_default();
    state::save(folder, count, &record, memory, (options.clock)())
}

fn finding(config: &Config, message: String) -> Finding {
    Finding { rule: Rule::State, path: config.output.state.clone(), position: None, message }
}

/// The fingerprint of all that the facts of records depend on, but for the records.
pub fn selecting(config: &Config, options: &Options<'_>) -> u64 {
    let Config { input, site, .. } = config;
    digest(format!("{} {input:?} {} {:?}", options.program, site.url, site.timezone).as_bytes())
}

/// Where feeds of this run or an earlier one can be.
pub fn all_patterns(config: &Config, memory: &Memory) -> Vec<(ArtifactKind, String)> {
    let mut patterns = emit::path_patterns(config);
    patterns.extend(memory.patterns());
    patterns.sort();
    patterns.dedup();
    patterns
}
