//! The addresses that an article had before, as its record names them for redirects.

use url::Url;

use super::address;
use crate::config::Config;
use crate::record;
use crate::tree::Node;
use crate::uri;

/// The keys: of Hugo, Zola and Hexo, of Jekyll, of MkDocs and others.
const KEYS: [&str; 5] = ["aliases", "alias", "redirect_from", "redirects", "redirectFrom"];

/// How many are read of one record.
const MOST: usize = 100;

/// The URLs that the article of the record in this file had before; `url` is that of its page now. None where the front matter
/// cannot be read.
pub fn former_urls(path: &str, bytes: &[u8], url: Option<&str>, config: &Config) -> Vec<String> {
    let head = std::str::from_utf8(bytes).ok().and_then(|text| record::head(text).ok().flatten());
    let Some(head) = head else { return Vec::new() };
    let page = url.and_then(|url| Url::parse(url).ok());
    let nodes = KEYS.iter().filter_map(|key| head.find(key)).flat_map(Node::items);
    let named = nodes.filter_map(Node::text).filter(|text| !text.trim().is_empty()).take(MOST);
    let whole = |written: &str| {
        let written = written.trim();
        match (&page, written.starts_with('/') || written.contains("://")) {
            // Hugo counts it from the folder that the page is in.
            (Some(page), false) => {
                let folder =
                    page.path().trim_end_matches('/').rsplit_once('/').map_or("", |(above, _)| above);
                page.join(&format!("{folder}/{written}")).ok()
            }
            _ => uri::absolute_in_site(written, &config.site.url).ok(),
        }
    };
    let mut found = Vec::new();
    for written in named {
        found.extend(whole(written).map(|url| uri::written(&url)));
        // Without a folder to count from it is below the site.
        if !written.starts_with('/') {
            let below = uri::absolute_in_site(&format!("/{}", written.trim()), &config.site.url);
            found.extend(below.ok().filter(|_| !written.contains(':')).map(|url| uri::written(&url)));
        }
        if let Some(prefix) = address::prefix_of(path, config).filter(|_| written.starts_with('/')) {
            let below = uri::absolute_in_site(&format!("/{prefix}{written}"), &config.site.url);
            found.extend(below.ok().map(|url| uri::written(&url)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SiteLanguage;

    #[test]
    fn former_addresses_are_those_that_the_front_matter_names() {
        let mut config: Config = "site: {url: 'https://example.org/'}".parse().unwrap();
        config.input.layout.languages = vec![SiteLanguage::new("en", ""), SiteLanguage::new("de", "de")];
        for (path, head, expected) in [
            (
                "a.md",
                "---\naliases: [/old/, 'https://example.com/x']\n---\n",
                &["https://example.org/old/", "https://example.com/x"][..],
            ),
            (
                "a.md",
                "+++\naliases = [\"before\"]\n+++\n",
                &["https://example.org/blog/before", "https://example.org/before"],
            ),
            (
                "a.md",
                "---\nredirect_from: /a.html\nalias: /b/\n---\n",
                &["https://example.org/b/", "https://example.org/a.html"],
            ),
            (
                "a.de.md",
                "---\naliases: [/alt/]\n---\n",
                &["https://example.org/alt/", "https://example.org/de/alt/"],
            ),
            ("a.md", "---\naliases: [''] \ntitle: x\n---\n", &[]),
            ("a.md", "---\naliases: [\n---\n", &[]),
            ("a.md", "no head", &[]),
        ] {
            let found = former_urls(path, head.as_bytes(), Some("https://example.org/blog/now/"), &config);
            assert_eq!(found, expected, "{head}");
        }
    }
}
