use proptest::prelude::*;

use super::*;
use crate::files::FileStat;
use crate::model::Status;
use crate::time::{self, Tz};

fn instant(text: &str) -> DateTime<Utc> {
    time::read(text, Tz::UTC).unwrap().instant
}

fn facts() -> Facts<'static> {
    let position = Some(Position { line: 3, column: 7 });
    let finding =
        Finding { rule: Rule::Link, path: "a.md".to_owned(), position, message: "is no address".to_owned() };
    let moment = |text| Some(Moment::of(instant(text)));
    Facts {
        selection: Some(PackedSelection {
            id: "https://example.org/1",
            is_id_made: true,
            title: 8,
            published: moment("2020-11-18T16:08:00.123456789Z"),
            changed: moment("0001-01-01"),
            topics: vec!["Boats & Barges", ""],
            language: Some("en"),
            site_language: Some(0),
            category: None,
            kind: Some("article"),
            provider: Some("The Weir"),
            quality: Some(Score::Other(-1.5)),
            heat: None,
            has_media: true,
        }),
        rare: Rare {
            unreadable_since: Some(7),
            held_by: Some("expiryDate"),
            ends: Some(-1),
            published: Some("https://example.org/0"),
            targets: vec!["_posts/2020-11-18-a.md".into()],
            files: vec!["static/a.mp3".into()],
        }
        .if_any(),
        findings: pack_findings(&[finding]),
        findings_when_shown: Some(Vec::new()),
    }
}

#[test]
fn facts_are_unpacked_as_they_were_packed() {
    let mut buffer = FactsBuffer::default();
    let entry = IndexEntry {
        path: 1,
        stat: FileStat { size: 2, modified: -3, changed: 4, inode: 5 },
        content: 6,
        start: 0,
        from: -7,
        until: i64::MAX,
        status: Status::Published,
        has_findings: true,
        basis: Basis { is_own: true, is_derived: false, is_pinned: true, gives_pin: true },
        mark: Mark::of(&facts()),
    };
    buffer.push(IndexEntry { has_findings: false, mark: Mark::default(), ..entry }, &facts());
    buffer.push(IndexEntry::default(), &Facts { selection: None, ..facts() });
    assert_eq!(unpack(buffer.packed(0).unwrap()), Some(facts()));
    assert_eq!(unpack(buffer.packed(1).unwrap()).unwrap().selection, None);
    assert_eq!((buffer.packed(2), buffer.entry(0)), (None, Some(entry)));
    for &status in Status::ALL {
        let entry = IndexEntry { status, start: 7, ..entry };
        assert_eq!(IndexEntry::from_bytes(&entry.to_bytes()), entry);
        assert_eq!(IndexEntry::start_of(&entry.to_bytes()), entry.start);
    }
}

proptest! {
    #[test]
    fn an_index_entry_is_unpacked_as_it_was_packed_and_what_is_cut_is_none(
        numbers in prop::collection::vec(prop_oneof![Just(0), 0..70_000_u64, any::<u64>()], 104 / 8),
        behind in prop::collection::vec(any::<u8>(), 0..9),
        is_row: bool,
        holds_for_ever: bool,
        has_fraction: bool,
    ) {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let mut entry = IndexEntry { start: 0, ..IndexEntry::from_bytes(bytes.first_chunk().unwrap()) };
        if is_row {
            let size = entry.stat.size & u64::from(u32::MAX);
            entry.stat = FileStat { size, modified: entry.content.cast_signed(), changed: 1, inode: 0 };
            let moment = &mut entry.mark.moment;
            moment.nanoseconds = if has_fraction { moment.nanoseconds.max(1) } else { 0 };
            let whole = moment.seconds.wrapping_add(i64::from(has_fraction));
            (entry.from, entry.until) = (if holds_for_ever { i64::MIN } else { whole }, i64::MAX);
        }
        let mut packed = Vec::new();
        entry.pack(&mut packed);
        let length = packed.len();
        prop_assert!(!is_row || length == if has_fraction { 45 } else { 41 }, "of a row {length} bytes");
        packed.extend(&behind);
        prop_assert_eq!(IndexEntry::unpack(&packed), Some(entry));
        prop_assert_eq!(IndexEntry::behind(&packed), Some(&behind[..]));
        for cut in 0..length {
            prop_assert_eq!((IndexEntry::unpack(&packed[..cut]), IndexEntry::behind(&packed[..cut])), (None, None));
        }
    }
}

#[test]
fn marks_and_topics_are_those_of_the_facts() {
    let selection = facts().selection.unwrap();
    let undated =
        PackedSelection { published: None, changed: None, site_language: None, ..selection.clone() };
    let of_topics = |topics| PackedSelection { topics, has_media: false, ..selection.clone() };
    for selection in [
        Some(selection.clone()),
        Some(undated),
        Some(of_topics(Vec::new())),
        Some(of_topics(vec!["a"; 300])),
        None,
    ] {
        for rare in [facts().rare, None] {
            let facts = Facts { selection: selection.clone(), rare, ..facts() };
            let mark = Mark::of(&facts);
            assert_eq!(Mark::of_numbers(mark.numbers()), mark);
            assert_eq!((mark.is_selected, mark.has_rare), (selection.is_some(), facts.rare.is_some()));
            let expected = selection.as_ref().map(|it| it.topics.clone()).unwrap_or_default();
            assert_eq!(topics(&pack(&facts)).collect::<Vec<_>>(), expected);
            let Some(selection) = &selection else { continue };
            let moment = selection.moment().unwrap_or(Moment::EARLIEST);
            let said = (selection.site_language, selection.has_media, moment);
            assert_eq!((mark.site_language, mark.has_media, mark.moment), said);
        }
    }
}

#[test]
fn damaged_facts_are_none_or_others_and_never_a_panic() {
    let bytes = pack(&facts());
    for end in 0..bytes.len() {
        assert_eq!(unpack(&bytes[..end]), None, "cut at {end}");
        let mut changed = bytes.clone();
        changed[end] ^= 0x55;
        unpack(&changed);
        assert!(topics(&changed).count() <= bytes.len());
    }
}

#[test]
fn every_rule_is_known_by_its_number() {
    for &rule in Rule::ALL {
        let finding = Finding { rule, path: "a.md".to_owned(), position: None, message: String::new() };
        assert_eq!(pack_findings(std::slice::from_ref(&finding))[0].unpack("a.md"), Some(finding));
    }
}

#[test]
fn scores_keep_their_value() {
    for number in
        [0.0, -0.0, 1.0, -7.0, 189.0, 0.1, 1e300, 2_147_483_647.0, 2_147_483_648.0, -2_147_483_648.0]
    {
        assert_eq!(Score::of(number).number().to_bits(), number.to_bits());
    }
    assert_eq!(Score::of(189.0), Score::Whole(189));
}
