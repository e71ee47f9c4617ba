//! HTML written anew with nothing in it but the elements and attributes that stay, every address absolute, embedded
//! pages replaced by links and lazily loading pictures mended.
//!
//! It works tag by tag and knows no tree: how elements nest, and whether the result is safe, is judged afterwards.

use url::Url;

use super::clean::Rules;
use super::elements::{is_address, is_hidden, is_kept, is_void, kept_attribute};
use super::embed::{address_in, describe, is_embed, is_listed, is_page, skip_fallback};
use super::pieces::{Piece, Pieces, Tag};
use super::references::{decode, decode_one};
use super::style::harmless;
use super::uri::{resolve, safe};
use crate::text::{escape_html, publishable};
use crate::uri::written;

/// The names and values of a tag's attributes, the values escaped.
type Attributes = Vec<(&'static str, String)>;

/// So many escapes may stand in one text or attribute value: writing out a parsed document takes time in proportion
/// to their number times its length.
const MOST_ESCAPES: usize = 1000;

/// How much longer than its double a text may become, in bytes.
const LONGEST_GROWTH: usize = 1024 * 1024;

/// A mark without meaning that ends a text for the parser.
pub(super) const BREAK: &str = "<!---->";

/// The fragment with what stays of it, spelled as parsers write it. Text that only looks like markup is escaped. None where
/// that is far longer than the fragment, or its addresses alone would be, whether they stay or not: many short relative
/// addresses and one long base make a small text a huge one.
pub(super) fn rewrite(fragment: &str, rules: &Rules) -> Option<String> {
    let longest = fragment.len().saturating_mul(2).saturating_add(LONGEST_GROWTH);
    let text = publishable(fragment);
    let mut html = String::with_capacity(text.len());
    let mut escapes = 0;
    let mut spent = 0;
    let mut pieces = Pieces::of(&text);
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(text) => write_text(text, &mut html, &mut escapes),
            Piece::Comment | Piece::Declaration(_) => {}
            Piece::Tag(tag) if is_embed(&tag.name) => {
                let address = address_in(&tag).and_then(|value| resolve(&value, rules.base)).filter(is_page);
                if let Some(address) = &address {
                    spent = address.as_str().len().saturating_add(spent);
                    write_embed(address, &tag, rules, &mut html, &mut spent);
                }
                skip_fallback(&mut pieces, &tag, address.is_some());
            }
            Piece::Tag(tag) if is_kept(&tag.name, rules.keeps_looks) => {
                write_tag(&tag, rules, &mut html, &mut spent);
            }
            Piece::Tag(tag) if !tag.is_end && is_hidden(&tag.name) => {
                let is_program = matches!(tag.name.as_str(), "script" | "style");
                if !pieces.skip_content(&tag.name) && is_program {
                    pieces.finish();
                }
            }
            Piece::Tag(_) => {}
        }
        if html.len().max(spent) > longest {
            return None;
        }
    }
    Some(html)
}

fn write_text(text: &str, html: &mut String, escapes: &mut usize) {
    let mut rest = text;
    loop {
        let (before, after) =
            rest.split_once('&').map_or((rest, None), |(before, after)| (before, Some(after)));
        write_plain(before, html, escapes);
        let Some(after) = after else { return };
        let mut decoded = String::new();
        rest = match decode_one(after, &mut decoded) {
            Some(rest) => {
                write_plain(&decoded, html, escapes);
                rest
            }
            None => {
                // Browsers know some names without their semicolon, and the parser knows which: all of them begin with
                // two letters.
                let letters = after.bytes().take_while(u8::is_ascii_alphabetic).take(2).count();
                count_escape(html, escapes);
                html.push_str(if letters == 2 { "&" } else { "&amp;" });
                after
            }
        };
    }
}

/// Writes text in which ampersands mean themselves.
fn write_plain(text: &str, html: &mut String, escapes: &mut usize) {
    let mut previous = '\0';
    for character in text.chars() {
        if is_costly(character) {
            count_escape(html, escapes);
        }
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\u{a0}' => html.push_str("&nbsp;"),
            '\n' if previous == '\r' => {}
            // Parsers drop a line break after `<pre>` and nobody writes it back: each time another one would go.
            '\n' | '\r' if html.ends_with("<pre>") => {}
            // Parsers take it for a byte order mark there.
            '\u{feff}' if html.is_empty() => {}
            '\r' => html.push('\n'),
            _ => html.push(character),
        }
        previous = character;
    }
}

fn count_escape(html: &mut String, escapes: &mut usize) {
    *escapes = escapes.saturating_add(1);
    if *escapes >= MOST_ESCAPES {
        html.push_str(BREAK);
        *escapes = 0;
    }
}

fn write_embed(address: &Url, tag: &Tag, rules: &Rules, html: &mut String, spent: &mut usize) {
    if is_listed(address, rules.embeds) {
        let mut attributes = Attributes::from([("src", escape_html(&written(address)))]);
        let kept = kept_in(tag, "iframe", rules, spent);
        attributes.extend(kept.into_iter().filter(|(name, _)| is_frame_attribute(name)));
        write_start("iframe", &attributes, html);
        html.push_str("</iframe>");
        return;
    }
    let embed = describe(address, tag);
    write_start("a", &[("href", escape_html(&embed.link))], html);
    html.push_str(&escape_html(&embed.label));
    html.push_str("</a>");
}

