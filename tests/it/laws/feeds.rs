//! The readers of feeds and the writers of the same formats.

use feedmill::internal::format::{self, Input};
use feedmill::internal::xml::Reader;
use feedmill::model::{Feed, Format, Syntax};

/// What the reader of RSS reads, its writer writes, and nothing changes from then on.
pub fn rss(bytes: &[u8]) {
    holds(bytes, Format::Rss);
}

/// What the reader of Atom reads, its writer writes, and nothing changes from then on.
pub fn atom(bytes: &[u8]) {
    holds(bytes, Format::Atom);
}

/// What the reader of JSON Feed reads, its writer writes, and nothing changes from then on.
pub fn json_feed(bytes: &[u8]) {
    holds(bytes, Format::JsonFeed);
}

/// The document that a feed is written as is accepted by the strict read-back, which is in the writer, and by a parser
/// of somebody else's; reading it mends nothing; and what is read of it is written the same again.
fn holds(bytes: &[u8], format: Format) {
    let Some(feed) = read(bytes, format) else { return };
    if format != Format::Rss && feed.entries.iter().any(|entry| entry.id.is_none()) {
        // Conversion gives ids to such entries; to write them without is refused.
        return;
    }
    let first = format::write(&feed, format).unwrap_or_else(|error| panic!("{error}"));
    let (second, read_back) = settles(&first, format);
    is_same(&second, &String::from_utf8_lossy(&first), "is written otherwise the second time");
    assert_eq!(settles(second.as_bytes(), format).1, read_back, "is read otherwise the second time");
}

/// What a document of ours is written as again, and the feed between.
fn settles(document: &[u8], format: Format) -> (String, Feed) {
    is_well_formed(document, format);
    let shown = String::from_utf8_lossy(document);
    let feed = read(document, format).unwrap_or_else(|| panic!("is not read: {shown}"));
    let again = format::write(&feed, format).unwrap_or_else(|error| panic!("{error}: {shown}"));
    (String::from_utf8(again).expect("what is written is UTF-8"), feed)
}

/// Panics at the first line where the texts differ.
pub fn is_same(left: &str, right: &str, what: &str) {
    if left != right {
        let differs = left.lines().zip(right.lines()).position(|(left, right)| left != right);
        let line = |text: &str| text.lines().nth(differs.unwrap_or_default()).map(str::to_owned);
        panic!("{what}, in line {differs:?}:\n{:?}\n{:?}", line(left), line(right));
    }
}

/// Panics where a parser of somebody else's, or our own, finds a fault in a document of ours.
pub fn is_well_formed(document: &[u8], format: Format) {
    let text = std::str::from_utf8(document).expect("what is written is UTF-8");
    if format == Format::JsonFeed {
        serde_json::from_str::<serde_json::Value>(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        return;
    }
    let mut events = quick_xml::NsReader::from_str(text);
    events.config_mut().check_comments = true;
    loop {
        match events.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(_) => {}
            Err(error) => panic!("{error}: {text}"),
        }
    }
    let mut reader = Reader::new(text, None);
    while reader.step().unwrap_or_else(|fault| panic!("{fault:?}: {text}")).is_some() {}
    assert_eq!(reader.take_repairs(), [], "mended in {text}");
}

/// The feed, as `convert` reads it where the format is known.
fn read(bytes: &[u8], format: Format) -> Option<Feed> {
    let input = Input { name: "input".to_owned(), bytes: bytes.to_vec() };
    format::read(&input, Some(Syntax::Feed(format)), None).feed.map(|(_, feed)| feed)
}
