//! Tells of a URL whether parsing and writing would leave it just as it is, where that is plain to see: most
//! URLs are such, and a look at them is much cheaper than a parser. Whatever is in doubt, the parser decides.

use super::{is_escape, is_uri_byte};

/// Whether the text is plain to see an absolute http or https URL that parsing and writing leave as it is. The
/// answer no says nothing.
pub fn is_settled(text: &str) -> bool {
    let after_scheme = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some((host, tail)) = after_scheme.and_then(|rest| rest.split_once('/')) else { return false };
    is_settled_host(host) && is_settled_tail(tail)
}

/// A name in small letters: no number, no punycode, no port.
fn is_settled_host(host: &str) -> bool {
    let is_small =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let last_label = host.rsplit('.').next().unwrap_or_default();
    host.bytes().all(is_small)
        && last_label.starts_with(|first: char| first.is_ascii_alphabetic())
        && !host.split('.').any(|label| label.is_empty() || label.starts_with("xn--"))
}

/// Path, query and fragment without what parsers take away or spell otherwise, such as parts that begin with a dot.
fn is_settled_tail(tail: &str) -> bool {
    let bytes = tail.as_bytes();
    let is_dot = |after: &str| after.get(..2).is_some_and(|digits| digits.eq_ignore_ascii_case("2e"));
    let begins_with_dot = |(&before, &byte): (&u8, &u8)| before == b'/' && byte == b'.';
    // Without an exit on the way, many bytes are looked at in one step.
    bytes.iter().fold(true, |fits, &byte| fits & is_uri_byte(byte) & (byte != b'\''))
        && !bytes
            .iter()
            .zip(bytes.iter().skip(1))
            .fold(tail.starts_with('.'), |found, pair| found | begins_with_dot(pair))
        && tail.split_once('#').is_none_or(|(_, fragment)| !fragment.contains('#'))
        && tail.split('%').skip(1).all(|after| is_escape(after) && !is_dot(after))
}
