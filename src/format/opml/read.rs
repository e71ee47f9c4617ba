//! A document of OPML -> the list of feeds in it. Programs write the names of attributes in any case, and leave out `type`, `text` or
//! `title`. What is no feed, such as a link to a page or another list, is counted and left out.

use super::{List, Outline, Subscription};
use crate::encoding::{self, Charset, Fault, Known};
use crate::finding::Rule;
use crate::format::Input;
use crate::format::diagnostics::Diagnostics;
use crate::format::read::{in_response, report};
use crate::xml::{self, Element, Reader, Step};

/// How much of a document says what it is, in bytes.
const BEGINNING: usize = 16 * 1024;

/// What an outline is called that is left out.
const NO_FEED: &str = "outlines that are no feeds";

/// Whether the document is meant to be OPML, sound or not.
pub fn is_opml(bytes: &[u8]) -> bool {
    // Of UTF-16 and UTF-32, the ASCII characters are what remains without zeros.
    let beginning: Vec<u8> = bytes.iter().copied().filter(|&byte| byte != 0).take(BEGINNING).collect();
    let text = String::from_utf8_lossy(&beginning).to_ascii_lowercase();
    let mut roots = text.match_indices('<').filter_map(|(at, _)| text.get(at.saturating_add(1)..));
    let root = roots.find(|rest| rest.starts_with(|first: char| first.is_ascii_alphabetic()));
    root.and_then(|root| root.strip_prefix("opml"))
        .is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_whitespace() || "/>".contains(next)))
}

/// Reads the document, in the encoding `charset` if there is one; `None` where that is impossible, for which a finding says why.
pub fn read(input: &Input, charset: Option<Charset>, diagnostics: &mut Diagnostics) -> Option<List> {
    in_response(input, charset, diagnostics, |bytes, known, diagnostics| {
        decoded(bytes, known, diagnostics)
            .map_err(|fault| diagnostics.add(Rule::Unreadable, fault.position, fault.message))
            .ok()
    })
}

fn decoded(bytes: &[u8], known: Known<'_>, diagnostics: &mut Diagnostics) -> Result<List, Fault> {
    let decoded = encoding::decode_xml(bytes, known)?;
    report(decoded.repairs, diagnostics);
    let resolved = xml::with_entities(&decoded.text);
    let mut reader = Reader::new(resolved.as_deref().unwrap_or(&decoded.text), None);
    let list = list(&mut reader, diagnostics);
    report(reader.take_repairs(), diagnostics);
    list
}

/// Steps through the document. An element that holds outlines and is none itself has no outline on the stack.
fn list(reader: &mut Reader<'_>, diagnostics: &mut Diagnostics) -> Result<List, Fault> {
    let (mut list, mut around) = (List::default(), Vec::<Option<Outline>>::new());
    while let Some(step) = reader.step()? {
        match step {
            Step::Open(element) => match element.local.to_ascii_lowercase().as_str() {
                "outline" => around.push(Some(outline(&element))),
                "opml" | "head" | "body" => around.push(None),
                "title" if list.title.is_empty() => list.title = reader.subtree(element)?.text(),
                _ => reader.skip(element)?,
            },
            Step::Text => {}
            Step::Close => {
                let Some(outline) = around.pop().flatten() else { continue };
                if outline.feed.is_none() && outline.outlines.is_empty() {
                    let count = diagnostics.lost.entry(NO_FEED.to_owned()).or_default();
                    *count = count.saturating_add(1);
                    continue;
                }
                let above = around.iter_mut().rev().find_map(Option::as_mut);
                above.map_or(&mut list.outlines, |above| &mut above.outlines).push(outline);
            }
        }
    }
    Ok(list)
}

fn outline(element: &Element) -> Outline {
    let attribute = |name: &str| {
        let value = element.attribute(name).map(str::trim).filter(|value| !value.is_empty());
        value.map(str::to_owned)
    };
    let is_link = attribute("type")
        .is_some_and(|kind| ["link", "include"].contains(&kind.to_ascii_lowercase().as_str()));
    let url =
        attribute("xmlUrl").or_else(|| attribute("url").filter(|_| attribute("type").is_some() && !is_link));
    let text = attribute("text").or_else(|| attribute("title")).or_else(|| url.clone()).unwrap_or_default();
    let feed = url.map(|url| Subscription {
        url,
        page: attribute("htmlUrl"),
        description: attribute("description"),
        language: attribute("language"),
        version: attribute("version"),
    });
    Outline { text, feed, outlines: Vec::new() }
}
