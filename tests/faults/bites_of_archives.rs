//! Archives as podcasts and blogs have them, of 60 MB and of 100,000 entries, are converted to every target in a gibibyte of
//! memory; what is as large and hostile is converted in it too, or refused with a message.

use std::fs;
use std::process::Output;

use crate::bites::{can_limit, faults, in_memory};
use crate::cost::{Dearest, limited_to, run};
use crate::sweep::Sweep;

/// As large as the inputs of a conversion may be.
const LARGEST_INPUT: usize = 64 << 20;

const MEMORY: u64 = 1 << 30;

/// Seconds of processor time.
const TIME: u64 = 20;

const TEXT: &str =
    "The barge came up the river with the lamps still lit, and nobody on the bridge said a word. ";

/// As many entries of the size, between a beginning and an end.
fn archive(
    start: &str,
    count: usize,
    size: usize,
    entry: impl Fn(usize, &str) -> String,
    end: &str,
) -> String {
    let bare = entry(count, "").len();
    let text: String = TEXT.chars().cycle().take(size.saturating_sub(bare)).collect();
    let entries: String = (0..count).map(|number| entry(number, &text)).collect();
    [start, &entries, end].concat()
}

fn podcast(count: usize, size: usize) -> String {
    let item = |number: usize, text: &str| {
        format!(
            "<item><title>Episode {number}</title><guid isPermaLink=\"false\">urn:x:{number}</guid>\
             <pubDate>Wed, 01 Jan 2020 00:00:00 GMT</pubDate><enclosure url=\"https://example.org/{number}.mp3\" \
             length=\"1\" type=\"audio/mpeg\"/><itunes:duration>10:00</itunes:duration>\
             <itunes:episode>{number}</itunes:episode><description>&lt;p&gt;{text}&lt;/p&gt;</description></item>\n"
        )
    };
    let start = "<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel>\
                 <title>T</title><link>https://example.org/</link>\n";
    archive(start, count, size, item, "</channel></rss>")
}

/// What WordPress exports, with many elements of its own.
fn export(count: usize, size: usize) -> String {
    let meta = "<wp:postmeta><wp:meta_key><![CDATA[_edit_last]]></wp:meta_key>\
                <wp:meta_value><![CDATA[1]]></wp:meta_value></wp:postmeta>"
        .repeat(3);
    let item = |number: usize, text: &str| {
        format!(
            "<item><title>Post {number}</title><link>https://example.org/{number}/</link>\
             <pubDate>Wed, 01 Jan 2020 00:00:00 GMT</pubDate><wp:post_id>{number}</wp:post_id>\
             <wp:comment_status>open</wp:comment_status><wp:status>publish</wp:status>{meta}\
             <content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item>\n"
        )
    };
    let start = "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
                 xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>T</title>\n";
    archive(start, count, size, item, "</channel></rss>")
}

fn atom(count: usize, size: usize) -> String {
    let entry = |number: usize, text: &str| {
        format!(
            "<entry><title>Entry {number}</title><id>urn:x:{number}</id><updated>2020-01-01T00:00:00Z</updated>\
             <link href=\"https://example.org/{number}\"/><content type=\"html\">&lt;p&gt;{text}&lt;/p&gt;</content></entry>\n"
        )
    };
    let start = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title><id>urn:x</id>\n";
    archive(start, count, size, entry, "</feed>")
}

fn json(count: usize, size: usize) -> String {
    let item = |number: usize, text: &str| {
        format!(
            "{{\"id\":\"urn:x:{number}\",\"url\":\"https://example.org/{number}\",\"title\":\"Item {number}\",\
             \"date_published\":\"2020-01-01T00:00:00Z\",\"content_html\":\"<p>{text}</p>\",\
             \"attachments\":[{{\"url\":\"https://example.org/{number}.mp3\",\"mime_type\":\"audio/mpeg\"}}]}},\n"
        )
    };
    let start = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":[";
    archive(start, count, size, item, "{\"id\":\"urn:x\",\"content_text\":\"last\"}]}")
}

