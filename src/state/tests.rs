use chrono::DateTime;

use super::*;
use crate::catalogue::{Facts, FactsBuffer, pack, unpack};
use crate::finding::{Finding, Rule};
use crate::model::Format;
use crate::model::Status;

const HOUR: i64 = 3_600_000_000_000;

fn found(message: &str) -> Facts<'static> {
    let (path, message) = ("a.md".to_owned(), message.to_owned());
    Facts::of_findings(&[Finding { rule: Rule::Link, path, position: None, message }])
}

/// A state with two records, the second of which was changed just now.
fn saved(folder: &Path) -> FeedState {
    let mut buffer = FactsBuffer::default();
    let old = FileStat { size: 1, modified: 2, changed: 3, inode: 4 };
    let fresh = FileStat { changed: i64::MAX, ..old };
    let entry = IndexEntry { status: Status::Undated, ..IndexEntry::default() };
    buffer.push(IndexEntry { path: 10, stat: old, content: 11, ..entry }, &found("one"));
    buffer.push(IndexEntry { path: 20, stat: fresh, content: 21, ..entry }, &found("another"));
    let mut feeds = FeedState {
        selecting: 7,
        published: vec![Published {
            cut: Cut::default(),
            withdrawn: Withdrawn::new("urn:a", DateTime::UNIX_EPOCH).into_iter().collect(),
            path: "rss.xml".to_owned(),
            origin: 8,
            stat: fresh,
            is_filled: true,
            trace: Some(Trace { title: "A".to_owned(), common: vec!["B".to_owned()], is_filled: true }),
        }],
        ..FeedState::default()
    };
    feeds.set_patterns(&[(ArtifactKind::Feed(Format::Atom), "a/*/b c.xml".to_owned())]);
    let record = |position| (buffer.entry(position).unwrap(), buffer.packed(position).unwrap().into());
    save(folder, 2, &record, (&feeds, &[]), Duration::ZERO).unwrap();
    feeds
}

#[test]
fn a_state_is_read_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("state");
    assert!(matches!(load(&folder), Loaded::Absent));
    let feeds = saved(&folder);
    let Loaded::Usable(state) = load(&folder) else { panic!("not usable") };
    assert_eq!((state.len(), &state.feeds), (2, &feeds));
    assert_eq!(state.feeds.patterns(), [(ArtifactKind::Feed(Format::Atom), "a/*/b c.xml".to_owned())]);
    let facts = |position| unpack(state.packed(position).unwrap()).unwrap();
    assert_eq!((facts(0), facts(1)), (found("one"), found("another")));
    assert_eq!((state.index_entry(0).unwrap().path, state.index_entry(1).unwrap().content), (10, 21));
    assert_eq!((state.index_entry(2), state.packed(2)), (None, None));
}

#[test]
fn many_records_are_what_few_are_in_less_memory() {
    let folder = tempfile::tempdir().unwrap();
    let texts: Vec<String> = (0..FEW + 3).map(|number| "x".repeat(number * 7 % 300)).collect();
    let facts: Vec<Vec<u8>> = texts.iter().map(|text| pack(&found(text))).collect();
    let entry = |position: usize| {
        let stat = FileStat { size: 1, modified: position as i64, changed: 1, inode: 0 };
        let [path, content] = [7, 11].map(|factor| factor * position as u64);
        IndexEntry {
            path,
            stat,
            content,
            until: i64::MAX,
            status: Status::Published,
            ..IndexEntry::default()
        }
    };
    let data = [DataFile::default()];
    let record = |position: usize| (entry(position), facts[position].as_slice().into());
    save(folder.path(), texts.len(), &record, (&FeedState::default(), &data), Duration::ZERO).unwrap();
    let Loaded::Usable(state) = load(folder.path()) else { panic!("not usable") };
    assert!(state.many.is_some() && state.bytes.is_empty());
    assert_eq!((state.len(), state.is_empty()), (texts.len(), false));
    for (position, facts) in facts.iter().enumerate() {
        assert_eq!(state.index_entry(position), Some(entry(position)));
        assert_eq!(state.packed(position), Some(facts.as_slice()));
    }
    assert_eq!((state.index_entry(texts.len()), state.packed(texts.len())), (None, None));
}

