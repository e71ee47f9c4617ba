//! A quick check whether a URL is canonical already, that is, whether parsing and writing it would change nothing. Most
//! URLs are canonical, and the check is much cheaper than a parser. In doubt the answer is no, and the parser decides.

use memchr::{memchr, memchr_iter};

use super::{is_escape, is_uri_byte};

/// Whether the text certainly is an absolute http or https URL that parsing and writing do not change. False means
/// "not sure".
pub fn is_canonical(text: &str) -> bool {
    let after_scheme = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let split = after_scheme.and_then(|rest| rest.split_at_checked(memchr(b'/', rest.as_bytes())?));
    let Some((host, path)) = split else { return false };
    is_canonical_host(host.as_bytes()) && is_canonical_tail(path.get(1..).unwrap_or_default())
}

/// A name in lower case: no IP address, no punycode, no port.
fn is_canonical_host(host: &[u8]) -> bool {
    let is_lower =
        |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(*byte, b'-' | b'.');
    let labels = || host.split(|&byte| byte == b'.');
    host.iter().all(is_lower)
        && labels().next_back().and_then(<[u8]>::first).is_some_and(u8::is_ascii_alphabetic)
        && !labels().any(|label| label.is_empty() || label.starts_with(b"xn--"))
}

/// The bytes that stay as they are wherever they stand behind a host.
const PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let (mut rest, mut byte): (&mut [bool], u8) = (&mut table, 0);
    while let Some((is_plain, after)) = rest.split_first_mut() {
        *is_plain = is_uri_byte(byte) && !matches!(byte, b'#' | b'%' | b'\'' | b'.');
        (rest, byte) = (after, byte.wrapping_add(1));
    }
    table
};

/// Whether path, query and fragment hold nothing but plain bytes, and dots inside of segments.
fn is_plain_tail(tail: &[u8]) -> bool {
    let is_plain = |byte: u8| PLAIN.get(usize::from(byte)).is_some_and(|is_plain| *is_plain);
    let mut before = b'/';
    tail.iter().all(|&byte| {
        let fits = is_plain(byte) || (byte == b'.' && before != b'/');
        before = byte;
        fits
    })
}

/// Path, query and fragment without what parsers remove or spell differently, such as segments that begin with a dot.
fn is_canonical_tail(tail: &str) -> bool {
    let bytes = tail.as_bytes();
    if is_plain_tail(bytes) {
        return true;
    }
    let is_dot = |after: &str| after.get(..2).is_some_and(|digits| digits.eq_ignore_ascii_case("2e"));
    let begins_with_dot = |(&before, &byte): (&u8, &u8)| before == b'/' && byte == b'.';
    let is_plain_escape = |at: usize| {
        let after = tail.get(at.saturating_add(1)..).unwrap_or_default();
        is_escape(after) && !is_dot(after)
    };
    // Without an early exit the compiler checks many bytes at once.
    bytes.iter().fold(true, |fits, &byte| fits & is_uri_byte(byte) & (byte != b'\''))
        && !bytes
            .iter()
            .zip(bytes.iter().skip(1))
            .fold(tail.starts_with('.'), |found, pair| found | begins_with_dot(pair))
        && memchr_iter(b'#', bytes).nth(1).is_none()
        && memchr_iter(b'%', bytes).all(is_plain_escape)
}
