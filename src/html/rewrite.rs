//! HTML -> HTML with only the elements and attributes that stay: URLs are absolute, embedded pages become links, and
//! lazily loaded images get their real URL.
//!
//! It works tag by tag and knows no tree: the sanitizer checks afterwards how elements nest and whether the result is safe.

use url::Url;

use super::elements::{is_hidden, is_kept, is_url_attribute, is_void, kept_attribute};
use super::embed::{describe, is_embed, is_listed, is_page, skip_fallback, url_in};
use super::pieces::{Piece, Pieces, Tag};
use super::references::{decode, decode_one};
use super::rules::Rules;
use super::style::harmless;
use super::uri::{resolve, safe};
use crate::text::{escape_html, strip_forbidden};
use crate::uri::written;

/// The names and the escaped values of a tag's attributes.
type Attributes = Vec<(&'static str, String)>;

/// The most escapes in one text or attribute value: serialising a parsed document takes time in proportion to their number
/// times the length of the text.
const MOST_ESCAPES: usize = 1000;

/// By how many bytes a text may grow beyond twice its length.
const LONGEST_GROWTH: usize = 1024 * 1024;

/// A mark without meaning, at which a text ends for the parser.
pub(super) const BREAK: &str = "<!---->";

/// What stays of the fragment, spelled as parsers serialise it. Text that only looks like markup is escaped. Nothing if the
/// result, or the URLs alone, would be far longer than the fragment: many short relative URLs and one long base turn a
/// small text into a huge one.
pub(super) fn rewrite(fragment: &str, rules: &Rules) -> Option<String> {
    let longest = fragment.len().saturating_mul(2).saturating_add(LONGEST_GROWTH);
    let text = strip_forbidden(fragment);
    let mut html = String::with_capacity(text.len());
    let mut escapes = 0;
    let mut spent = 0;
    let mut pieces = Pieces::of(&text);
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(text) => write_text(text, &mut html, &mut escapes),
            Piece::Comment | Piece::Declaration(_) => {}
            Piece::Tag(tag) if is_embed(&tag.name) => {
                let url = url_in(&tag).and_then(|value| resolve(&value, rules.base)).filter(is_page);
                if let Some(url) = &url {
                    spent = url.as_str().len().saturating_add(spent);
                    write_embed(url, &tag, rules, &mut html, &mut spent);
                }
                skip_fallback(&mut pieces, &tag, url.is_some());
            }
            Piece::Tag(tag) if is_kept(&tag.name, rules.keep_styling) => {
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
                // Browsers know some names without a semicolon, and the parser knows which: they all begin with two letters.
                let letters = after.bytes().take_while(u8::is_ascii_alphabetic).take(2).count();
                count_escape(html, escapes);
                html.push_str(if letters == 2 { "&" } else { "&amp;" });
                after
            }
        };
    }
}

/// Writes text whose references are decoded already.
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
            // Parsers drop a line break after `<pre>` and do not write it back: every round would lose another one.
            '\n' | '\r' if html.ends_with("<pre>") => {}
            // At the beginning parsers take it for a byte order mark.
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

fn write_embed(url: &Url, tag: &Tag, rules: &Rules, html: &mut String, spent: &mut usize) {
    if is_listed(url, rules.embeds) {
        let mut attributes = Attributes::from([("src", escape_html(&written(url)))]);
        let kept = kept_in(tag, "iframe", rules, spent);
        let is_of_frame = |name| matches!(name, "width" | "height" | "allowfullscreen" | "title");
        attributes.extend(kept.into_iter().filter(|(name, _)| is_of_frame(*name)));
        write_start("iframe", &attributes, html);
        html.push_str("</iframe>");
        return;
    }
    let embed = describe(url, tag);
    write_start("a", &[("href", escape_html(&embed.link))], html);
    html.push_str(&escape_html(&embed.label));
    html.push_str("</a>");
}

fn write_tag(tag: &Tag, rules: &Rules, html: &mut String, spent: &mut usize) {
    if tag.is_end {
        // Browsers read `</br>` as one more line break, and ignore the end tags of other void elements.
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
        mend_image(tag, rules.base, &mut attributes, spent);
    }
    // Without a URL these elements are useless; a link without one leaves its text.
    let is_needed = match tag.name.as_str() {
        "a" => {
            rules.keep_styling && !attributes.is_empty() || attributes.iter().any(|(name, _)| *name == "href")
        }
        "img" if rules.keep_styling => !attributes.is_empty(),
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

/// The attributes that stay, in the order of the tag. The bytes of their URLs are added to `spent`.
fn kept_in(tag: &Tag, element: &str, rules: &Rules, spent: &mut usize) -> Attributes {
    let mut attributes = Attributes::new();
    let mut seen = Vec::new();
    for (name, value) in &tag.attributes {
        let Some(name) =
            kept_attribute(element, name, rules.keep_styling).filter(|name| !seen.contains(name))
        else {
            continue;
        };
        seen.push(name);
        let value = if is_url_attribute(name) {
            safe_url(element, name, value, rules.base, spent)
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

/// The URL in the attribute value, escaped, if it may stay.
fn safe_url(
    element: &str,
    attribute: &str,
    value: &str,
    base: Option<&Url>,
    spent: &mut usize,
) -> Option<String> {
    let url = safe(element, attribute, &decode(value), base)?;
    *spent = spent.saturating_add(url.len());
    escaped_value(&url)
}

fn escaped_value(value: &str) -> Option<String> {
    let escapes = value.chars().filter(|&character| is_costly(character)).count();
    (escapes < MOST_ESCAPES).then(|| escape_html(value).replace('\u{a0}', "&nbsp;"))
}

/// Whether a serialiser searches all that follows at the character: at the ampersand and at all characters that share their
/// first byte with the no-break space.
fn is_costly(character: char) -> bool {
    matches!(character, '&' | '\u{80}'..='\u{bf}')
}

/// Gives an image the URL that a script would have given it. Its own URL comes first, unless it is a `data:` placeholder.
fn mend_image(tag: &Tag, base: Option<&Url>, attributes: &mut Attributes, spent: &mut usize) {
    let own = attributes.iter().position(|(name, _)| *name == "src");
    let is_placeholder = |url: &str| url.starts_with("data:");
    let own_url = own.and_then(|index| attributes.get(index)).map(|(_, url)| url.as_str());
    if own_url.is_some_and(|url| !is_placeholder(url)) {
        return;
    }
    let named = ["data-src", "data-original", "data-lazy-src"].iter().filter_map(|name| tag.attribute(name));
    let sets = ["srcset", "data-srcset"].iter().filter_map(|name| tag.attribute(name));
    let mut candidates = named.chain(sets.filter_map(first_of_set));
    let mut url_of = |value| safe_url("img", "src", value, base, spent);
    let url = candidates.find_map(|value| url_of(value).filter(|url| !is_placeholder(url)));
    match (url, own.and_then(|index| attributes.get_mut(index))) {
        (Some(url), Some(own)) => own.1 = url,
        (Some(url), None) => attributes.insert(0, ("src", url)),
        (None, _) => {}
    }
}

/// The first URL of a `srcset`: commas separate candidates, white space separates a URL from its size.
fn first_of_set(set: &str) -> Option<&str> {
    set.split_ascii_whitespace().next().map(|url| url.trim_end_matches(','))
}
