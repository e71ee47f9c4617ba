//! Feeds that mean harm: what is cleaned away is told, and whatever is piled up ends in an error that says where. That
//! nothing runs of what is written is held by `hostile/convert`.

use super::{FORMATS, convert, convert_with, json, json_feed, rss_item};
use crate::project::Run;

/// Markup that a reader must never be given.
const LIVE: &str = "<p onclick=\"a()\">x<script>y()</script></p>";

#[test]
fn what_was_cleaned_away_is_told() {
    let run = convert(rss_item(&format!("<description><![CDATA[{LIVE}]]></description>")), "atom");
    assert!(run.stderr.contains("feedmill: lost: markup that readers must not run"), "{}", run.stderr);
    let run = convert(rss_item("<comments>javascript:alert(1)</comments>"), "atom");
    assert!(run.stderr.contains("feedmill: lost: URLs that could do harm: 1\n"), "{}", run.stderr);
}

#[test]
fn keep_keeps_the_bytes_of_html() {
    let input = rss_item(&format!("<description><![CDATA[{LIVE}]]></description>"));
    assert_ne!(json(&input)["items"][0]["content_html"], LIVE);
    for format in FORMATS {
        let kept = convert_with(&input, format, &["--html", "keep"]).stdout;
        let again = convert_with(&kept, "json", &["--html", "keep"]).ended(0).stdout;
        assert!(again.contains(&serde_json::to_string(LIVE).unwrap()), "{format}: {kept}");
    }
}

const MEGABYTE: usize = 1 << 20;

/// A megabyte of the text.
fn pile(text: &str) -> String {
    text.repeat(MEGABYTE / text.len() + 1)
}

fn description(tag: &str) -> String {
    description_of(&pile(tag))
}

fn description_of(html: &str) -> String {
    format!("<description><![CDATA[{html}]]></description>")
}

/// The run has ended by itself: with a document, or with nothing but an error at a place.
fn assert_ends(run: &Run, what: &str) {
    assert!(!run.stderr.contains("panicked"), "{what}: {}", run.stderr);
    if run.code == 0 {
        assert!(!run.stdout.is_empty(), "{what}");
    } else {
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{what}");
        let first = run.stderr.lines().find(|line| line.contains(": error: ")).unwrap_or_default();
        let mut position = first.strip_prefix("<stdin>:").unwrap_or_default().splitn(3, ':');
        let mut is_number = || position.next().is_some_and(|part| part.parse::<usize>().is_ok());
        assert!(is_number() && is_number(), "{what}: {first}");
    }
}

#[test]
fn a_megabyte_of_anything_ends_in_a_document_or_a_located_error() {
    for (what, input) in [
        ("tags", pile("<a>")),
        ("tags of rss", format!("<rss><channel>{}", pile("<item>"))),
        ("named tags", format!("<rss><channel>{}", pile("<title>"))),
        ("ampersands in a title", rss_item(&format!("<title>{}</title>", pile("&")))),
        ("hidden elements", rss_item(&description("<p hidden>"))),
        ("formulas", rss_item(&description("<span class=katex><math>"))),
        (
            "formulas in formulas",
            rss_item(&description_of(&[pile("<span class=katex>"), pile("</span>")].concat())),
        ),
        ("images for readers without scripts", rss_item(&description("<noscript><img>"))),
        ("drawings", rss_item(&description("<svg>"))),
        ("entities", format!("<!DOCTYPE rss [{}]><rss/>", pile("<!ENTITY a 'b'>"))),
        ("references", rss_item(&format!("<description>{}</description>", pile("&lt;b&gt;")))),
        ("lists", pile("[")),
        ("objects", pile("{\"a\":")),
        ("lists in a feed", json_feed(&pile("["))),
        ("lists in an extension", json_feed(&format!("{{\"id\":\"1\",\"_a\":{}", pile("[")))),
        ("closed lists", json_feed(&format!("{}{}", pile("["), pile("]")))),
        ("less-than signs", pile("<")),
        ("comments", format!("<rss>{}", pile("<!---->"))),
        ("unclosed comment", format!("<rss><!--{}", pile("- "))),
        ("attributes", format!("<rss {}><channel/></rss>", pile("a='' "))),
        (
            "namespaces",
            format!(
                "<rss {}><channel/></rss>",
                (0..40_000).map(|n| format!("xmlns:n{n}='u:{n}' ")).collect::<String>()
            ),
        ),
        ("blanks", pile(" ")),
        ("zeros", pile("\0")),
        ("declaration", format!("<?xml {}", pile("x"))),
        ("document type", format!("<!DOCTYPE rss [{}", pile("["))),
        ("front matter", format!("---\n{}", pile("a: [\n"))),
        ("digits", rss_item(&format!("<pubDate>{}</pubDate>", pile("1")))),
        ("name", format!("<{}/>", pile("a"))),
        ("words of a person", rss_item(&format!("<author>{}</author>", pile("(a@b")))),
        ("bases", rss_item(&"<a xml:base='a/'>".repeat(60_000))),
    ] {
        for format in ["rss", "json"] {
            assert_ends(&convert(&input, format), what);
        }
    }
}

#[test]
fn addresses_do_not_repeat_a_long_base_without_end() {
    let base = format!("https://example.org/{}/", "b".repeat(450));
    let links = "<link rel='related' href='x'/>".repeat(60);
    let entries = format!("<entry><id>urn:example:1</id>{links}</entry>").repeat(2000);
    let feed = format!("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='{base}'>{entries}</feed>");
    for format in FORMATS {
        let run = convert(&feed, format);
        assert_ends(&run, format);
        let told = "a base url is too long for so many elements: shorten it, or split the feed";
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
    // What many texts make of a base is bounded, too: of the last ones only the words are kept.
    let item = format!("{{\"id\": \"1\", \"content_html\": \"{}\"}}", "<a href=x>word</a>".repeat(2000));
    let run = convert_with(json_feed(&vec![item; 24].join(",")), "json", &["--base-url", &base]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.len() < 20 << 20 && run.stdout.contains(">word</a>"), "{}", run.stdout.len());
    assert!(run.stderr.contains("feedmill: lost: markup that nests too deeply"), "{}", run.stderr);
}
