//! HTML and Markdown: cleaning, and the texts that are made of them.

use feedmill::internal::html::{
    FileBase, Rules, clean, clean_markdown, could_run, excerpt, has_html, has_markup, looks_like_html,
    plain_text, sole_embed,
};
use feedmill::internal::text::escape_html;
use scraper::Html;
use url::Url;

/// What no feed may hold, whatever else is kept.
const RUNNING: [&str; 30] = [
    "applet", "base", "button", "embed", "fieldset", "form", "frame", "frameset", "head", "html", "input",
    "isindex", "keygen", "link", "math", "meta", "noembed", "noframes", "noscript", "object", "option",
    "plaintext", "portal", "script", "select", "style", "svg", "template", "textarea", "xmp",
];

/// Attributes that run something, lead away by themselves, or hold a document.
const ACTING: [&str; 8] =
    ["action", "background", "dynsrc", "formaction", "http-equiv", "lowsrc", "ping", "srcdoc"];

/// Cleaned HTML is cleaned for good, another parser reads it as it is written, and nothing in it runs; the same holds
/// for what Markdown becomes. Plain text is inert once it is escaped. The first byte chooses the rules.
pub fn html(bytes: &[u8]) {
    let (choice, text) = super::choice_and_text(bytes);
    let base =
        (choice & 1 == 0).then(|| Url::parse("https://example.org/news/today.html").expect("an address"));
    let embeds = ["video.example".to_owned()];
    let rules = Rules {
        base: base.as_ref(),
        embeds: if choice & 2 == 0 { &embeds } else { &[] },
        keep_styling: choice & 4 != 0,
        files: match choice & 48 {
            0 => FileBase::Page,
            16 => FileBase::Unknown(None),
            _ => FileBase::Unknown(base.as_ref()),
        },
    };
    let fragment = text.into_owned();
    let first = if choice & 8 == 0 { clean } else { clean_markdown };
    let cleaned = first(&fragment, &rules);
    let _ = cleaned.drops_markup(&fragment);
    let once = cleaned.html;
    assert_eq!(clean(&once, &rules).html, once, "cleaned twice");
    is_inert(&once, rules.embeds);
    let document = Html::parse_fragment(&once);
    // The other parser has an order of attributes of its own; what it writes has the same length for all that.
    let parsed = document.root_element().inner_html();
    assert_eq!(parsed.len(), once.len(), "{once:?} is read as {parsed:?}");
    assert_eq!(Html::parse_fragment(&parsed).root_element().inner_html(), parsed, "parsed twice");
    assert!(excerpt(&once, 20).chars().count() <= 20, "{once}");
    let _ = sole_embed(&fragment);
    let _ = (has_html(&fragment), has_markup(&fragment), looks_like_html(&fragment), could_run(&fragment));
    let plain = plain_text(&fragment);
    let escaped = escape_html(&plain);
    let parsed = Html::parse_fragment(&escaped);
    assert!(parsed.root_element().descendants().skip(1).all(|node| node.value().is_text()), "{escaped}");
    assert_eq!(plain_text(&escaped), plain, "plain text of plain text");
}

/// Panics where a browser's parser finds in the HTML what runs or leads to what runs.
pub fn is_inert(html: &str, embeds: &[String]) {
    let document = Html::parse_fragment(html);
    let elements = document.root_element().descendants().filter_map(|node| node.value().as_element());
    for element in elements.filter(|element| element.name() != "html") {
        let name = element.name();
        assert!(!RUNNING.contains(&name), "<{name}> in {html}");
        assert!(name != "iframe" || !embeds.is_empty(), "<iframe> in {html}");
        for (attribute, value) in element.attrs() {
            assert!(!attribute.starts_with("on") && !ACTING.contains(&attribute), "{attribute} in {html}");
            leads_nowhere_harmful(name, attribute, value, html);
        }
    }
}

/// Panics where a browser's parser finds an address in the HTML that is relative.
pub fn is_absolute(html: &str) {
    let document = Html::parse_fragment(html);
    let elements = document.root_element().descendants().filter_map(|node| node.value().as_element());
    for (attribute, value) in elements.flat_map(|element| element.attrs()) {
        if ["href", "src", "cite", "poster", "longdesc", "data", "background"].contains(&attribute) {
            assert!(Url::parse(value).is_ok(), "{value} is relative in {html}");
        }
    }
}

/// Panics where the value is an address of another scheme than what readers may follow.
fn leads_nowhere_harmful(element: &str, attribute: &str, value: &str, html: &str) {
    // Browsers do not see these characters.
    let seen: String = value.chars().filter(|character| !"\t\n\r".contains(*character)).collect();
    let seen = seen.trim_start_matches(|character: char| character <= ' ').to_ascii_lowercase();
    let scheme = seen.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
    if scheme.is_empty() || !scheme.chars().all(is_scheme) {
        return;
    }
    if attribute == "style" {
        assert!(!seen.contains("url(") && !seen.contains("expression("), "{value} in {html}");
    }
    if ["href", "src", "srcset", "cite", "poster", "longdesc", "data"].contains(&attribute) {
        let is_picture =
            element == "img" && seen.starts_with("data:image/") && !seen.starts_with("data:image/svg");
        assert!(
            is_picture || !["javascript", "vbscript", "data", "blob", "file", "feed"].contains(&scheme),
            "{html}"
        );
    }
}
