//! Text and values of attributes -> HTML, spelled as parsers serialise it.
//!
//! Escapes are counted: serialising a parsed document searches all that follows at each.

use memchr::{memchr, memchr2_iter};

use super::references::decode_one;
use crate::text::{escape_html, plain_length};

/// The most escapes in one text or attribute value: serialising a parsed document takes time in proportion to their number
/// times the length of the text.
const MOST_ESCAPES: usize = 1000;

/// A mark without meaning, at which a text ends for the parser.
pub(super) const BREAK: &str = "<!---->";

/// The references that parsers write, and whether they are costly.
const SPELLINGS: [(&str, bool); 4] = [("&amp;", true), ("&nbsp;", true), ("&lt;", false), ("&gt;", false)];

/// Writes text with its references, which are spelled as the characters that they stand for where these need none.
pub(super) fn write_text(text: &str, html: &mut String, escapes: &mut usize) {
    let mut rest = text;
    loop {
        let end = memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        let (before, reference) = rest.split_at_checked(end).unwrap_or((rest, ""));
        write_plain(before, html, escapes);
        let Some(after) = reference.strip_prefix('&') else { return };
        // Most are spelled so already.
        if let Some((spelling, is_costly)) = SPELLINGS.iter().find(|(own, _)| reference.starts_with(own)) {
            if *is_costly {
                count_escape(html, escapes);
            }
            html.push_str(spelling);
            rest = reference.get(spelling.len()..).unwrap_or_default();
            continue;
        }
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
pub(super) fn write_plain(text: &str, html: &mut String, escapes: &mut usize) {
    let mut previous = '\0';
    let mut rest = text;
    while !rest.is_empty() {
        // Most characters stay as they are; the others and their like are few.
        let plain = plain_length(rest.as_bytes(), is_changed);
        let (before, after) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        html.push_str(before);
        previous = if before.is_empty() { previous } else { '\0' };
        let mut characters = after.chars();
        let Some(character) = characters.next() else { return };
        rest = characters.as_str();
        write_character(character, previous, html, escapes);
        previous = character;
    }
}

/// Whether a character that begins with the byte may be written in another way, or is costly. None is in the middle of one.
fn is_changed(byte: u8) -> bool {
    (byte == b'&')
        | (byte == b'<')
        | (byte == b'>')
        | (byte == b'\n')
        | (byte == b'\r')
        | (byte == 0xc2)
        | (byte == 0xef)
}

fn write_character(character: char, previous: char, html: &mut String, escapes: &mut usize) {
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
}

fn count_escape(html: &mut String, escapes: &mut usize) {
    *escapes = escapes.saturating_add(1);
    if *escapes >= MOST_ESCAPES {
        html.push_str(BREAK);
        *escapes = 0;
    }
}

/// The value of an attribute, escaped; nothing where it would take too many escapes.
pub(super) fn escaped_value(value: &str) -> Option<String> {
    let escapes = memchr2_iter(b'&', COSTLY, value.as_bytes()).count();
    (escapes < MOST_ESCAPES).then(|| match escapes {
        0 => escape_html(value),
        _ => escape_html(value).replace('\u{a0}', "&nbsp;"),
    })
}

/// Whether a serialiser searches all that follows at the character: at the ampersand and at all characters that share their
/// first byte with the no-break space.
fn is_costly(character: char) -> bool {
    matches!(character, '&' | '\u{80}'..='\u{bf}')
}

/// The first byte of those characters.
const COSTLY: u8 = 0xc2;
