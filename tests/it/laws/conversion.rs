//! The whole of a conversion, from any syntax to any.

use std::collections::BTreeSet;
use std::sync::Arc;

use feedmill::convert::{self, Charset, Failure, Input, Options, Output, Syntax};
use feedmill::internal::config::read_own;
use feedmill::internal::format;
use feedmill::internal::record::{FieldNames, Reading, read};
use feedmill::model::{Entry, Format};
use url::Url;

use super::feeds::{is_same, is_well_formed};
use super::markup::{is_absolute, is_inert};

/// What is converted is well-formed; converted to its own format it stays as it is, with nothing found and nothing
/// lost; its HTML is inert, and nothing in it is relative where a base is known; no two entries share an id that the
/// input did not give them; and articles are records without a fault. The first byte chooses what the input is taken
/// for, what it becomes, which encoding is named, and whether relative addresses have a base.
pub fn convert(bytes: &[u8]) {
    let (choice, input) = bytes.split_first().unwrap_or((&0, &[]));
    let [rss, atom, json_feed] = [Format::Rss, Format::Atom, Format::JsonFeed].map(Syntax::Feed).map(Some);
    let from = [None, None, Some(Syntax::Article), rss, atom, json_feed];
    let to = [Some(Format::Rss), Some(Format::Atom), Some(Format::JsonFeed), None];
    let (from, target) = (from[usize::from(choice / 8) % 6], to[usize::from(choice % 4)]);
    let base = (choice & 4 != 0).then(|| Url::parse("https://example.org/feeds/all").expect("an address"));
    let has_base = base.is_some();
    let labels =
        [None, Some("utf-8"), Some("windows-1251"), Some("utf-16le"), Some("shift_jis"), Some("gb18030")];
    let encoding = labels[usize::from(choice / 48)].map(|label| Charset::named(label).expect("an encoding"));
    let Some(output) = converted(input, from, target, base.clone(), encoding) else { return };
    match (output, target) {
        (Output::Document(document), Some(format)) => {
            stays(&document, format, has_base);
            share_no_id(input, from, base.as_ref(), encoding, &document, format);
        }
        (Output::Articles(project), None) => are_records(&project.files, &project.configuration),
        _ => panic!("another kind of output than was asked for"),
    }
}

/// The output; none where the input cannot be read. That an output fails its own check is a fault.
fn converted(
    input: &[u8],
    from: Option<Syntax>,
    target: Option<Format>,
    base: Option<Url>,
    encoding: Option<Charset>,
) -> Option<Output> {
    let to = target.map_or(Syntax::Article, Syntax::Feed);
    let options = Options { from, base, encoding, ..Options::new(to) };
    let input = Input { name: "input".to_owned(), bytes: input.to_vec() };
    match convert::convert(&[input], &options) {
        Ok(converted) => Some(converted.output),
        Err(Failure::Unreadable(findings)) => {
            assert!(!findings.is_empty(), "refused without a word");
            None
        }
        Err(Failure::Output(error)) => panic!("{error}"),
    }
}

fn stays(document: &[u8], format: Format, has_base: bool) {
    is_well_formed(document, format);
    let shown = String::from_utf8_lossy(document);
    match converted(document, None, Some(format), None, None) {
        Some(Output::Document(again)) => is_same(&String::from_utf8_lossy(&again), &shown, "converted again"),
        _ => panic!("is not read: {shown}"),
    }
    if format == Format::JsonFeed {
        let feed: serde_json::Value = serde_json::from_slice(document).expect("it is well-formed");
        let is_of_web = |name: &str| feed[name].as_str().is_some_and(|url| url.starts_with("http"));
        let has_base = has_base || is_of_web("feed_url") || is_of_web("home_page_url");
        for item in feed["items"].as_array().expect("a feed has items") {
            let html = item["content_html"].as_str().unwrap_or_default();
            is_inert(html, &[]);
            if has_base {
                is_absolute(html);
            }
        }
    }
}

/// As many ids are repeated as the input repeats, and none in JSON Feed.
fn share_no_id(
    input: &[u8],
    from: Option<Syntax>,
    base: Option<&Url>,
    encoding: Option<Charset>,
    document: &[u8],
    format: Format,
) {
    let entries = |bytes: &[u8], from, base, encoding| {
        let input = Input { name: "input".to_owned(), bytes: bytes.to_vec() };
        format::read_at(&input, from, base, None, encoding)
            .feed
            .map(|(_, feed)| feed.entries)
            .unwrap_or_default()
    };
    let repeated = |entries: &[Arc<Entry>]| {
        let ids: Vec<&str> = entries.iter().filter_map(|entry| entry.id.as_deref()).collect();
        ids.len() - ids.iter().collect::<BTreeSet<_>>().len()
    };
    let given = entries(input, from, base, encoding);
    let written = entries(document, Some(Syntax::Feed(format)), None, None);
    let most = if format == Format::JsonFeed { 0 } else { repeated(&given) };
    assert!(repeated(&written) <= most, "an id is shared in {}", String::from_utf8_lossy(document));
}

fn are_records(files: &[(String, String)], project: &str) {
    for (name, text) in files {
        assert!(!name.contains('/') && !name.starts_with('.'), "{name:?}");
        match read(name, text.as_bytes(), &FieldNames::default()) {
            Reading::Record(_, findings) => assert_eq!(findings, [], "in {text}"),
            other => panic!("{other:?}: {text}"),
        }
    }
    let base = Url::parse("https://example.org/").expect("an address");
    read_own("feedmill.yaml", project, Some(&base), None)
        .unwrap_or_else(|error| panic!("{error}: {project}"));
}
