//! Plain texts that some readers take for HTML -> the same words in a form in which nothing runs or hides what follows.
//!
//! A comment that does not end in its text hides all that a reader shows behind it: its `<` gets a blank behind it, in
//! every format, because the reader of a list of titles shows the next one behind it. What hides no more than the reader's
//! next tag goes out of names alone; RSS, which readers take for HTML, escapes it in titles.

use std::borrow::Cow;

use memchr::memchr;

use super::elements::{is_html, is_kept};
use super::plain::plain_text;
use super::references::decode;
use crate::text::without_overrides;

/// Whether a reader that takes the text for HTML would find something in it that could run, or that swallows what follows: an
/// attribute, an element that is not merely shown, or a comment or the like without an end.
pub fn could_run(text: &str) -> bool {
    if memchr(b'<', text.as_bytes()).is_none() {
        return false;
    }
    // Inside a tag a browser takes `<` for a letter: before the first value only `>` ends the tag.
    let runs = text.split('>').any(|part| {
        let last_sign = part.rfind('=').unwrap_or_default();
        part.match_indices('<').any(|(start, _)| {
            let after = part.get(start.saturating_add(1)..).unwrap_or_default();
            let name = after.split(|next: char| !next.is_alphanumeric()).next().unwrap_or_default();
            // A reader also reads the attributes of unknown elements.
            let is_tag = name.starts_with(|first: char| first.is_ascii_alphabetic());
            is_tag && (start < last_sign || is_hidden(name))
        })
    });
    runs || hides_the_next_tag(text) || !openers(text).is_empty()
}

/// The name of a person or topic, without markup that could run in a reader that takes it for HTML: in a name markup is
/// never intended. Nor are marks that turn what follows around. The result may be empty.
pub fn inert_name(name: String) -> String {
    if !could_run(&name) {
        return owned(without_overrides(&name)).unwrap_or(name);
    }
    let text = plain_text(&without_overrides(&name));
    // Unknown elements stay, and so does markup that was escaped twice.
    if could_run(&text) { text.replace('<', "< ") } else { text }
}

/// A title or summary that hides nothing that follows it and turns nothing around.
pub fn inert_title(title: String) -> String {
    without_openers(owned(without_overrides(&title)).unwrap_or(title))
}

/// Whether a title or name holds marks that turn what follows around, as characters or as references.
pub fn turns_around(written: &str) -> bool {
    let text = decode(written);
    matches!(without_overrides(&text), Cow::Owned(_))
}

/// The text with a blank in what opens a comment that does not end.
pub(super) fn without_openers(text: String) -> String {
    let openers = openers(&text);
    if openers.is_empty() {
        return text;
    }
    let mut closed = String::with_capacity(text.len().saturating_add(openers.len()));
    let mut from = 0_usize;
    for start in openers {
        let end = start.saturating_add(1);
        closed.push_str(text.get(from..end).unwrap_or_default());
        closed.push(' ');
        from = end;
    }
    closed.push_str(text.get(from..).unwrap_or_default());
    closed
}

/// Where comments and sections of CDATA begin that do not end in the text. Only `-->` with a comment before it ends one for
/// every parser: some know neither `--!>` nor `<!-->`.
fn openers(text: &str) -> Vec<usize> {
    const KINDS: [(&str, &str); 2] = [("<!--", "-->"), ("<![CDATA[", "]]>")];
    let mut starts = Vec::new();
    if memchr(b'<', text.as_bytes()).is_none() {
        return starts;
    }
    let mut is_endless = [false; 2];
    let mut from = 0_usize;
    while let Some(start) =
        text.get(from..).and_then(|rest| rest.find("<!")).map(|at| from.saturating_add(at))
    {
        from = start.saturating_add(2);
        let marked = text.get(start..).unwrap_or_default();
        for ((opening, closing), is_endless) in KINDS.iter().zip(&mut is_endless) {
            let Some((mark, rest)) = marked.split_at_checked(opening.len()) else { continue };
            if !mark.eq_ignore_ascii_case(opening) {
                continue;
            }
            // What once has no end has none later.
            let end = if *is_endless { None } else { rest.find(closing) };
            *is_endless = end.is_none();
            match end {
                Some(end) => {
                    let length = opening.len().saturating_add(end).saturating_add(closing.len());
                    from = start.saturating_add(length);
                }
                None => starts.push(start),
            }
        }
    }
    starts
}

/// Whether something begins behind the last `>` that a parser reads over until the next one: `<!`, `<?` or `</`.
fn hides_the_next_tag(text: &str) -> bool {
    let behind = text.rsplit('>').next().unwrap_or_default();
    behind.split('<').skip(1).any(|after| after.starts_with(['!', '?', '/']))
}

fn is_hidden(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    is_html(&name) && !is_kept(&name, true)
}

fn owned(text: Cow<'_, str>) -> Option<String> {
    match text {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_and_elements_that_are_not_shown_could_run() {
        for (text, expected) in [
            ("<img src=x onerror=attack()>", true),
            ("<x-y onfocus=attack() autofocus>", true),
            ("a <b class=c", true),
            ("the <script> element", true),
            ("<PLAINTEXT>", true),
            ("<title<x onclick=attack()>", true),
            ("<y9\"<\"/onclick=\"attack()\">", true),
            ("<y <  < onclick=attack()>", true),
            ("a <b>bold</b> claim, Vec<T>, a < b = c, I <3 you = me", false),
            ("<!-- a=b --> </p a=b>", false),
            ("a <!-- b", true),
            ("a <! b", true),
            ("a <?php b", true),
            ("I </3 you", true),
            ("I </3 you>", false),
        ] {
            assert_eq!(could_run(text), expected, "{text}");
        }
    }

    #[test]
    fn what_opens_a_comment_that_does_not_end_gets_a_blank() {
        for (text, expected) in [
            ("a <!-- b", "a < !-- b"),
            ("a <!-->", "a < !-->"),
            ("a <!--->", "a < !--->"),
            ("a <!-- b --!> c", "a < !-- b --!> c"),
            ("<!-- <!-- a", "< !-- < !-- a"),
            ("<!-- a --><!--b", "<!-- a -->< !--b"),
            ("<!-- a -->, <!---->", "<!-- a -->, <!---->"),
            ("<![CDATA[ a >", "< ![CDATA[ a >"),
            ("<![cdata[ a ]]> <![CDATA[", "<![cdata[ a ]]> < ![CDATA["),
            ("--> a --!>", "--> a --!>"),
            ("a <! b, <?c, </3", "a <! b, <?c, </3"),
        ] {
            assert_eq!(without_openers(text.to_owned()), expected, "{text}");
        }
        assert_eq!(without_openers("<!--".repeat(50_000)), "< !--".repeat(50_000));
    }

    #[test]
    fn a_name_hides_nothing_that_follows_and_turns_nothing_around() {
        for (name, expected) in [
            ("<!--", "< !--"),
            ("A </3", "A < /3"),
            ("A\u{202e}B\u{2066}C", "ABC"),
            ("\u{202e}<b class=x>A</b>", "A"),
            ("A <3 B", "A <3 B"),
        ] {
            assert_eq!(inert_name(name.to_owned()), expected, "{name}");
        }
    }
}
