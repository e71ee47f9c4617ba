//! What the last run knew is taken up, and what this run knows is kept for the next. Where either is not possible a
//! remark says so, and the run goes on: only time is lost.

use std::collections::BTreeMap;
use std::path::Path;

use super::Options;
use super::records::Records;
use crate::catalogue::Mark;
use crate::config::Config;
use crate::emit;
use crate::finding::{Finding, Rule};
use crate::model::Format;
use crate::publish::{self, Destination};
use crate::state::{self, Known, Loaded, Memory, Published};
use crate::text::digest;

/// What the last run knew; where that cannot be used, a remark says so.
pub fn last_run(root: &Path, config: &Config) -> (Known, Option<Finding>) {
    match state::load(&root.join(&config.output.state)) {
        Loaded::Known(known) => (known, None),
        Loaded::Absent => (Known::default(), None),
        Loaded::Unusable => {
            let message = "what the last run left cannot be used; it is made anew";
            (Known::default(), Some(finding(config, message.to_owned())))
        }
    }
}

/// What the next run is to know beside the records, of feeds and what each was made of.
pub fn memory(
    destination: &Destination,
    config: &Config,
    options: &Options<'_>,
    origins: Vec<(String, u64)>,
    patterns: &[(Format, String)],
) -> Memory {
    let published = origins.into_iter().filter_map(|(path, origin)| {
        let stamp = publish::stamp(destination, &path)?;
        Some(Published { path, origin, stamp })
    });
    let selecting = selecting(config, options);
    let mut memory = Memory { selecting, published: published.collect(), ..Memory::default() };
    memory.set_patterns(patterns);
    memory
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
    let record = |position: usize| -> (Mark, &[u8]) {
        match updated.get(&position) {
            Some((mark, facts)) => (*mark, facts),
            None => records.record(position),
        }
    };
    let folder = root.join(&config.output.state);
    let count = usize::try_from(records.count()).unwrap_or_default();
    let error = state::save(&folder, count, &record, present, (options.clock)()).err()?;
    Some(finding(config, format!("what this run knows cannot be kept for the next: {error}")))
}

fn finding(config: &Config, message: String) -> Finding {
    Finding { rule: Rule::State, path: config.output.state.clone(), place: None, message }
}

/// The fingerprint of all that the facts of records depend on, but for the records.
pub fn selecting(config: &Config, options: &Options<'_>) -> u64 {
    let Config { input, site, .. } = config;
    digest(format!("{} {input:?} {} {:?}", options.program, site.url, site.timezone).as_bytes())
}

/// Where feeds of this run or an earlier one can be.
pub fn all_patterns(config: &Config, memory: &Memory) -> Vec<(Format, String)> {
    let mut patterns = emit::path_patterns(config);
    patterns.extend(memory.patterns());
    patterns.sort();
    patterns.dedup();
    patterns
}
