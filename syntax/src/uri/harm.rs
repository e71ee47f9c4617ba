//! URLs -> whether following one could do harm: whether it makes a reader run or open what nobody asked for.
//!
//! A URL is read as browsers read it, and also where it is too broken for them: other readers may be less strict.

use std::borrow::Cow;

use memchr::memchr3;

use crate::text::lower_case;

/// The schemes that make a reader run or open what nobody asked for.
const HARMFUL: [&str; 25] = [
    "about", "blob", "chrome", "data", "file", "filesystem", "hcp", "intent", "jar", "javascript", "jscript",
    "livescript", "mhtml", "mocha", "ms-appinstaller", "ms-its", "ms-msdt", "res", "resource", "search-ms",
    "shell", "vbs", "vbscript", "view-source", "wyciwyg",
];

/// Schemes that lead to the URL behind them.
const LEADING: [&str; 4] = ["feed", "itpc", "pcast", "podcast"];

/// Whether the URL could do harm, itself or as the one that others lead to.
pub fn does_harm(url: &str) -> bool {
    harmful(url).is_some()
}

/// The harmful scheme of the URL, or of the one that it leads to, and the text behind its colon.
pub fn harmful(url: &str) -> Option<(String, String)> {
    let url = match memchr3(b'\t', b'\n', b'\r', url.as_bytes()) {
        Some(_) => Cow::Owned(url.replace(['\t', '\n', '\r'], "")),
        None => Cow::Borrowed(url),
    };
    let mut inner = &*url;
    // Each turn leaves a shorter text.
    while let Some((scheme, rest)) = inner.split_once(':') {
        let scheme = lower_case(scheme.trim_matches(is_read_over));
        if !LEADING.contains(&&*scheme) {
            return HARMFUL.contains(&&*scheme).then(|| (scheme.into_owned(), rest.to_owned()));
        }
        inner = rest.trim_start_matches('/');
    }
    None
}

/// Whether some reader takes the character away around a URL: white space, controls, marks of byte order and direction, and
/// what has no width.
fn is_read_over(character: char) -> bool {
    character <= ' '
        || character.is_whitespace()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::does_harm;

    #[test]
    fn a_harmful_scheme_is_seen_in_every_disguise() {
        for (url, expected) in [
            ("javascript:attack()", true),
            ("JaVaScRiPt:attack()", true),
            (" \u{feff}\u{200b}java\tscript\n:attack()", true),
            ("feed:feed://javascript:attack()", true),
            ("data:text/html,x", true),
            ("https://example.org/javascript:attack()", false),
            ("tag:example.org,2000:javascript:attack()", false),
            ("urn:javascript:attack()", false),
            ("yt:video:12", false),
            ("javascript", false),
        ] {
            assert_eq!(does_harm(url), expected, "{url}");
        }
    }
}