fn is_frame_attribute(name: &str) -> bool {
    matches!(name, "width" | "height" | "allowfullscreen" | "title")
}

fn write_tag(tag: &Tag, rules: &Rules, html: &mut String, spent: &mut usize) {
    if tag.is_end {
        // Browsers read the end tag of `br` as one more line break, and all others of void elements as nothing.
        if tag.name == "br" {
            html.push_str("<br>");
        } else if !is_void(&tag.name) {
            html.push_str("</");
            html.push_str(&tag.name);
            html.push('>');
        }
        return;
    }
    let mut attributes = kept_in(tag, &tag.name, rules, spent);
    if tag.name == "img" {
        mend_picture(tag, rules.base, &mut attributes, spent);
    }
    // Without their address these elements say nothing; a link without one leaves its text.
    let is_needed = match tag.name.as_str() {
        "a" => {
            rules.keeps_looks && !attributes.is_empty() || attributes.iter().any(|(name, _)| *name == "href")
        }
        "img" if rules.keeps_looks => !attributes.is_empty(),
        "img" | "source" | "track" => attributes.iter().any(|(name, _)| *name == "src"),
        _ => true,
    };
    if is_needed {
        write_start(&tag.name, &attributes, html);
    }
}

fn write_start(element: &str, attributes: &[(&str, String)], html: &mut String) {
    html.push('<');
    html.push_str(element);
    for (name, value) in attributes {
        html.push(' ');
        html.push_str(name);
        html.push_str("=\"");
        html.push_str(value);
        html.push('"');
    }
    html.push('>');
}

/// The attributes that stay, in the order of the tag. What addresses come to is added to `spent`, in bytes.
fn kept_in(tag: &Tag, element: &str, rules: &Rules, spent: &mut usize) -> Attributes {
    let mut attributes = Attributes::new();
    let mut seen = Vec::new();
    for (name, value) in &tag.attributes {
        let Some(name) = kept_attribute(element, name, rules.keeps_looks).filter(|name| !seen.contains(name))
        else {
            continue;
        };
        seen.push(name);
        let value = if is_address(name) {
            safe_address(element, name, value, rules.base, spent)
        } else if name == "style" {
            harmless(&decode(value)).as_deref().and_then(escaped_value)
        } else {
            let value = decode(value).replace("\r\n", "\n").replace('\r', "\n");
            escaped_value(&value)
        };
        attributes.extend(value.map(|value| (name, value)));
    }
    attributes
}

/// The address in the attribute value, escaped, if it may stay.
fn safe_address(
    element: &str,
    attribute: &str,
    value: &str,
    base: Option<&Url>,
    spent: &mut usize,
) -> Option<String> {
    let address = safe(element, attribute, &decode(value), base)?;
    *spent = spent.saturating_add(address.len());
    escaped_value(&address)
}

fn escaped_value(value: &str) -> Option<String> {
    let escapes = value.chars().filter(|&character| is_costly(character)).count();
    (escapes < MOST_ESCAPES).then(|| escape_html(value).replace('\u{a0}', "&nbsp;"))
}

/// Whether writing out a document pauses at the character to look through all that follows. The characters that
/// share their first byte with the no-break space are among them.
fn is_costly(character: char) -> bool {
    matches!(character, '&' | '\u{80}'..='\u{bf}')
}

/// Gives the picture the address that a script would have given it. Its own counts for more, unless it is none or a
/// placeholder inside the page.
fn mend_picture(tag: &Tag, base: Option<&Url>, attributes: &mut Attributes, spent: &mut usize) {
    let own = attributes.iter().position(|(name, _)| *name == "src");
    let is_placeholder = |address: &str| address.starts_with("data:");
    let own_address = own.and_then(|index| attributes.get(index)).map(|(_, address)| address.as_str());
    if own_address.is_some_and(|address| !is_placeholder(address)) {
        return;
    }
    let named = ["data-src", "data-original", "data-lazy-src"].iter().filter_map(|name| tag.attribute(name));
    let sets = ["srcset", "data-srcset"].iter().filter_map(|name| tag.attribute(name));
    let mut candidates = named.chain(sets.filter_map(first_of_set));
    let mut address_of = |value| safe_address("img", "src", value, base, spent);
    let address = candidates.find_map(|value| address_of(value).filter(|address| !is_placeholder(address)));
    match (address, own.and_then(|index| attributes.get_mut(index))) {
        (Some(address), Some(own)) => own.1 = address,
        (Some(address), None) => attributes.insert(0, ("src", address)),
        (None, _) => {}
    }
}

/// The first address of a `srcset`: candidates are parted by commas, an address and its size by white space.
fn first_of_set(set: &str) -> Option<&str> {
    set.split_ascii_whitespace().next().map(|address| address.trim_end_matches(','))
}
