//! Tells whether a text that should be plain is HTML after all.

use super::elements::{is_block, is_kept};
use super::references::decode_one;

/// Whether a text is HTML by its look: it has an end tag or a character reference, all its tags are those of elements
/// that mark up a text, and all its references are known. In doubt it is plain, for then nothing gets lost.
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
        if !is_kept(&name, true) && !is_block(&name) {
            return false;
        }
        has_end_tag |= is_end && rest.starts_with('>');
    }
    has_end_tag || has_reference
}

/// Whether there are character references; nothing where one of them has a name that nobody knows.
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
        for text in ["a <b>bold</b> claim", "R&amp;D", "caf&#233;", "a<br>b &lt; c", "<FONT x=1>a</FONT>"] {
            assert!(looks_like_html(text), "{text}");
        }
    }

    #[test]
    fn everything_else_is_plain() {
        for text in [
            "no mark-up",
            "a <br> without an end tag",
            "AT&T; or not",
            "R&D",
            "Vec<T> and <b>bold</b>",
            "<script>x</script> explained",
            "a < b & c > d;",
            "I </3 you",
            "&nosuch; &amp;",
        ] {
            assert!(!looks_like_html(text), "{text}");
        }
    }
}
