//! The bytes of an input become a feed. Its content, never its name, decides its format.

use chrono::{DateTime, Utc};
use url::Url;

use super::diagnostics::Diagnostics;
use super::http::{self, Response};
use super::row::{Read, ReadJson, ReadXml};
use super::{around, article, base as bases, mistaken, row, unescaped, withheld};
use crate::encoding::{self, Charset, Fault, Known, Repair};
use crate::finding::Rule;
use crate::model::{Feed, Format, Position, Syntax};
use crate::record;
use crate::xml::{self, Element, Reader, Step};

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The name that findings show.
    pub name: String,
    /// Its whole content.
    pub bytes: Vec<u8>,
}

/// What reading an input gave.
pub struct Reading {
    /// The feed, and what the input turned out to be; nothing where it cannot be read, for which one of the findings says why.
    pub feed: Option<(Syntax, Feed)>,
    /// What was found in it.
    pub diagnostics: Diagnostics,
    /// The URL that its relative URLs are seen from, where one is given or it names one.
    pub base: Option<Url>,
}

/// Reads an input as what its content shows it to be, or as `from`. Relative URLs are seen from `base` where the document
/// names no other.
pub fn read(input: &Input, from: Option<Syntax>, base: Option<&Url>) -> Reading {
    read_at(input, from, base, None, None)
}

/// As [`read`], at the moment `now`. Without one, articles that are public for a time only are held back. A feed is in the
/// encoding `charset`, if there is one.
pub fn read_at(
    input: &Input,
    from: Option<Syntax>,
    base: Option<&Url>,
    now: Option<DateTime<Utc>>,
    charset: Option<Charset>,
) -> Reading {
    let reading = read_from(input, from, base, now, charset);
    match (&reading.feed, base) {
        (Some((Syntax::Feed(_), feed)), None) => match bases::named_by(feed) {
            Some(base) => seen_from(base, reading, input, from, charset),
            None => reading,
        },
        _ => reading,
    }
}

/// The reading with the base that the document names: another reading, if that changes more than the base of HTML.
fn seen_from(
    base: Url,
    reading: Reading,
    input: &Input,
    from: Option<Syntax>,
    charset: Option<Charset>,
) -> Reading {
    let is_wanted = |(_, feed): &(_, Feed)| bases::is_wanted(feed, &reading.diagnostics);
    if reading.feed.as_ref().is_some_and(is_wanted) {
        drop(reading);
        return read_from(input, from, Some(&base), None, charset);
    }
    Reading { base: Some(base), ..reading }
}

fn read_from(
    input: &Input,
    from: Option<Syntax>,
    base: Option<&Url>,
    now: Option<DateTime<Utc>>,
    charset: Option<Charset>,
) -> Reading {
    let mut diagnostics = Diagnostics::about(&input.name);
    let reading = in_response(input, charset, &mut diagnostics, |bytes, known, diagnostics| {
        let feed = read_body(&input.name, bytes, known, from, base, now, diagnostics);
        Some((feed, base.cloned()))
    });
    let (feed, base) = reading.unwrap_or_default();
    Reading { feed, diagnostics, base }
}

