//! A quick check whether a URL is canonical already, that is, whether parsing and writing it would change nothing. Most
//! URLs are canonical, and the check is much cheaper than a parser. In doubt the answer is no, and the parser decides.

use super::{is_escape, is_uri_byte};

/// Whether the text certainly is an absolute http or https URL that parsing and writing do not change. False means
/// "not sure".
pub(crate) fn is_canonical(text: &str) -> bool {
    let after_scheme = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some((host, tail)) = after_scheme.and_then(|rest| rest.split_once('/')) else { return false };
    is_canonical_host(host) && is_canonical_tail(tail)
}

/// A name in lower case: no IP address, no punycode, no port.
fn is_canonical_host(host: &str) -> bool {
    let is_lower =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let last_label = host.rsplit('.').next().unwrap_or_default();
    host.bytes().all(is_lower)
        && last_label.starts_with(|first: char| first.is_ascii_alphabetic())
        && !host.split('.').any(|label| label.is_empty() || label.starts_with("xn--"))
}

/// Path, query and fragment without what parsers remove or spell differently, such as segments that begin with a dot.
fn is_canonical_tail(tail: &str) -> bool {
    let bytes = tail.as_bytes();
    let is_dot = |after: &str| after.get(..2).is_some_and(|digits| digits.eq_ignore_ascii_case("2e"));
    let begins_with_dot = |(&before, &byte): (&u8, &u8)| before == b'/' && byte == b'.';
    // Without an early exit the compiler checks many bytes at once.
    bytes.iter().fold(true, |fits, &byte| fits & is_uri_byte(byte) & (byte != b'\''))
        && !bytes
            .iter()
            .zip(bytes.iter().skip(1))
            .fold(tail.starts_with('.'), |found, pair| found | begins_with_dot(pair))
        && tail.split_once('#').is_none_or(|(_, fragment)| !fragment.contains('#'))
        && tail.split('%').skip(1).all(|after| is_escape(after) && !is_dot(after))
}