#[test]
fn a_file_that_was_changed_just_before_is_not_trusted() {
    let folder = tempfile::tempdir().unwrap();
    saved(folder.path());
    let Loaded::Usable(state) = load(folder.path()) else { panic!("not usable") };
    assert_eq!(state.index_entry(0).unwrap().stat.inode, 4);
    assert_eq!(state.index_entry(1).unwrap().stat, FileStat::default());
}

#[test]
fn the_longer_a_run_lasts_the_longer_a_file_must_have_been_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let present = FileStat::from(fs::metadata(folder.path()).unwrap());
    let hour_old = FileStat { changed: present.changed - HOUR, ..present };
    for (lasted, is_trusted) in [(60, true), (7200, false)] {
        let record = |_| (IndexEntry { stat: hour_old, ..IndexEntry::default() }, b""[..].into());
        save(folder.path(), 1, &record, (&FeedState::default(), &[]), Duration::from_secs(lasted)).unwrap();
        let Loaded::Usable(state) = load(folder.path()) else { panic!("not usable") };
        assert_eq!(state.index_entry(0).unwrap().stat == hour_old, is_trusted);
    }
}

#[test]
fn a_state_cut_or_changed_anywhere_is_unusable() {
    let folder = tempfile::tempdir().unwrap();
    saved(folder.path());
    let file = folder.path().join(FILE);
    let bytes = fs::read(&file).unwrap();
    assert!(PreviousState::read(bytes.clone()).is_some());
    for position in 0..bytes.len() {
        assert!(PreviousState::read(bytes[..position].to_vec()).is_none(), "cut at {position}");
        let mut changed = bytes.clone();
        changed[position] ^= 1;
        assert!(PreviousState::read(changed).is_none(), "changed at {position}");
    }
    fs::write(&file, &bytes[1..]).unwrap();
    assert!(matches!(load(folder.path()), Loaded::Unusable));
}

#[test]
fn a_state_of_another_length_than_it_says_is_not_even_read() {
    let folder = tempfile::tempdir().unwrap();
    saved(folder.path());
    let file = File::options().write(true).open(folder.path().join(FILE)).unwrap();
    let length = file.metadata().unwrap().len();
    let read = || read_whole(File::open(folder.path().join(FILE)).unwrap());
    assert_eq!(read().unwrap().len() as u64, length);
    for other in [length + 1, length - 1, 1 << 30, 20, 0] {
        file.set_len(other).unwrap();
        assert!(read().is_err(), "{other}");
    }
}

#[test]
fn what_is_no_file_is_no_state_and_nothing_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(FILE)).unwrap();
    assert!(matches!(load(folder.path()), Loaded::Unusable));
}

#[test]
fn what_a_run_has_left_that_was_ended_goes() {
    let folder = tempfile::tempdir().unwrap();
    tidy(&folder.path().join("none"));
    assert!(!folder.path().join("none").exists());
    saved(folder.path());
    fs::write(folder.path().join(NEW), "half").unwrap();
    tidy(folder.path());
    assert!(!folder.path().join(NEW).exists());
    assert!(matches!(load(folder.path()), Loaded::Usable(_)));
}

#[cfg(unix)]
#[test]
fn nothing_is_saved_through_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let (elsewhere, link) = (folder.path().join("elsewhere"), folder.path().join("link"));
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
    let record = |_| (IndexEntry::default(), b""[..].into());
    let error = save(&link, 0, &record, (&FeedState::default(), &[]), Duration::ZERO).unwrap_err();
    assert!(error.to_string().contains("is a link"), "{error}");
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}
