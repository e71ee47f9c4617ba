//! How fast feeds are read, beside the crate `feed-rs`: `cargo bench --bench reading`. Both read the same 10 MB.

#![allow(clippy::panic, clippy::unwrap_used, missing_docs)]

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use feedmill::internal::format::{self, Input};
use feedmill::model::{Feed, Format, Syntax};

/// How often each feed is read.
const TURNS: u32 = 10;

fn main() {
    divan::main();
}

#[divan::bench(args = Format::ALL, sample_count = TURNS, sample_size = 1)]
fn feedmill(bencher: Bencher<'_, '_>, format: Format) {
    let document = document(format);
    assert_eq!(read(format, &document).entries.len(), ENTRIES as usize);
    counted(bencher, &document).bench(|| read(format, &document));
}

#[divan::bench(args = Format::ALL, sample_count = TURNS, sample_size = 1)]
fn feed_rs(bencher: Bencher<'_, '_>, format: Format) {
    let document = document(format);
    assert_eq!(feed_rs::parser::parse(document.as_bytes()).unwrap().entries.len(), ENTRIES as usize);
    counted(bencher, &document).bench(|| feed_rs::parser::parse(document.as_bytes()));
}

fn counted<'a, 'b>(bencher: Bencher<'a, 'b>, document: &str) -> Bencher<'a, 'b> {
    bencher.counter(BytesCount::of_str(document)).counter(ItemsCount::new(ENTRIES))
}

fn document(format: Format) -> String {
    match format {
        Format::Rss => rss_feed(),
        Format::Atom => atom_feed(),
        Format::JsonFeed => json_document(),
    }
}

/// As `convert` reads: decoded, read to the end, every finding kept.
fn read(format: Format, document: &str) -> Feed {
    let input = Input { name: format.name().to_owned(), bytes: document.as_bytes().to_vec() };
    format::read(&input, Some(Syntax::Feed(format)), None).feed.unwrap().1
}

/// So many entries of about 2.5 KB make 10 MB.
const ENTRIES: u32 = 4_000;

fn body(number: u32) -> String {
    let sentence = "The weir holds, the <em>wheel</em> turns &amp; the miller counts the sacks. ";
    let link = format!("<a href=\"https://example.org/{number}\">more</a>");
    format!("<p>{}</p><p>{link}</p>", sentence.repeat(28))
}

fn escaped(html: &str) -> String {
    html.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn rss_feed() -> String {
    let item = |number: u32| {
        format!(
            "<item><title>Report {number}</title><link>https://example.org/{number}</link>\
             <guid isPermaLink=\"false\">urn:example:{number}</guid><category>Mills</category>\
             <pubDate>Wed, 04 Mar 2026 09:00:00 +0000</pubDate><dc:creator>Ann Miller</dc:creator>\
             <description>A short word</description><content:encoded><![CDATA[{}]]></content:encoded></item>\n",
            body(number)
        )
    };
    format!(
        "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Mills</title>\
         <link>https://example.org/</link><description>d</description>{}</channel></rss>",
        (0..ENTRIES).map(item).collect::<String>()
    )
}

fn atom_feed() -> String {
    let entry = |number: u32| {
        format!(
            "<entry><title>Report {number}</title><link href=\"https://example.org/{number}\"/>\
             <id>urn:example:{number}</id><category term=\"Mills\"/><updated>2026-03-04T09:00:00Z</updated>\
             <author><name>Ann Miller</name></author><content type=\"html\">{}</content></entry>\n",
            escaped(&body(number))
        )
    };
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Mills</title><id>urn:example:mills</id>\
         <updated>2026-03-04T09:00:00Z</updated>{}</feed>",
        (0..ENTRIES).map(entry).collect::<String>()
    )
}

fn json_document() -> String {
    let item = |number: u32| {
        serde_json::json!({
            "id": number.to_string(), "url": format!("https://example.org/{number}"),
            "title": format!("Report {number}"), "content_html": body(number), "tags": ["Mills"],
            "date_published": "2026-03-04T09:00:00Z",
        })
    };
    let items: Vec<_> = (0..ENTRIES).map(item).collect();
    serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "Mills", "items": items})
        .to_string()
}
