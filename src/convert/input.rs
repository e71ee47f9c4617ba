//! The bytes of one input become a feed: what it is shows its content, never its name.

use url::Url;

use super::{Options, article};
use crate::encoding::{self, Repair};
use crate::finding::Rule;
use crate::format::diagnostics::Diagnostics;
use crate::format::{atom, json_feed, rss};
use crate::model::{Feed, Position};
use crate::xml::{Element, Fault, Reader, Step};

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The name that findings show.
    pub name: String,
    /// Its whole content.
    pub bytes: Vec<u8>,
}

/// What an input can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Front matter and a body.
    Article,
    /// Any RSS, from 0.90 to 2.0.
    Rss,
    /// Atom 0.3 or 1.0.
    Atom,
    /// JSON Feed 1.0 or 1.1.
    JsonFeed,
}

impl Syntax {
    /// The name that messages and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Syntax::Article => "article",
            Syntax::Rss => "rss",
            Syntax::Atom => "atom",
            Syntax::JsonFeed => "json",
        }
    }
}

/// How files begin that are often given by mistake.
const OTHERS: [(&[u8], &str); 5] = [
    (b"\x1f\x8b", "compressed with gzip: unpack it first"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"%PDF", "a PDF document"),
];

/// What reading an input gave.
pub(super) struct Reading {
    /// The feed; none where the input cannot be read, which one of the notes tells.
    pub(super) feed: Option<Feed>,
    /// What there is to say about it.
    pub(super) diagnostics: Diagnostics,
    /// What the input turned out to be.
    pub(super) source: Option<Syntax>,
}

/// Reads an input.
pub(super) fn read(input: &Input, options: &Options) -> Reading {
    let mut diagnostics = Diagnostics::about(&input.name);
    let (source, feed) = match options.from {
        Some(Syntax::Article) => (Some(Syntax::Article), article::read(input, options, &mut diagnostics)),
        Some(Syntax::JsonFeed) => json(input, options, &mut diagnostics),
        Some(Syntax::Rss | Syntax::Atom) => xml(input, options, &mut diagnostics),
        None if is_article(&input.bytes) => {
            (Some(Syntax::Article), article::read(input, options, &mut diagnostics))
        }
        None if is_json(&input.bytes) => json(input, options, &mut diagnostics),
        None => xml(input, options, &mut diagnostics),
    };
    Reading { feed, diagnostics, source }
}

/// Whether the input begins with the dashes of front matter.
fn is_article(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    first.trim_ascii_end() == b"---"
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

fn json(input: &Input, options: &Options, diagnostics: &mut Diagnostics) -> (Option<Syntax>, Option<Feed>) {
    let feed =
        encoding::decode_json(&input.bytes).map_err(|fault| (fault.position, fault.message.to_owned()));
    let feed = feed.and_then(|decoded| {
        tell(decoded.repairs, diagnostics);
        let base = options.base.as_ref().map(Url::as_str);
        json_feed::read(&decoded.text, base, diagnostics)
            .map_err(|fault| (fault.position, fault.message.to_string()))
    });
    (
        Some(Syntax::JsonFeed),
        feed.map_err(|(position, message)| diagnostics.add(Rule::Unreadable, position, message)).ok(),
    )
}

fn xml(input: &Input, options: &Options, diagnostics: &mut Diagnostics) -> (Option<Syntax>, Option<Feed>) {
    if input.bytes.trim_ascii().is_empty() {
        let message = "there is nothing in it; give a feed or an article";
        diagnostics.add(Rule::Unreadable, START, message);
        return (None, None);
    }
    if let Some((_, what)) = OTHERS.iter().find(|(start, _)| input.bytes.starts_with(start)) {
        diagnostics.add(Rule::Unreadable, START, format!("this is {what}, neither a feed nor an article"));
        return (None, None);
    }
    let decoded = match encoding::decode_xml(&input.bytes) {
        Ok(decoded) => decoded,
        Err(fault) => {
            diagnostics.add(Rule::Unreadable, fault.position, fault.message);
            return (None, None);
        }
    };
    tell(decoded.repairs, diagnostics);
    let mut reader = Reader::new(&decoded.text, options.base.as_ref().map(Url::as_str));
    let mut source = None;
    let feed = document(&mut reader, options.from, &mut source, diagnostics);
    tell(reader.take_repairs(), diagnostics);
    (source, feed.map_err(|fault| diagnostics.add(Rule::Unreadable, fault.position, fault.message)).ok())
}

const START: Position = Position { line: 1, column: 1 };

/// Reads the document by its root element, and to its end: a feed that is cut off is no feed.
fn document(
    reader: &mut Reader<'_>,
    from: Option<Syntax>,
    source: &mut Option<Syntax>,
    diagnostics: &mut Diagnostics,
) -> Result<Feed, Fault> {
    let root = loop {
        match reader.step()? {
            Some(Step::Open(root)) => break root,
            Some(_) => {}
            None => return Err(Fault { position: START, message: "there is no element in it; give a feed" }),
        }
    };
    let syntax = from.or_else(|| syntax_of(&root)).ok_or(Fault {
        position: root.position,
        message: "this is neither rss nor atom nor json feed nor an article with front matter",
    })?;
    *source = Some(syntax);
    let feed = match syntax {
        Syntax::Atom => atom::read(reader, root, diagnostics)?,
        _ => rss::read(reader, root, diagnostics)?,
    };
    if let Some(fault) = diagnostics.excess() {
        return Err(fault);
    }
    while reader.step()?.is_some() {}
    Ok(feed)
}

/// What a document is, by its root element.
fn syntax_of(root: &Element) -> Option<Syntax> {
    match root.local.to_ascii_lowercase().as_str() {
        "feed" | "entry" => Some(Syntax::Atom),
        "rss" | "rdf" | "channel" => Some(Syntax::Rss),
        _ => None,
    }
}

/// Notes what was put right before anything was understood.
fn tell(repairs: Vec<Repair>, diagnostics: &mut Diagnostics) {
    for repair in repairs {
        let message = repair.kind.message();
        let more = match repair.count {
            1 => String::new(),
            count => format!(" (here and at {} later places)", count.saturating_sub(1)),
        };
        diagnostics.add(Rule::Repair, repair.position, format!("{message}{more}"));
    }
}
