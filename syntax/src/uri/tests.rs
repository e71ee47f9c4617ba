use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::*;

fn base() -> Url {
    Url::parse("https://example.org/blog/").unwrap()
}

#[test]
fn relative_addresses_become_absolute() {
    for (text, expected) in [
        ("a b.html", "https://example.org/blog/a%20b.html"),
        ("/a", "https://example.org/a"),
        ("//other.example.org/x", "https://other.example.org/x"),
        (" https://EXAMPLE.org ", "https://example.org/"),
        (
            "https://bücher.example.org/ü?q=ü|x#[y]",
            "https://xn--bcher-kva.example.org/%C3%BC?q=%C3%BC%7Cx#%5By%5D",
        ),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("/a#b#c", "https://example.org/a#b%23c"),
    ] {
        assert_eq!(absolute(text, &base()).map(|url| written(&url)), Ok(expected.to_owned()), "{text}");
    }
}

#[test]
fn site_paths_lie_below_the_path_of_the_site() {
    for (text, expected) in [
        ("/assets/a.png", "https://example.org/blog/assets/a.png"),
        ("/blog/a.png", "https://example.org/blog/a.png"),
        ("/blog", "https://example.org/blog"),
        ("/news:2020/a", "https://example.org/blog/news:2020/a"),
        ("b.png", "https://example.org/blog/b.png"),
    ] {
        assert_eq!(
            absolute_in_site(text, &base()).map(|url| written(&url)),
            Ok(expected.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn other_schemes_do_not_pass() {
    for text in [
        "javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "file:///etc/passwd",
        "mailto:a@example.org",
    ] {
        assert_eq!(absolute(text, &base()), Err(Fault::Scheme), "{text}");
    }
    assert_eq!(absolute("https://", &base()), Err(Fault::Malformed));
}

#[test]
fn ids_are_normalised_by_rfc_3986_and_no_further() {
    for (text, expected) in [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        (
            "https://example.org/%7euser/%2fa%41?b=%c3%a9&utm=1#c",
            "https://example.org/~user/%2FaA?b=%C3%A9&utm=1#c",
        ),
        ("https://example.org/a/", "https://example.org/a/"),
    ] {
        assert_eq!(absolute(text, &base()).map(|url| normalised(&url)), Ok(expected.to_owned()), "{text}");
    }
}

#[test]
fn a_uri_is_told_from_a_bare_name() {
    for text in [
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        "tag:example.org,2020:a",
        "https://example.org/?a=%20",
    ] {
        assert!(is_uri(text), "{text}");
    }
    for text in ["42", "a b:c", "tag:a b", ":x", "x:", "1a:b", "a:%zz", "a:#b#c", "a:ü"] {
        assert!(!is_uri(text), "{text}");
    }
}

/// Pieces of which ordinary and odd URLs are made.
const PARTS: &[&str] = &[
    "example.org", "a", "B", "0", "0x1", "-", "_", ".", "..", "/", "//", "/a/", "/.", "/..", "?", "#", "%",
    "%2e", "%2E", "%41", "%c3%BC", "%2", "@", ":", ":80", ":443", "[::1]", "[", "]", "xn--", "xn--bcher-kva",
    "ü", "\u{ad}", "'", "\"", "&", ";", "=", "+", "!", "$", "(", ")", "*", ",", "~", "|", "^", "`", "{", "<",
    "\\", " ", "\t", "\u{1}", "1.2.3.4",
];

fn urls() -> impl Strategy<Value = String> {
    let scheme = prop::sample::select(
        &["https://", "https://", "http://", "https:", "HTTPS://", "ftp://", "//", ""][..],
    );
    let host = prop::sample::select(&["example.org/", "example.org/", "a.b-1.example/", ""][..]);
    let parts = prop::collection::vec(prop::sample::select(PARTS), 0..6);
    (scheme, host, parts).prop_map(|(scheme, host, parts)| format!("{scheme}{host}{}", parts.concat()))
}

#[test]
fn a_canonical_url_is_what_parsing_and_writing_leave_as_it_is() {
    const CASES: u32 = 20_000;
    let canonical = Cell::new(0_u32);
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) };
    let outcome = TestRunner::new(config).run(&urls(), |text| {
        if is_canonical(&text) {
            canonical.set(canonical.get() + 1);
            let url = absolute(&text, &base());
            prop_assert_eq!(url.as_ref().map(Url::as_str), Ok(text.as_str()));
            prop_assert_eq!(url.as_ref().map(spelled), Ok(text.clone()));
            prop_assert_eq!(absolute_in_site(&text, &base()), url);
            prop_assert!(is_uri(&text));
            prop_assert!(reference::is_by_grammar(&text));
            // Conversions take such a URL as it is.
            prop_assert!(is_well_spelled(&text) && !does_harm(&text) && !text.contains('<'));
        }
        let in_site = absolute_in_site(&text, &base()).map(|url| spelled(&url));
        prop_assert_eq!(written_in_site(&text, &base()), in_site);
        Ok(())
    });
    outcome.unwrap();
    assert!(canonical.get() > CASES / 20, "only {} were canonical", canonical.get());
}

#[test]
fn what_is_written_is_parsed_to_itself() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(5000) };
    let outcome = TestRunner::new(config).run(&urls(), |text| {
        if let Ok(url) = absolute(&text, &base()) {
            let written = written(&url);
            prop_assert_eq!(absolute(&written, &base()).map(|url| super::written(&url)), Ok(written));
        }
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn no_address_is_published_that_is_too_long_as_it_is_written() {
    let site = Url::parse("https://example.org/").unwrap();
    let room = LONGEST - site.as_str().len();
    for (part, most) in [("a", room), ("|", room / 3), ("\u{e9}", room / 6), ("[", room / 3)] {
        let fits = written(&absolute(&part.repeat(most), &site).unwrap());
        assert!(fits.len() <= LONGEST && fits.len() > LONGEST - 6, "{part}");
        assert_eq!(absolute(&part.repeat(most + 1), &site), Err(Fault::Length), "{part}");
    }
}

#[test]
fn an_ending_names_the_media_type_that_podcast_programs_know() {
    for (path, media_type) in [
        ("/a.mp3", Some("audio/mpeg")),
        ("/a.M4A", Some("audio/x-m4a")),
        ("/a.mp4", Some("video/mp4")),
        ("/a.m4v", Some("video/x-m4v")),
        ("/a", None),
    ] {
        assert_eq!(media_type_of(path).as_deref(), media_type, "{path}");
    }
}
