use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::canonical::{inside, with_all_rules};
use super::properties::soup;
use crate::html::clean::canonical_by_parsing;
use crate::html::markup::Markup;
use crate::html::rewrite::rewrite;
use crate::html::settled::is_settled;
use crate::html::{Budget, Rules, clean};

const PARAGRAPHS: &[(&str, &str)] = &[
    ("<p>", "</p>"),
    ("<p class=\"a b\" id=\"c\">", "</p>\n"),
    ("<p style=\"text-align: center;\">", "</p>"),
    ("<p style=\"text-align:center\">", "</p>"),
    ("<h2 id=\"x\" title=\"&lt;a&gt; &quot;b&quot; &amp;amp;\">", "</h2>"),
    ("<pre class=\"x\">", "</pre>"),
];

const CONTAINERS: &[(&str, &str)] = &[
    ("<div class=\"x\" id=\"y\" align=\"left\">", "</div>"),
    ("<div class=\"MathJax_Preview\">", "</div>"),
    ("<div style=\"display: none;\">", "</div>"),
    ("<ol start=\"3\" type=\"a\"><li value=\"2\">", "</li></ol>"),
    ("<figure class=\"wp-block-image\">", "</figure>"),
    ("<blockquote cite=\"https://example.org/q\" lang=\"de\">", "</blockquote>"),
    ("<blockquote cite=\"q.html\">", "</blockquote>"),
    (
        "<table class=\"t\" border=\"1\">\n<tbody><tr><td align=\"left\" colspan=\"2\">",
        "</td></tr></tbody></table>",
    ),
    ("<table align=\"left\"><tbody><tr><th style=\"text-align: center;\">", "</th></tr></tbody></table>"),
    ("<table><tbody><tr class=\"a\"><td>", "</td>b</tr></tbody></table>"),
];

const PHRASES: &[(&str, &str)] = &[
    ("<a class=\"btn\" href=\"https://example.org/\" title=\"x\">", "</a>"),
    ("<a href=\"x/y.html?a=b&amp;c#d\">", "</a>"),
    ("<a href=\"//example.org/x\">", "</a>"),
    ("<a href=\"https:/x\">", "</a>"),
    ("<a href=\"https://EXAMPLE.org/a%2Fb?c|d\">", "</a>"),
    ("<a href=\"mailto:a@example.org\">", "</a>"),
    ("<a href=\"java&#115;cript:a\">", "</a>"),
    ("<a href=\"&amp;#106;avascript:a\">", "</a>"),
    ("<a id=\"n\">", "</a>"),
    ("<a name=\"n\">", "</a>"),
    ("<span class=\"katex\">", "</span>"),
    ("<span class=\"a&#45;b\">", "</span>"),
    ("<span class=\"k&#97;tex\">", "</span>"),
    ("<span style=\"color: red; font-size: 90%;\">", "</span>"),
    ("<span style=\"visibility: hidden; color: red;\">", "</span>"),
    ("<code class=\"language-c\" dir=\"ltr\">", "</code>"),
    ("<em class=\"a\" class=\"b\">", "</em>"),
    ("<b onclick=\"a\" CLASS=\"b\">", "</b>"),
];

const WORDS: &[&str] = &[
    "text",
    "&amp;lt;",
    "\n",
    "<br class=\"x\">",
    "<img src=\"i.png\" class=\"wp-smiley\" alt=\":)\">",
    "<img src=\"i.png\" class=\"wp&#45;smiley\" alt=\":)\">",
    "<img src=\"https://example.org/i.png\" class=\"lazy\" width=\"1\" height=\"1\">",
    "<img class=\"a\" src=\"https://example.org/i.png\" style=\"width: 10px;\">",
    "<img alt=\"a\" src=\"data:image/png;base64,AAAA\">",
    "<img alt=\"a\" class=\"b\">",
    "<img src=\"#\" data-src=\"a b.png\" alt=\"a&nbsp;b\">",
];

fn styled() -> impl Strategy<Value = String> {
    let words = prop::sample::select(WORDS).prop_map(str::to_owned);
    let words = words.prop_recursive(3, 8, 3, |inner| inside(PHRASES, inner)).boxed();
    let paragraphs = prop_oneof![4 => inside(PARAGRAPHS, words.clone()), 1 => words];
    let blocks = paragraphs.prop_recursive(3, 8, 3, |inner| inside(CONTAINERS, inner));
    prop::collection::vec(blocks, 1..3).prop_map(|blocks| blocks.concat())
}

/// Whether the HTML is settled; fails where the parser or another round changes it.
fn settles(html: String, rules: &Rules) -> bool {
    let is_settled = is_settled(&html, rules);
    if is_settled {
        let parsed = canonical_by_parsing(html.clone(), rules, &mut Budget::of_documents(0));
        assert_eq!(parsed, Some(html), "{rules:?}");
    }
    is_settled
}

#[test]
fn settled_html_is_what_the_parser_leaves_as_it_is() {
    const CASES: u32 = 2000;
    let settled = Cell::new(0_u32);
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) };
    let html = prop_oneof![4 => styled(), 1 => soup()];
    let outcome = TestRunner::new(config).run(&html, |fragment| {
        with_all_rules(|rules| {
            settles(fragment.clone(), rules);
            if let Some(rewritten) = rewrite(&fragment, rules) {
                settled.set(settled.get() + u32::from(settles(rewritten.html, rules)));
            }
        });
        Ok(())
    });
    outcome.unwrap();
    assert!(settled.get() > CASES / 2, "only {} were settled", settled.get());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn what_was_dropped_is_what_counting_says(fragment in prop_oneof![1 => styled(), 1 => soup()]) {
        with_all_rules(|rules| {
            let cleaned = clean(&fragment, rules);
            let is_less = Markup::of(&cleaned.html).is_less_than(Markup::of(&fragment));
            assert_eq!(cleaned.drops_markup(&fragment), is_less, "{rules:?}");
        });
    }
}
