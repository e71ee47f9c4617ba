//! What cleaning promises as a whole: rule by rule, against hostile input, and for any input.

mod hostile;
mod properties;
mod rules;
mod settled;

use url::Url;

use super::{Cleaned, Rules, clean};

/// Cleans as for an article in a folder of a site that lets the pages of one host stay embedded.
fn cleaned(fragment: &str) -> Cleaned {
    let base = Url::parse("https://example.org/news/today.html").unwrap();
    clean(fragment, &Rules { base: Some(&base), embeds: &["video.example".to_owned()], keeps_looks: false })
}

fn assert_cleaned(table: &[(&str, &str)]) {
    for (fragment, wanted) in table {
        let cleaned = cleaned(fragment);
        assert_eq!(cleaned.html, *wanted, "from {fragment}");
        assert!(!cleaned.too_deep, "from {fragment}");
    }
}
