//! Addresses that could do harm to those who follow them: which are, and what is taken for an address.

use crate::text;

/// The schemes that make a reader run or open what nobody asked for.
const HARMFUL: [&str; 25] = [
    "about",
    "blob",
    "chrome",
    "data",
    "file",
    "filesystem",
    "hcp",
    "intent",
    "jar",
    "javascript",
    "jscript",
    "livescript",
    "mhtml",
    "mocha",
    "ms-appinstaller",
    "ms-its",
    "ms-msdt",
    "res",
    "resource",
    "search-ms",
    "shell",
    "vbs",
    "vbscript",
    "view-source",
    "wyciwyg",
];

/// How names of foreign elements and attributes end that hold addresses.
const ADDRESSES: [&str; 17] = [
    "href",
    "src",
    "url",
    "uri",
    "link",
    "resource",
    "about",
    "base",
    "comment",
    "commentrss",
    "docs",
    "domain",
    "icon",
    "image",
    "license",
    "logo",
    "scheme",
];

/// Schemes that lead to the address behind them.
const LEADING: [&str; 4] = ["feed", "itpc", "pcast", "podcast"];

/// Whether the address could do harm, itself or as the one that others lead to. It is read as browsers read it, and also
/// where it is too broken for them: other readers may be less strict.
pub(super) fn does_harm(address: &str) -> bool {
    let address = address.replace(['\t', '\n', '\r'], "");
    let mut inner = address.as_str();
    // Each turn leaves a shorter text.
    while let Some((scheme, rest)) = inner.split_once(':') {
        let is_blank = |character: char| character <= ' ' || character.is_whitespace();
        let scheme = scheme.trim_matches(is_blank).to_ascii_lowercase();
        if !LEADING.contains(&scheme.as_str()) {
            return HARMFUL.contains(&scheme.as_str());
        }
        inner = rest.trim_start_matches('/');
    }
    false
}

/// Whether the value of the name is an address that could do harm. Words that begin like one (`About: us`, `JavaScript:
/// The Good Parts`) are none.
pub(super) fn is_harmful(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // Browsers read over line breaks and tabs inside an address.
    let is_address =
        !value.trim().contains(|character: char| character.is_whitespace() && !"\t\r\n".contains(character))
            || ADDRESSES.iter().any(|ending| name.ends_with(ending));
    is_address && does_harm(&text::publishable(value))
}
