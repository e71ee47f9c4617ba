//! What cleaning promises as a whole: rule by rule, for hostile input, and for any input.

mod canonical;
mod hostile;
mod properties;
mod rules;
mod settled;
mod shown;

use url::Url;

use super::{Cleaned, Rules, clean};

/// Cleans for an article in a folder of a site that allows embedded pages of one host.
fn cleaned(fragment: &str) -> Cleaned {
    let base = Url::parse("https://example.org/news/today.html").unwrap();
    clean(
        fragment,
        &Rules {
            base: Some(&base),
            embeds: &["video.example".to_owned()],
            keep_styling: false,
            files: crate::html::FileBase::Page,
        },
    )
}

fn assert_cleaned(table: &[(&str, &str)]) {
    for (fragment, wanted) in table {
        let cleaned = cleaned(fragment);
        assert_eq!(cleaned.html, *wanted, "from {fragment}");
        assert!(!cleaned.too_deep, "from {fragment}");
    }
}
