//! URLs: relative ones become absolute, absolute ones are written with the characters of RFC 3986 alone and, for
//! ids, normalised. Only schemes that a reader may safely follow pass.
//!
//! URLs inside HTML are the business of the `html` room.

mod canonical;
mod harm;
mod iri;
mod mail;
mod reference;

use std::fmt;

use memchr::memchr;
use url::Url;

use crate::model::words;

pub use canonical::is_canonical;
pub use harm::{does_harm, harmful};
pub use iri::is_iri;
pub use mail::{name_alone, person};
pub use reference::is_uri_reference;
pub use reference::joined;

/// The longest URL that is published, in bytes: no server takes a longer one, and an article repeats the base of what
/// is relative in it.
pub const LONGEST: usize = 8192;

words! {
    /// Why a URL cannot be published.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Fault {
        /// It is not a URL at all.
        Malformed = "is not a URL",
        Scheme = "is neither an http nor an https URL",
        NoHost = "names no host",
        /// It is longer than [`LONGEST`].
        Length = "is longer than 8192 bytes",
    }

    /// What is wrong, behind the name of the URL.
    fn message
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

/// The absolute http or https URL that a text names, seen from `base`.
///
/// # Errors
///
/// When the text is not a URL, or is of another scheme, or without a host, or too long.
pub fn absolute(text: &str, base: &Url) -> Result<Url, Fault> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(Fault::Length);
    }
    let url = base.join(text).map_err(|_| Fault::Malformed)?;
    let length = url.as_str().len();
    // Spelled in the characters that RFC 3986 allows, it may have three times the length.
    if length > LONGEST || (length > LONGEST / 3 && written(&url).len() > LONGEST) {
        return Err(Fault::Length);
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Fault::Scheme);
    }
    match url.host_str() {
        Some(host) if !host.is_empty() => Ok(url),
        _ => Err(Fault::NoHost),
    }
}

/// As [`absolute`], but a path that begins with `/` is below the path of `site`, as static site generators mean it:
/// seen from `https://example.org/blog/`, `/a.png` is `https://example.org/blog/a.png`.
///
/// # Errors
///
/// Those of [`absolute`].
pub fn absolute_in_site(text: &str, site: &Url) -> Result<Url, Fault> {
    let text = text.trim();
    let is_path = text.starts_with('/') && !text.starts_with("//");
    let names_site = text.starts_with(site.path()) || text == site.path().trim_end_matches('/');
    // Without the dot a colon in the first part would make it a scheme.
    if is_path && !names_site { absolute(&format!(".{text}"), site) } else { absolute(text, site) }
}

/// As [`absolute_in_site`], and the URL as [`written`] has it.
///
/// # Errors
///
/// Those of [`absolute`].
pub fn written_in_site(text: &str, site: &Url) -> Result<String, Fault> {
    match settled(text) {
        Some(url) => Ok(url.to_owned()),
        None => absolute_in_site(text, site).map(|url| written(&url)),
    }
}

/// The absolute URL that a text certainly is, in the writing of [`written`]; nothing where it takes a parser to say.
pub fn settled(text: &str) -> Option<&str> {
    let text = text.trim();
    (text.len() <= LONGEST && is_canonical(text)).then_some(text)
}

/// The URL with every character that RFC 3986 does not allow percent-encoded.
pub fn written(url: &Url) -> String {
    if is_canonical(url.as_str()) { url.as_str().to_owned() } else { spelled(url) }
}

fn spelled(url: &Url) -> String {
    let whole = url.as_str();
    let tail_start =
        url.path().len().saturating_add(url.query().map_or(0, |query| query.len().saturating_add(1)));
    let tail_start = tail_start.saturating_add(url.fragment().map_or(0, |part| part.len().saturating_add(1)));
    let (head, tail) = whole.split_at_checked(whole.len().saturating_sub(tail_start)).unwrap_or((whole, ""));
    let mut result = String::with_capacity(whole.len());
    result.push_str(head);
    let mut seen_hash = false;
    for character in tail.chars() {
        push_written(character, &mut seen_hash, &mut result);
    }
    mend_percent_signs(&result)
}

/// A relative URL with every character that RFC 3986 does not allow percent-encoded.
pub fn relative_written(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut seen_hash = false;
    for character in text.chars() {
        push_written(character, &mut seen_hash, &mut result);
    }
    mend_percent_signs(&result)
}

/// The URL after the normalisation of RFC 3986 (section 6.2.2 and the default port and empty path of 6.2.3) and
/// nothing else: query and fragment stay.
pub fn normalised(url: &Url) -> String {
    normalised_writing(written(url))
}

