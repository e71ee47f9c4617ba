use scraper::Html;

use super::cleaned;
use crate::html::elements::{KEPT, kept_attributes};

#[path = "../../../../tests/it/hostile/forms/mod.rs"]
mod forms;

/// Fails unless another parser finds only what may stay, with harmless absolute URLs.
pub(super) fn assert_harmless(html: &str) {
    let is_forbidden = |character: char| character.is_ascii_control() && !"\n\t".contains(character);
    assert!(!html.contains(is_forbidden), "{html:?}");
    let document = Html::parse_fragment(html);
    for node in document.root_element().descendants().skip(1) {
        assert!(node.value().is_element() || node.value().is_text(), "{html}");
        let Some(element) = node.value().as_element() else {
            continue;
        };
        let name = element.name();
        assert!(KEPT.contains(&name) || name == "iframe", "{name} in {html}");
        for (attribute, value) in element.attrs() {
            let is_known =
                kept_attributes(name).contains(&attribute) || ["dir", "lang", "title"].contains(&attribute);
            assert!(is_known && !attribute.starts_with("on"), "{attribute} in {html}");
            if ["href", "src", "cite", "poster"].contains(&attribute) {
                assert_harmless_url(name, value);
            }
        }
    }
}

fn assert_harmless_url(element: &str, value: &str) {
    let is_harmless = match element {
        "iframe" => value.starts_with("https://video.example/") || value.contains(".video.example/"),
        "img" if value.starts_with("data:") => !value.starts_with("data:image/svg"),
        _ => ["https://", "http://", "mailto:"].iter().any(|scheme| value.starts_with(scheme)),
    };
    assert!(
        is_harmless && value.is_ascii() && !value.contains([' ', '\n', '"', '<', '>']),
        "{element}: {value}"
    );
}

#[test]
fn no_attack_survives_cleaning() {
    for attack in forms::all() {
        for fragment in [attack.to_string(), format!("<p>before</p>{attack}<p>after</p>"), attack.repeat(2)] {
            let html = cleaned(&fragment).html;
            assert_harmless(&html);
            assert_eq!(cleaned(&html).html, html, "from {fragment}");
        }
    }
}

#[test]
fn attacks_leave_the_article_around_them_alone() {
    for attack in forms::all().filter(|attack| !attack.contains(['"', '\'', '!', '?'])) {
        let html = cleaned(&format!("<p>before</p>{attack}")).html;
        assert!(html.starts_with("<p>before</p>"), "{html} from {attack}");
    }
}
