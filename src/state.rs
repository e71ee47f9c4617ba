//! What one run remembers for the next: fingerprints of the paths of the records it knew, so that a run can tell when
//! most of them are gone, and where the configuration has put feeds, so that none is forgotten when that changes. No
//! path and no word of a record is kept.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::model::Format;
use crate::staging::stage;
use crate::text::fingerprint;

const FIRST_LINE: &str = "feedmill state 1";
const FILE: &str = "state";

/// What the last run knew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    records: BTreeSet<u64>,
    /// Patterns of paths below the destination, each with its format's name before it.
    patterns: BTreeSet<String>,
}

/// How loading the state ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loaded {
    /// There was none: this is the first run.
    Absent,
    /// Here it is.
    Known(State),
    /// It is damaged or of another version.
    Unusable,
}

impl State {
    /// The state of a run that knows the records at these paths, and feeds at paths of these patterns.
    pub fn of<'p>(paths: impl Iterator<Item = &'p str>, patterns: &[(Format, String)]) -> State {
        let named = |(format, pattern): &(Format, String)| format!("{} {pattern}", format.name());
        State { records: paths.map(fingerprint).collect(), patterns: patterns.iter().map(named).collect() }
    }

    /// The patterns of the paths of feeds.
    pub fn patterns(&self) -> Vec<(Format, String)> {
        let pattern = |named: &String| {
            let (name, pattern) = named.split_once(' ')?;
            let format = Format::ALL.into_iter().find(|format| format.name() == name)?;
            Some((format, pattern.to_owned()))
        };
        self.patterns.iter().filter_map(pattern).collect()
    }

    /// How many records it knows.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether it knows no record.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// How many of its records `now` does not know.
    pub fn gone(&self, now: &State) -> usize {
        self.records.difference(&now.records).count()
    }

    fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        for record in &self.records {
            text.push_str(&format!("{record:016x}\n"));
        }
        for pattern in &self.patterns {
            text.push_str(&format!("feeds {pattern}\n"));
        }
        let check = fingerprint(&text);
        text.push_str(&format!("check {check:016x}\n"));
        text
    }

    fn from_text(text: &str) -> Option<State> {
        let body = text.trim_end_matches('\n');
        let (body, check) = body.rsplit_once("\ncheck ")?;
        let body = format!("{body}\n");
        if u64::from_str_radix(check, 16) != Ok(fingerprint(&body)) {
            return None;
        }
        let lines = body.strip_prefix(FIRST_LINE)?.strip_prefix('\n')?;
        let mut state = State::default();
        for line in lines.lines() {
            match line.strip_prefix("feeds ") {
                Some(pattern) => state.patterns.insert(pattern.to_owned()),
                None => state.records.insert(u64::from_str_radix(line, 16).ok()?),
            };
        }
        Some(state)
    }
}

/// Loads the state from its folder.
pub fn load(folder: &Path) -> Loaded {
    match fs::read_to_string(folder.join(FILE)) {
        Ok(text) => State::from_text(&text).map_or(Loaded::Unusable, Loaded::Known),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Loaded::Absent,
        Err(_) => Loaded::Unusable,
    }
}

/// Replaces the state in its folder; an equal one is left alone.
///
/// # Errors
///
/// When the folder or the file cannot be written.
pub fn save(folder: &Path, state: &State) -> io::Result<()> {
    if load(folder) == Loaded::Known(state.clone()) {
        return Ok(());
    }
    if !folder.exists() {
        fs::create_dir_all(folder)?;
        // What is only a memory of the last run has no place in a repository.
        fs::write(folder.join(".gitignore"), "*\n")?;
    }
    let file = stage(folder, state.to_text().as_bytes())?;
    file.persist(folder.join(FILE)).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_back_as_it_was_written() {
        for paths in [&[][..], &["a.md", "b/c.md"]] {
            let state = State::of(paths.iter().copied(), &[(Format::Atom, "a/*/b c.xml".to_owned())]);
            assert_eq!(state.patterns(), [(Format::Atom, "a/*/b c.xml".to_owned())]);
            assert_eq!(State::from_text(&state.to_text()), Some(state));
        }
    }

    #[test]
    fn a_state_cut_or_changed_anywhere_is_unusable() {
        let text = State::of(["a.md", "b.md"].into_iter(), &[]).to_text();
        for end in 0..text.len() - 1 {
            assert_eq!(State::from_text(&text[..end]), None, "cut at {end}");
        }
        assert_eq!(State::from_text(&text.replacen("state 1", "state 2", 1)), None);
    }

    #[test]
    fn records_that_are_gone_are_counted_and_no_path_is_kept() {
        let before = State::of(["canary.md", "b.md", "c.md"].into_iter(), &[]);
        let now = State::of(["b.md", "d.md"].into_iter(), &[]);
        assert_eq!((before.gone(&now), before.len()), (2, 3));
        assert!(!before.to_text().contains("canary"));
    }
}