/// Reads what is in the response of a server, where the input is a saved one; the positions of its findings are those in the input.
pub(super) fn in_response<T>(
    input: &Input,
    charset: Option<Charset>,
    diagnostics: &mut Diagnostics,
    read: impl FnOnce(&[u8], Known<'_>, &mut Diagnostics) -> Option<T>,
) -> Option<T> {
    let response = http::response(&input.bytes);
    if response.status.is_none() {
        return read(&input.bytes, Known { charset, label: None }, diagnostics);
    }
    if !report_response(&response, diagnostics) {
        return None;
    }
    let known = Known { charset, label: response.charset.as_deref() };
    let told = diagnostics.findings.len();
    let document = read(response.body, known, diagnostics);
    for position in diagnostics.findings.iter_mut().skip(told).filter_map(|of| of.position.as_mut()) {
        position.line = position.line.saturating_add(response.lines);
    }
    document
}

/// Says what the head of a saved response says; false where its body cannot be read.
fn report_response(response: &Response<'_>, diagnostics: &mut Diagnostics) -> bool {
    let message = "the head of a saved HTTP response was skipped; save documents without -i";
    diagnostics.add(Rule::Repair, START, message);
    if let Some(status) = response.status.filter(|status| !(200..300).contains(status)) {
        let message =
            format!("the saved response has the status {status}: the document may be an error page");
        diagnostics.add(Rule::Repair, START, message);
    }
    // Programs that unpack a response leave its head as it was.
    let is_text = response.body.iter().take(100).all(|byte| !matches!(byte, 0..=8 | 14..=31))
        && !response.body.is_empty();
    if response.coding.is_none() || is_text || wide_or_marked(response.body) {
        return true;
    }
    let message =
        "the saved response is compressed, by its content-encoding: fetch it with curl --compressed";
    diagnostics.add(Rule::Unreadable, START, message);
    false
}

fn wide_or_marked(body: &[u8]) -> bool {
    body.is_empty()
        || [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| body.starts_with(mark))
}

/// Reads what the input holds, without the head of a response.
fn read_body(
    name: &str,
    bytes: &[u8],
    encoding: Known<'_>,
    from: Option<Syntax>,
    base: Option<&Url>,
    now: Option<DateTime<Utc>>,
    diagnostics: &mut Diagnostics,
) -> Option<(Syntax, Feed)> {
    diagnostics.size = bytes.len();
    let known = from.or_else(|| known_by_start(bytes));
    let feed = match known {
        Some(Syntax::Article) => {
            article::read(name, bytes, base, now, diagnostics).map(|feed| (Syntax::Article, feed))
        }
        Some(Syntax::Feed(format)) => match row(format).read {
            Read::Json(read) => {
                json(bytes, encoding, read, base, diagnostics).map(|feed| (Syntax::Feed(format), feed))
            }
            Read::Xml(..) => xml(bytes, encoding, Some(format), base, diagnostics),
        },
        // A list of feeds is no feed, and is called what it is.
        Some(Syntax::Opml) | None => xml(bytes, encoding, None, base, diagnostics),
    };
    feed.map(|(syntax, mut feed)| {
        withheld::withhold(&mut feed, diagnostics);
        (syntax, feed)
    })
}

/// Whether a file that begins so is meant to be a feed, sound or not. Files of other kinds have the same endings.
pub fn looks_like_feed(beginning: &[u8]) -> bool {
    // Of UTF-16 and UTF-32, the ASCII characters are what remains without zeros.
    let beginning: Vec<u8> = beginning.iter().copied().filter(|&byte| byte != 0).collect();
    let text = String::from_utf8_lossy(&beginning).to_ascii_lowercase();
    if is_json(&beginning) {
        return text.contains("jsonfeed.org/version");
    }
    let opens = |root: &str| {
        let is_tag = |(at, _): (usize, &str)| {
            let (before, after) = (text.get(..at), text.get(at.saturating_add(root.len())..));
            let name = before.and_then(|before| before.rsplit_once('<')).map(|(_, prefix)| prefix);
            name.is_some_and(|prefix| prefix.is_empty() || is_prefix(prefix))
                && after.is_some_and(|after| {
                    !after.starts_with(|next: char| next.is_alphanumeric() || "-_.:".contains(next))
                })
        };
        text.match_indices(root).any(is_tag)
    };
    let is_meant =
        |root: &&str| *root != "rdf" || text.contains("purl.org/rss") || text.contains("netscape.com/rdf");
    let roots = Format::ALL.into_iter().filter_map(xml_reader).flat_map(|(roots, _)| roots);
    roots.copied().filter(is_meant).any(opens)
}

/// Whether the text in front of the local name of an element is a prefix of a namespace.
fn is_prefix(text: &str) -> bool {
    text.strip_suffix(':')
        .is_some_and(|prefix| !prefix.is_empty() && prefix.chars().all(char::is_alphanumeric))
}

/// What the input is by its first characters; nothing where it may be XML.
fn known_by_start(bytes: &[u8]) -> Option<Syntax> {
    if record::opens_front_matter(bytes) {
        return Some(Syntax::Article);
    }
    let is_json_format = |&format: &Format| match row(format).read {
        Read::Json(_) => true,
        Read::Xml(..) => false,
    };
    Format::ALL.into_iter().find(is_json_format).filter(|_| is_json(bytes)).map(Syntax::Feed)
}

/// Whether the first character, in whatever encoding, opens an object.
fn is_json(bytes: &[u8]) -> bool {
    let bytes = [&b"\xef\xbb\xbf"[..], b"\0\0\xfe\xff", b"\xff\xfe", b"\xfe\xff"]
        .iter()
        .find_map(|mark| bytes.strip_prefix(*mark))
        .unwrap_or(bytes);
    let is_blank = |byte: &&u8| byte.is_ascii_whitespace() || **byte == 0;
    bytes.iter().find(|byte| !is_blank(byte)).is_some_and(|&first| matches!(first, b'{' | b'['))
}

fn json(
    bytes: &[u8],
    known: Known<'_>,
    read: ReadJson,
    base: Option<&Url>,
    diagnostics: &mut Diagnostics,
) -> Option<Feed> {
    let feed = encoding::decode_json(bytes, known).and_then(|decoded| {
        report(decoded.repairs, diagnostics);
        read(&decoded.text, base.map(Url::as_str), diagnostics)
    });
    feed.map_err(|fault| diagnostics.add(Rule::Unreadable, fault.position, fault.message)).ok()
}

fn xml(
    bytes: &[u8],
    known: Known<'_>,
    from: Option<Format>,
    base: Option<&Url>,
    diagnostics: &mut Diagnostics,
) -> Option<(Syntax, Feed)> {
    if bytes.trim_ascii().is_empty() {
        let message = "the input is empty; give a feed or an article";
        diagnostics.add(Rule::Unreadable, START, message);
        return None;
    }
    if let Some(what) = mistaken::by_signature(bytes) {
        diagnostics.add(Rule::Unreadable, START, format!("this is {what}"));
        return None;
    }
    let decoded = match encoding::decode_xml(bytes, known) {
        Ok(decoded) => decoded,
        Err(fault) => {
            diagnostics.add(Rule::Unreadable, fault.position, fault.message);
            return None;
        }
    };
    report(decoded.repairs, diagnostics);
    let fresh = diagnostics.anew();
    let mut first = std::mem::replace(diagnostics, fresh);
    let before = first.findings.clone();
    let fault = match text(&decoded.text, Vec::new(), from, base, &mut first) {
        Ok(feed) => {
            *diagnostics = first;
            return Some(feed);
        }
        Err(fault) => fault,
    };
    if let Some((feed, mut second)) = with_html(&decoded.text, from, base, diagnostics) {
        second.findings.splice(0..0, before);
        *diagnostics = second;
        return Some(feed);
    }
    match among_others(&decoded.text, fault, from, base, diagnostics) {
        Ok(feed) => {
            diagnostics.findings.splice(0..0, before);
            Some(feed)
        }
        Err(message) => {
            *diagnostics = first;
            let known = || from.is_none().then(|| mistaken::by_opening(&decoded.text, base)).flatten();
            let (position, message) = match (message, fault.message == NO_FEED) {
                (Some(message), _) => (fault.position, message),
                (None, true) => (fault.position, known().unwrap_or_else(|| fault.message.to_owned())),
                (None, false) => {
                    known().map_or((fault.position, fault.message.to_owned()), |message| (START, message))
                }
            };
            diagnostics.add(Rule::Unreadable, position, message);
            None
        }
    }
}

fn text(
    text: &str,
    html: Vec<(usize, &str)>,
    from: Option<Format>,
    base: Option<&Url>,
    diagnostics: &mut Diagnostics,
) -> Result<(Syntax, Feed), Fault> {
    let resolved = xml::with_entities(text);
    let text = resolved.as_deref().unwrap_or(text);
    let mut reader = Reader::with_html(text, base.map(Url::as_str), html);
    let feed = document(&mut reader, from, diagnostics);
    report(reader.take_repairs(), diagnostics);
    feed
}

/// The feed, if it can be read once the HTML that stands in it unescaped is taken for what it is.
fn with_html(
    whole: &str,
    from: Option<Format>,
    base: Option<&Url>,
    diagnostics: &Diagnostics,
) -> Option<((Syntax, Feed), Diagnostics)> {
    let whole = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let html = unescaped::html(whole);
    if html.is_empty() {
        return None;
    }
    let blanked = unescaped::blanked(whole, &html);
    let mut second = diagnostics.anew();
    let feed = text(&blanked, html, from, base, &mut second).ok()?;
    Some((feed, second))
}

/// The one feed that stands among other markup, at which reading failed; else the message, where it is another.
fn among_others(
    text_of_all: &str,
    fault: Fault,
    from: Option<Format>,
    base: Option<&Url>,
    diagnostics: &mut Diagnostics,
) -> Result<(Syntax, Feed), Option<String>> {
    let is_rdf_feed = || ["purl.org/rss", "netscape.com/rdf"].iter().any(|name| text_of_all.contains(name));
    // A bare channel or entry could be part of anything.
    let is_root = |name: &str| match name.to_ascii_lowercase().as_str() {
        "rss" | "feed" => true,
        "rdf" => is_rdf_feed(),
        _ => false,
    };
    let feeds = around::feeds(text_of_all, is_root);
    let [feed] = feeds.as_slice() else {
        let message = format!("there are {} feeds in one document: give each a file of its own", feeds.len());
        return Err((feeds.len() > 1).then_some(message));
    };
    if text_of_all.len() == feed.len() {
        return Err(None);
    }
    let message = "other markup stands around the feed: it was skipped";
    diagnostics.add(Rule::Repair, fault.position, message);
    text(&around::alone(text_of_all, feed), Vec::new(), from, base, diagnostics).map_err(|_| None)
}

const NO_FEED: &str = "this is neither rss nor atom nor json feed nor an article with front matter";

const START: Position = Position { line: 1, column: 1 };

/// Reads the document by its root element, and to its end: a truncated feed is refused.
fn document(
    reader: &mut Reader<'_>,
    from: Option<Format>,
    diagnostics: &mut Diagnostics,
) -> Result<(Syntax, Feed), Fault> {
    let root = loop {
        match reader.step()? {
            Some(Step::Open(root)) => break root,
            Some(_) => {}
            None => {
                return Err(Fault { position: START, message: "the document has no element; give a feed" });
            }
        }
    };
    let known = from.or_else(|| known_by_root(&root));
    let (format, read) = known
        .and_then(|format| Some((format, xml_reader(format)?.1)))
        .ok_or(Fault { position: root.position, message: NO_FEED })?;
    let feed = read(reader, root, diagnostics)?;
    if let Some(fault) = diagnostics.excess() {
        return Err(fault);
    }
    while reader.step()?.is_some() {}
    Ok((Syntax::Feed(format), feed))
}

/// What a document is, by its root element.
fn known_by_root(root: &Element) -> Option<Format> {
    let name = root.local.to_ascii_lowercase();
    let is_named =
        |&format: &Format| xml_reader(format).is_some_and(|(roots, _)| roots.contains(&name.as_str()));
    Format::ALL.into_iter().find(is_named)
}

/// The names of root elements and the reader of a format that is XML.
fn xml_reader(format: Format) -> Option<(&'static [&'static str], ReadXml)> {
    match row(format).read {
        Read::Xml(roots, read) => Some((roots, read)),
        Read::Json(_) => None,
    }
}

/// Reports what was repaired before the document was read.
pub(super) fn report(repairs: Vec<Repair>, diagnostics: &mut Diagnostics) {
    for repair in repairs {
        let message = repair.kind.message();
        let more = match repair.count {
            1 => String::new(),
            count => format!(" (here and at {} later places)", count.saturating_sub(1)),
        };
        let rule = if repair.kind.loses_text() { Rule::FeedText } else { Rule::Repair };
        diagnostics.add(rule, repair.position, format!("{message}{more}"));
        diagnostics.more_lost(rule, repair.count.saturating_sub(1));
    }
}