/// Converts each to every target; what is sound comes out, and what is not may be refused.
fn convert(name: &'static str, cases: &[(&str, String)], codes: &[i32]) {
    if !can_limit(name) {
        return;
    }
    let (mut sweep, mut dearest) = (Sweep::new(name), Dearest::default());
    let folder = in_memory();
    for (case, input) in cases {
        assert!(input.len() <= LARGEST_INPUT, "{case}: {}", input.len());
        fs::write(folder.path().join("input"), input).unwrap();
        for target in ["rss", "atom", "json", "article"] {
            let result = format!("output.{target}");
            let arguments = ["convert", "input", "-q", "-t", target, "-o", &result];
            let (output, cost) = run(limited_to(folder.path(), TIME, MEMORY).args(arguments));
            let case = format!("{case} to {target}");
            dearest.add(&case, cost);
            sweep.add(&case, true, faults(&output, ended(&output, codes)));
            let _ = fs::remove_dir_all(folder.path().join(&result));
        }
    }
    dearest.tell(name);
    sweep.end(4);
}

fn ended(output: &Output, codes: &[i32]) -> bool {
    output.status.code().is_some_and(|code| codes.contains(&code))
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn bites_of_archives() {
    let cases = [
        ("a podcast of 100,000 episodes", podcast(100_000, 600)),
        ("100,000 short episodes", podcast(100_000, 0)),
        ("a podcast of 60 MB", podcast(5000, 12_000)),
        ("an export of 60 MB", export(30_000, 2000)),
        ("100,000 entries of Atom", atom(100_000, 600)),
        ("100,000 items of JSON", json(100_000, 600)),
        ("60 MB of JSON", json(5000, 12_000)),
    ];
    convert("bites_of_archives", &cases, &[0]);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn bites_of_hostile_archives() {
    let rss = |heap_of: &str, size: usize| {
        let heap = heap_of.repeat(size / heap_of.len());
        format!("<rss version=\"2.0\" xmlns:x=\"u:x\"><channel><title>T</title>{heap}</channel></rss>")
    };
    let most = LARGEST_INPUT - 200;
    let padded = format!("{}{}", "<item><guid>a</guid></item>".repeat(200_000), " ".repeat(58 << 20));
    let carried = format!("<item>{}</item>", "<x:a/>".repeat(20));
    let padded_to = |size: usize, text: &str| format!("{text}{}", " ".repeat(size - text.len()));
    let items_of = |count: usize, size: usize, text: &str| {
        format!("<item>{}</item>", padded_to(size, text).repeat(count))
    };
    let json = |heap_of: &str, last: &str| {
        let start = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":[";
        let count = (most - 200).checked_div(heap_of.len()).unwrap_or(0);
        format!("{start}{}{last}]}}", heap_of.repeat(count))
    };
    let cases = [
        ("small items", rss("<item><guid>a</guid></item>", most)),
        ("small items and blanks", rss(&padded, most)),
        ("items of 100 bytes", rss(&format!("<item><guid>a</guid>{}</item>", " ".repeat(74)), most)),
        ("items of categories", rss(&items_of(8, 40, "<category>c</category>"), most)),
        ("elements", rss(&carried, most)),
        ("elements of 50 bytes", rss(&items_of(20, 51, "<x:a/>"), most)),
        ("elements of text of 50 bytes", rss(&items_of(20, 51, "<x:a>1</x:a>"), most)),
        ("elements in elements", rss(&items_of(20, 102, "<x:a><x:b>1</x:b></x:a>"), most)),
        ("attributes of 50 bytes", rss(&items_of(7, 153, "<x:a b='c' d='e'/>"), most)),
        ("marked up", rss("<item><description>&lt;p&gt;text &lt;/p&gt;&lt;b&gt;</description></item>", most)),
        (
            "items of markup",
            rss(&items_of(1, 340, &format!("<description>{}</description>", "&lt;b&gt;".repeat(30))), most),
        ),
        (
            "members of JSON",
            json(&padded_to(340, &format!("{{\"id\":\"a\",\"_x\":[{}1]}},", "{},".repeat(15))), "1"),
        ),
        (
            "a member of JSON",
            json(
                "",
                &format!("{{\"id\":\"a\",\"_x\":[{}1]}}", padded_to(40, "{\"a\":1},").repeat(1_600_000)),
            ),
        ),
        (
            "items of soup",
            json(&format!("{{\"id\":\"a\",\"content_html\":\"{}\"}},", "<font><p>".repeat(40)), "1"),
        ),
    ];
    convert("bites_of_hostile_archives", &cases, &[0, 1]);
}
