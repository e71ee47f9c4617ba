use super::*;
use crate::files::FileStat;
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
        verdict: Verdict::Publishable(Selection {
            id: "https://example.org/1",
            published: moment("2020-11-18T16:08:00.123456789Z"),
            changed: moment("0001-01-01"),
            topics: vec!["Boats & Barges", ""],
            language: Some("en"),
            category: None,
            kind: Some("article"),
            provider: Some("The Weir"),
            quality: Some(Score::Other(-1.5)),
            heat: None,
        }),
        remarks: remarks(&[finding]),
        remarks_when_shown: Some(Vec::new()),
    }
}

#[test]
fn facts_are_unpacked_as_they_were_packed() {
    let mut pages = Pages::default();
    let stat = FileStat { size: 2, modified: -3, changed: 4, inode: 5 };
    let brief = Brief { kind: Kind::Publishable, has_remarks: true };
    let mark = Mark { path: 1, stat, content: 6, start: 0, from: -7, until: i64::MAX, brief };
    pages.push(Mark { brief: Brief::default(), ..mark }, &facts());
    pages.push(Mark::default(), &Facts { verdict: Verdict::Withdrawn, ..facts() });
    assert_eq!(unpack(pages.packed(0).unwrap()), Some(facts()));
    assert_eq!(unpack(pages.packed(1).unwrap()).unwrap().verdict, Verdict::Withdrawn);
    assert_eq!((pages.packed(2), pages.mark(0)), (None, Some(mark)));
    assert_eq!(Mark::from_bytes(&mark.to_bytes()), mark);
}

#[test]
fn damaged_facts_are_none_or_others_and_never_a_panic() {
    let bytes = pack(&facts());
    for end in 0..bytes.len() {
        assert_eq!(unpack(&bytes[..end]), None, "cut at {end}");
        let mut changed = bytes.clone();
        changed[end] ^= 0x55;
        unpack(&changed);
    }
}

#[test]
fn every_rule_is_known_by_its_number() {
    for rule in Rule::ALL {
        let finding = Finding { rule, path: "a.md".to_owned(), position: None, message: String::new() };
        assert_eq!(remarks(std::slice::from_ref(&finding))[0].finding("a.md"), Some(finding));
    }
}

#[test]
fn facts_hold_between_the_dates_that_they_depend_on() {
    let publishable = |published: &str, updated: &str, until: Option<&str>| {
        let entry = crate::model::Entry {
            published: Some(instant(published)),
            updated: Some(instant(updated)),
            ..crate::model::Entry::default()
        };
        Outcome::Publishable(Box::new(Draft { entry, topics: Vec::new(), until: until.map(instant) }))
    };
    for (outcome, now, expected) in [
        (publishable("2020-01-02", "2020-01-02", None), "2020-01-02", true),
        (publishable("2020-01-02", "2020-01-02", None), "2020-01-01", false),
        (publishable("2020-01-01", "2020-01-03", None), "2020-01-02", false),
        (publishable("2020-01-01", "2020-01-02T00:00:00.5Z", None), "2020-01-02", false),
        (publishable("2020-01-01", "2020-01-01", Some("2020-01-03")), "2020-01-02", true),
        (publishable("2020-01-01", "2020-01-01", Some("2020-01-03")), "2020-01-03", false),
        (Outcome::Scheduled(instant("2020-01-02")), "2020-01-01", true),
        (Outcome::Scheduled(instant("2020-01-02")), "2020-01-02", false),
        (Outcome::Withdrawn, "1000-01-01", true),
    ] {
        let (from, until) = validity(&outcome);
        let now_seconds = instant(now).timestamp();
        assert_eq!(from <= now_seconds && now_seconds < until, expected, "{outcome:?} at {now}");
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
