use super::*;
use crate::time::{self, Tz};

fn instant(text: &str) -> DateTime<Utc> {
    time::read(text, Tz::UTC).unwrap().instant
}

fn facts() -> Facts<'static> {
    let place = Some(Place { line: 3, column: 7 });
    let finding =
        Finding { rule: Rule::Link, path: "a.md".to_owned(), place, message: "is no address".to_owned() };
    let moment = |text| Some(Moment::of(instant(text)));
    Facts {
        verdict: Verdict::Publishable(Selection {
            id: "https://example.org/1",
            published: moment("2020-11-18T16:08:00.123456789Z"),
            updated: moment("0001-01-01"),
            until: moment("9999-12-31"),
            topics: vec!["Boats & Barges", ""],
            language: Some("en"),
            category: None,
            kind: Some("article"),
            provider: Some("The Weir"),
            quality: Some(-1.5),
            heat: None,
        }),
        remarks: remarks(&[finding]),
        remarks_when_shown: Some(Vec::new()),
    }
}

#[test]
fn facts_are_unpacked_as_they_were_packed() {
    let mut pages = Pages::default();
    let mark =
        Mark { path: 1, stamp: Stamp { size: 2, modified: -3, changed: 4, inode: 5 }, content: 6, start: 0 };
    pages.push(mark, &facts());
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
        let finding = Finding { rule, path: "a.md".to_owned(), place: None, message: String::new() };
        assert_eq!(remarks(std::slice::from_ref(&finding))[0].finding("a.md"), Some(finding));
    }
}

#[test]
fn facts_hold_between_the_dates_that_they_depend_on() {
    let selection = |published, updated, until: Option<&str>| Facts {
        verdict: Verdict::Publishable(Selection {
            published: Some(Moment::of(instant(published))),
            updated: Some(Moment::of(instant(updated))),
            until: until.map(|until| Moment::of(instant(until))),
            ..match facts().verdict {
                Verdict::Publishable(selection) => selection,
                _ => unreachable!(),
            }
        }),
        ..facts()
    };
    let scheduled = Facts { verdict: Verdict::Scheduled(Moment::of(instant("2020-01-02"))), ..facts() };
    for (facts, now, expected) in [
        (selection("2020-01-02", "2020-01-02", None), "2020-01-02", true),
        (selection("2020-01-02", "2020-01-02", None), "2020-01-01", false),
        (selection("2020-01-01", "2020-01-03", None), "2020-01-02", false),
        (selection("2020-01-01", "2020-01-01", Some("2020-01-03")), "2020-01-02", true),
        (selection("2020-01-01", "2020-01-01", Some("2020-01-03")), "2020-01-03", false),
        (scheduled.clone(), "2020-01-01", true),
        (scheduled, "2020-01-02", false),
        (Facts { verdict: Verdict::Withdrawn, ..facts() }, "1000-01-01", true),
    ] {
        assert_eq!(facts.holds_at(instant(now), true), expected, "{facts:?} at {now}");
        assert!(facts.holds_at(instant(now), false), "{facts:?} at {now}");
    }
}