/// As [`normalised`], of a URL as [`written`] has it.
pub fn normalised_writing(written: String) -> String {
    if memchr(b'%', written.as_bytes()).is_none() {
        return written;
    }
    let mut result = String::with_capacity(written.len());
    let mut rest = written.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        result.push_str(before);
        let digits = after.get(..2).unwrap_or_default();
        match u8::from_str_radix(digits, 16).map(char::from) {
            Ok(plain) if plain.is_ascii_alphanumeric() || "-._~".contains(plain) => result.push(plain),
            _ => {
                result.push('%');
                result.push_str(&digits.to_ascii_uppercase());
            }
        }
        rest = after.get(2..).unwrap_or_default();
    }
    result.push_str(rest);
    result
}

/// Whether the text is an e-mail address, in characters that mean the same in a URI (RFC 6068, section 2).
pub fn is_mail(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.chars().all(|character| character.is_ascii_alphanumeric() || ".+-_~".contains(character))
    };
    let is_host = |host: &str| {
        let ending = host.rsplit_once('.').map(|(_, ending)| ending);
        ending.is_some_and(|ending| {
            ending.len() > 1 && ending.chars().all(|letter| letter.is_ascii_alphabetic())
        })
    };
    text.split_once('@').is_some_and(|(name, host)| is_part(name) && is_part(host) && is_host(host))
}

/// Whether the text is a media type without parameters (RFC 6838, section 4.2).
pub fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphanumeric())
            && name
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || "!#$&-^_.+".contains(character))
    };
    text.split_once('/').is_some_and(|(kind, name)| is_name(kind) && is_name(name))
}

/// The media type that the ending of the URL names.
pub fn media_type(url: &Url) -> Option<String> {
    media_type_of(url.path())
}

/// The media type that the ending of a path names.
pub fn media_type_of(path: &str) -> Option<String> {
    let guess = mime_guess::from_path(path).first()?;
    Some(
        match guess.essence_str() {
            // Directories of podcasts know MPEG-4 audio by this name (PSP-1, `enclosure`).
            "audio/m4a" => "audio/x-m4a",
            name => name,
        }
        .to_owned(),
    )
}

/// A text percent-encoded so that it can be anywhere in a URI behind the scheme.
pub fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || "-._~/:".contains(character) {
            encoded.push(character);
        } else {
            percent_encode(character, &mut encoded);
        }
    }
    encoded
}

/// Whether the text can serve as an id as it is: a URI with a scheme, in the characters of RFC 3986.
pub fn is_uri(text: &str) -> bool {
    let rest = scheme(text).and_then(|scheme| text.get(scheme.len().saturating_add(1)..)).unwrap_or_default();
    rest.chars().all(is_uri_character)
        && !rest.is_empty()
        && rest.matches('#').count() <= 1
        && mend_percent_signs(rest) == rest
}

/// Whether an absolute URL holds nothing that RFC 3986 wants percent-encoded, apart from characters beyond ASCII, which
/// IRIs may hold (RFC 3987, section 2.2).
pub fn is_well_spelled(url: &str) -> bool {
    let is_literal = |byte: u8| matches!(byte, b'[' | b']');
    let fits = |byte: u8| byte >= 0x80 || is_uri_byte(byte) || is_literal(byte);
    url.bytes().all(fits)
        && url.bytes().filter(|&byte| byte == b'#').count() <= 1
        && url.split('%').skip(1).all(is_escape)
        && url.bytes().filter(|&byte| is_literal(byte)).count() == host_literals(url)
}

/// How many brackets stand in the host of the URL.
fn host_literals(url: &str) -> usize {
    let host = url.split_once("//").and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
    host.map_or(0, |host| host.matches(['[', ']']).count())
}

/// The scheme that the text opens with, before a colon (RFC 3986, section 3.1).
pub fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let fits = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
    fits.then_some(scheme)
}

/// Appends a character of a path, query or fragment; a second `#` is encoded.
fn push_written(character: char, seen_hash: &mut bool, result: &mut String) {
    let is_second_hash = character == '#' && *seen_hash;
    *seen_hash |= character == '#';
    if is_uri_character(character) && !is_second_hash {
        result.push(character);
    } else {
        percent_encode(character, result);
    }
}

/// The characters of RFC 3986 (section 2), less the brackets, which only a host may hold.
fn is_uri_character(character: char) -> bool {
    u8::try_from(character).is_ok_and(is_uri_byte)
}

const fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'#'..=b'/' | b'!' | b':' | b';' | b'=' | b'?' | b'@' | b'_' | b'~')
}

fn percent_encode(character: char, into: &mut String) {
    let mut buffer = [0; 4];
    for byte in character.encode_utf8(&mut buffer).bytes() {
        into.push_str(&format!("%{byte:02X}"));
    }
}

/// A percent sign that no two hexadecimal digits follow is a literal one.
fn mend_percent_signs(text: &str) -> String {
    let mut parts = text.split('%');
    let mut mended = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        mended.push_str(if is_escape(part) { "%" } else { "%25" });
        mended.push_str(part);
    }
    mended
}

/// Whether the text that follows a percent sign begins with two hexadecimal digits.
fn is_escape(text: &str) -> bool {
    text.get(..2).is_some_and(|digits| digits.chars().all(|digit| digit.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests;
