//! A sitemap (sitemaps.org, version 0.9), or a list of URLs with one on each line -> the addresses that it names.

use crate::xml::{Reader, Step};

/// The most addresses of a sitemap.
const MOST: usize = 50_000;

/// The addresses; `None` of what is no sitemap, or one of other sitemaps.
pub fn addresses(text: &str) -> Option<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with("http") {
        let lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).collect();
        return lines.iter().all(|line| line.starts_with("http")).then_some(lines);
    }
    let mut reader = Reader::new(text, None);
    let (mut has_root, mut addresses) = (false, Vec::new());
    while let Some(step) = reader.step().ok()? {
        let Step::Open(element) = step else { continue };
        match &*element.local {
            "urlset" if !has_root => has_root = true,
            _ if !has_root => return None,
            "url" => {
                let url = reader.subtree(element).ok()?;
                let loc = url.elements().find(|element| &*element.local == "loc").map(|loc| loc.text());
                addresses.extend(loc.map(|loc| loc.trim().to_owned()).filter(|loc| !loc.is_empty()));
            }
            _ => reader.skip(element).ok()?,
        }
        if addresses.len() > MOST {
            return None;
        }
    }
    has_root.then_some(addresses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_a_sitemap_are_read() {
        let set = |text: &str| {
            format!(
                "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{text}</urlset>"
            )
        };
        for (text, expected) in [
            (
                set(
                    "<url><loc> https://example.org/a?b&amp;c </loc><lastmod>2020</lastmod></url><x/><url><loc/></url>",
                ),
                Some(vec!["https://example.org/a?b&c"]),
            ),
            (set(""), Some(vec![])),
            (
                "https://example.org/a\r\nhttps://example.org/b\n".to_owned(),
                Some(vec!["https://example.org/a", "https://example.org/b"]),
            ),
            (
                "<sitemapindex><sitemap><loc>https://example.org/a.xml</loc></sitemap></sitemapindex>"
                    .to_owned(),
                None,
            ),
            ("<rss><channel/></rss>".to_owned(), None),
            ("<urlset><url>".to_owned(), None),
            (String::new(), None),
        ] {
            let found = addresses(&text);
            let found = found.as_ref().map(|found| found.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(found, expected, "{text}");
        }
    }
}
