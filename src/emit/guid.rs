//! The URL of a podcast's feed -> the UUID by which programs know the podcast wherever its feed moves (`podcast:guid`).

use sha1::{Digest, Sha1};

/// The name space of the UUIDs of podcasts: ead4c236-bf58-58c6-a2c6-a6b28d128cb6.
const NAMESPACE: u128 = 0xead4_c236_bf58_58c6_a2c6_a6b2_8d12_8cb6;

/// The UUID (RFC 9562, version 5) of the URL without its scheme and the slashes at its end.
pub(super) fn of_url(url: &str) -> String {
    let name = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
    let mut hash = Sha1::new_with_prefix(NAMESPACE.to_be_bytes());
    hash.update(name);
    let value = hash.finalize().iter().take(16).fold(0_u128, |value, &byte| value << 8 | u128::from(byte));
    let value = value & !(0xf << 76) | 5 << 76;
    let value = value & !(0b11 << 62) | 0b10 << 62;
    let digits = format!("{value:032x}");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guids_are_those_of_the_examples_of_the_standard() {
        for (url, guid) in [
            ("podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
            ("https://podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
            ("http://podnews.net/rss///", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
            ("mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ] {
            assert_eq!(of_url(url), guid, "{url}");
        }
    }
}
