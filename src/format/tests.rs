//! What holds of every format alike.

use proptest::prelude::*;

use super::characters::normalized;
use super::sample::{bare_entry, feed, full_entry, hostile_feed, hostile_text};
use super::shared::own_language;
use super::*;

#[test]
fn line_ends_and_forbidden_characters_go_and_nothing_else() {
    for (text, expected) in [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\r\u{0}\nb", "a\nb"),
        ("\u{b}\u{fffe}\u{85}", ""),
        ("]]> & < \u{202e} \u{1f980}\t", "]]> & < \u{202e} \u{1f980}\t"),
    ] {
        assert_eq!(normalized(text), expected);
    }
}

#[test]
fn an_entry_says_its_language_only_where_it_is_not_the_feeds() {
    let mut head = sample::head();
    let mut entry = full_entry();
    assert_eq!(own_language(&entry, &head), Some("de"));
    head.language = Some("DE".into());
    assert_eq!(own_language(&entry, &head), None);
    head.language = None;
    assert_eq!(own_language(&entry, &head), Some("de"));
    entry.language = None;
    assert_eq!(own_language(&entry, &head), None);
}

#[test]
fn an_emptied_feed_is_what_a_feed_without_entries_is_written_as() {
    let full = feed(vec![full_entry(), bare_entry("urn:example:b", "B")]);
    let empty = feed(Vec::new());
    for format in Format::ALL {
        let expected = write(&empty, format).unwrap();
        for feed in [&full, &empty] {
            let bytes = without_entries(&write(feed, format).unwrap(), format).unwrap();
            assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&expected));
        }
    }
}

#[test]
fn what_tools_do_to_any_text_keeps_no_feed_from_being_emptied() {
    let feed = feed(vec![full_entry()]);
    for format in Format::ALL {
        let ours = String::from_utf8(write(&feed, format).unwrap()).unwrap();
        let expected = without_entries(ours.as_bytes(), format);
        assert!(expected.is_some());
        for changed in [
            ours.replace('\n', "\r\n"),
            format!("\u{feff}{ours}"),
            format!("{ours}\n \n"),
            ours.trim().to_owned(),
        ] {
            assert_eq!(without_entries(changed.as_bytes(), format), expected);
        }
        let commented = format!("{ours}<!-- seen -->");
        assert_eq!(without_entries(commented.as_bytes(), format), None);
        let path = format.file_name();
        assert!(is_signed(commented.as_bytes(), format, path));
        assert!(!is_signed(b"<generator>other</generator>", format, path));
    }
}

#[test]
fn a_json_feed_is_known_by_its_address_however_it_is_spelled() {
    let ours = String::from_utf8(write(&feed(vec![full_entry()]), Format::JsonFeed).unwrap()).unwrap();
    let is_ours = |text: &str, path: &str| is_signed(text.as_bytes(), Format::JsonFeed, path);
    let minified: String = ours.lines().map(|line| line.trim_start()).collect();
    for changed in [&minified, &ours.replace('/', "\\/"), &ours.replace("  ", "\t")] {
        assert!(is_ours(changed, "feed.json"));
        assert!(!is_ours(changed, "other.json"));
    }
    assert!(!is_ours(&ours.replace("jsonfeed.org", "example.org"), "feed.json"));
}

#[test]
fn a_feed_of_somebody_else_is_not_emptied() {
    let feed = feed(vec![full_entry()]);
    for format in Format::ALL {
        let ours = String::from_utf8(write(&feed, format).unwrap()).unwrap();
        let foreign = match format {
            Format::Rss | Format::Atom => ours.replace(">feedmill<", ">otherwise<"),
            Format::JsonFeed => ours.replace("\"title\"", "\"_other\": {},\n  \"title\""),
        };
        assert_ne!(ours, foreign);
        assert_eq!(without_entries(foreign.as_bytes(), format), None);
        for broken in ["", "{}", "nonsense", ours.get(..ours.len() / 2).unwrap()] {
            assert_eq!(without_entries(broken.as_bytes(), format), None);
        }
        for other in Format::ALL.into_iter().filter(|&other| other != format) {
            assert_eq!(without_entries(ours.as_bytes(), other), None);
        }
    }
}

#[test]
fn deep_nesting_is_refused_before_any_recursive_reader_sees_it() {
    let deep = "<a>".repeat(200_000);
    for (open, format) in [
        ("<rss version=\"2.0\"><channel><generator>feedmill</generator>", Format::Rss),
        ("<feed xmlns=\"http://www.w3.org/2005/Atom\"><generator>feedmill</generator>", Format::Atom),
    ] {
        let document = format!("{}{open}{deep}", strict::DECLARATION);
        assert_eq!(without_entries(document.as_bytes(), format), None);
    }
    assert_eq!(without_entries("[".repeat(200_000).as_bytes(), Format::JsonFeed), None);
}

proptest! {
    #[test]
    fn no_text_breaks_a_document(feed in hostile_feed()) {
        for format in Format::ALL {
            let bytes = write(&feed, format).unwrap();
            let emptied_once = without_entries(&bytes, format);
            prop_assert!(emptied_once.is_some());
            prop_assert_eq!(emptied_once.as_deref().and_then(|bytes| without_entries(bytes, format)), emptied_once);
        }
    }

    #[test]
    fn filtering_twice_changes_nothing(text in hostile_text()) {
        let once = normalized(&text).into_owned();
        prop_assert_eq!(normalized(&once), once.as_str());
    }

    #[test]
    fn nothing_makes_emptying_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        text in hostile_text(),
    ) {
        for format in Format::ALL {
            without_entries(&bytes, format);
            without_entries(format!("{}{text}", strict::DECLARATION).as_bytes(), format);
        }
    }
}
