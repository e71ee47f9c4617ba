//! Guesses whether a text that should be plain is HTML. What of it could run is the word of `inert`.

use super::elements::is_html;
use super::references::{decode, decode_one};
use crate::text::strip_forbidden;
use crate::uri;

/// Whether a text looks like HTML: it has an end tag, an attribute or a character reference, all its tags name elements of
/// HTML, and all its references are known. In doubt it is plain, because then nothing is dropped.
pub fn looks_like_html(text: &str) -> bool {
    let has_reference = match references(text) {
        Some(has_reference) => has_reference,
        None => return false,
    };
    let mut has_end_tag = false;
    for part in text.split('<').skip(1) {
        let is_end = part.starts_with('/');
        let part = part.strip_prefix('/').unwrap_or(part);
        let end = part.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(part.len());
        let (name, rest) = part.split_at_checked(end).unwrap_or((part, ""));
        if name.is_empty() {
            continue;
        }
        let name = name.to_ascii_lowercase();
        if !is_html(&name) {
            return false;
        }
        let has_attribute = rest.starts_with(|next: char| next.is_ascii_whitespace()) && rest.contains("=");
        has_end_tag |= is_end && rest.starts_with('>') || has_attribute && rest.contains('>');
    }
    has_end_tag || has_reference
}

/// Whether a text that may well be HTML has at least one tag of an HTML element or one character reference.
pub fn has_html(text: &str) -> bool {
    let names = text.split('<').skip(1).map(|part| {
        let part = part.strip_prefix('/').unwrap_or(part);
        part.split(|next: char| !next.is_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase()
    });
    names.into_iter().any(|name| is_html(&name)) || references(text).unwrap_or_default()
}

/// Whether a reader that takes the text for HTML would see markup in it, closed or not.
pub fn has_markup(text: &str) -> bool {
    text.split('<').skip(1).any(|after| {
        after.starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
    })
}

/// Whether an id could run where a reader takes it for the link of an entry that has none; also where it decodes references in it.
pub fn is_id_harmful(id: &str) -> bool {
    let id = strip_forbidden(id);
    uri::does_harm(&id) || (id.contains('&') && uri::does_harm(&decode(&id)))
}

/// Whether there are character references; nothing if one of them has an unknown name.
fn references(text: &str) -> Option<bool> {
    let mut found = false;
    let mut meaning = String::new();
    for part in text.split('&').skip(1) {
        let end = part.find(|next: char| !next.is_alphanumeric() && next != '_' && next != '#');
        let Some((name, rest)) = end.and_then(|end| part.split_at_checked(end)) else {
            continue;
        };
        if name.is_empty() || !rest.starts_with(';') {
            continue;
        }
        meaning.clear();
        decode_one(part, &mut meaning)?;
        found = true;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_references_make_html() {
        for text in [
            "<script>x</script> explained", "<img src=x onerror=attack()>", "a <b>bold</b> claim", "R&amp;D",
            "caf&#233;", "a<br>b &lt; c", "<FONT x=1>a</FONT>",
        ] {
            assert!(looks_like_html(text), "{text}");
        }
    }

    #[test]
    fn one_tag_of_html_is_enough_where_html_is_likely() {
        for (text, expected) in
            [("a<br>b", true), ("a &lt; b", true), ("5 < 6 & 7", false), ("Vec<T>", false), ("</p>", true)]
        {
            assert_eq!(has_html(text), expected, "{text}");
        }
    }

    #[test]
    fn an_id_is_harmful_whatever_its_spelling() {
        for (id, expected) in [
            ("java\u{3}script:attack()", true),
            ("java&#115;cript&colon;attack()", true),
            ("&#x6a;avascript:attack()", true),
            ("DATA:text/html,x", true),
            ("tag:example.org,2000:javascript:attack()", false),
            ("12 & 13", false),
        ] {
            assert_eq!(is_id_harmful(id), expected, "{id}");
        }
    }

    #[test]
    fn everything_else_is_plain() {
        for text in [
            "no markup", "a <br> without an end tag", "AT&T; or not", "R&D", "Vec<T> and <b>bold</b>",
            "a < b & c > d;", "I </3 you", "&nosuch; &amp;",
        ] {
            assert!(!looks_like_html(text), "{text}");
        }
    }
}
