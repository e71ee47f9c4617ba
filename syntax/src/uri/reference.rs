//! Decides whether a text is a reference to a URI by the grammar of RFC 3986 (appendix A): names of namespaces are such
//! references, and there are parsers of XML that refuse documents for others.

use super::{is_canonical, scheme};

/// Whether the text is a URI or a relative reference; the empty one is.
pub fn is_uri_reference(text: &str) -> bool {
    // Nearly all names of namespaces are one or the other, and are asked about for each element.
    text.is_empty() || is_canonical(text) || is_by_grammar(text)
}

/// The same by the grammar alone.
pub(super) fn is_by_grammar(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let first = text.split('/').next().unwrap_or_default();
    let rest = match scheme(first) {
        Some(scheme) => text.get(scheme.len().saturating_add(1)..).unwrap_or_default(),
        // A colon in the first segment can only follow a scheme.
        None if first.contains(':') => return false,
        None => text,
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at_checked(rest.find('/').unwrap_or(rest.len())).unwrap_or_default(),
        None => ("", rest),
    };
    is_authority(authority)
        && consists_of(path, ":@/")
        && [query, fragment].iter().all(|part| consists_of(part, ":@/?"))
}

/// A relative path seen from a folder, without `.` and `..`; `None` where it leads out of what the folder is in.
pub fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn is_authority(text: &str) -> bool {
    let (user, host) = text.split_once('@').unwrap_or(("", text));
    let (is_host, port) = match host.strip_prefix('[').and_then(|literal| literal.split_once(']')) {
        Some((literal, port)) => (is_literal(literal), port),
        None => {
            let end = host.find(':').unwrap_or(host.len());
            host.split_at_checked(end).map(|(name, port)| (consists_of(name, ""), port)).unwrap_or_default()
        }
    };
    consists_of(user, ":") && is_host && is_port(port)
}

/// An IPv6 address, in brackets.
fn is_literal(text: &str) -> bool {
    text.contains(':')
        && text.chars().all(|character| character.is_ascii_hexdigit() || ":.".contains(character))
}

/// Nothing, or a colon and digits: parsers disagree about a colon alone.
fn is_port(text: &str) -> bool {
    let is_number =
        |digits: &str| (1..=5).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    text.is_empty() || text.strip_prefix(':').is_some_and(is_number)
}

/// Whether the text holds nothing but characters that every part may hold, escapes, and those others.
fn consists_of(text: &str, others: &str) -> bool {
    let is_plain = |character: char| {
        character.is_ascii_alphanumeric()
            || "-._~!$&'()*+,;=".contains(character)
            || others.contains(character)
    };
    let mut parts = text.split('%');
    let is_escape = |part: &str| {
        let digits = part.get(..2).unwrap_or_default();
        digits.len() == 2
            && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
            && part.chars().all(is_plain)
    };
    parts.next().is_none_or(|part| part.chars().all(is_plain)) && parts.all(is_escape)
}

#[cfg(test)]
mod tests {
    use super::{is_by_grammar, is_uri_reference};

    #[test]
    fn references_are_told_by_their_grammar() {
        for text in [
            "",
            "urn:example:x",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "http://purl.org/dc/terms/?a=1&b=/?#c/?",
            "http://ann:b@example.org:80/a;b,c",
            "http://[2001:db8::7]:80/",
            "http://example.org",
            "//example.org/a:b",
            "a/b:c",
            "./1:a",
            "?a:b",
            "undeclared:a",
            "http://example.org/%C3%A4",
            "file:///a",
        ] {
            assert!(is_uri_reference(text) && is_by_grammar(text), "{text}");
        }
        for text in [
            "]", "[a]", "%", "%4", "a%zzb", ":", ":a", "1:a", "1a:b/c", "a##", "#a#b", "http://a:b/",
            "http://a:/", "//[/", "//[::1/", "//]", "//[a]/", "//a@b@c/", "http://a/[b]", "http://a b/",
            "http://example.org/\u{e4}", "a\\b", "a|b", "a^b", "a<b",
        ] {
            assert!(!is_uri_reference(text), "{text}");
        }
    }
}
