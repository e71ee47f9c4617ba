use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use url::Url;

use super::properties::{PARTS, soup};
use crate::html::canonical::is_canonical;
use crate::html::clean::{canonical_by_parsing, clean_rendered};
use crate::html::rewrite::rewrite;
use crate::html::{Budget, Rules, clean, plain_text};
use crate::text::{escape_html, escape_html_content};

/// Elements that hold phrases.
const PARAGRAPHS: &[(&str, &str)] =
    &[("<p>", "</p>"), ("<p>", "</p>\n"), ("<h2>", "</h2>"), ("<pre>", "</pre>")];

/// Elements that hold blocks. Lists only hold items, so they come with one.
const CONTAINERS: &[(&str, &str)] = &[
    ("<ul><li>", "</li></ul>"),
    ("<ol>\n<li>a</li>\n<li>", "</li>\n</ol>"),
    ("<blockquote>", "</blockquote>"),
    ("<div>", "</div>"),
    ("<figure>", "<figcaption>c</figcaption></figure>"),
    ("<section>", "</section>"),
    ("<aside>", "</aside>"),
    ("<article><header>", "</header></article>"),
    ("<nav>", "</nav>"),
    ("<address>", "</address>"),
    ("<center>", "</center>"),
    ("<main>", "<footer>c</footer></main>"),
    ("<dl>\n<dt>a</dt><dd>", "</dd></dl>"),
    ("<table><tbody><tr><td>", "</td></tr></tbody></table>"),
    (
        "<table>\n<thead>\n<tr><th>a</th></tr>\n</thead>\n<tbody><tr><td></td>\t<td>",
        "</td></tr></tbody></table>",
    ),
    ("<table><tfoot><tr><th>", "</th></tr></tfoot> </table>\n"),
    ("<dl><dd>a</dd><dt>", "</dt><li>b</li></dl>"),
];

/// Elements that stand among phrases.
const PHRASES: &[(&str, &str)] = &[
    ("<em>", "</em>"),
    ("<b>", "</b>"),
    ("<code>", "</code>"),
    ("<span>", "</span>"),
    ("<sup>", "</sup>"),
    ("<del>", "</del>"),
    ("<abbr>", "</abbr>"),
    ("<mark>", "</mark>"),
    ("<q>", "</q>"),
    ("<time>", "</time>"),
    ("<span><span>", "</span></span>"),
    ("<a href=\"https://example.org/a?b&amp;c=%C3%BC#d\">", "</a>"),
    ("<a href=\"http://example.org/\">", "</a>"),
];

/// Elements that look canonical and are not.
const OTHERS: &[(&str, &str)] = &[
    ("<a href=\"https://example.org/a/../b\">", "</a>"),
    ("<a href=\"https://example.org/?a&b\">", "</a>"),
    ("<a href=\"https://example.org/?a&lt;b\">", "</a>"),
    ("<a href=\"https://example.org/\" title=\"x\">", "</a>"),
    ("<a href=\"x\">", "</a>"),
    ("<a>", "</a>"),
    ("<nobr>", "</nobr>"),
    ("<font>", "</font>"),
    ("<table>", "</table>"),
    ("<td>", "</td>"),
    ("<table><tr><td>", "</td></tr></table>"),
    ("<table><tbody><tr>", "</tr></tbody></table>"),
    ("<table><tbody>", "</tbody></table>"),
    ("<table><caption>", "</caption><tbody></tbody></table>"),
    ("<tbody><tr><td>", "</td></tr></tbody>"),
    ("<table><tbody><tr><td>a</td> b", "</tr></tbody></table>"),
    ("<table><tbody><tr><td>a</td>&amp;", "</tr></tbody></table>"),
    ("<table><tbody><tr><td>a</td>&nbsp;", "</tr></tbody></table>"),
    ("<select>", "</select>"),
    ("<button>", "</button>"),
    ("<ruby>", "</ruby>"),
    ("<dd>", "</dd>"),
    ("<li>", "</li>"),
    ("<ul>", "</ul>"),
    ("<math>", "</math>"),
    ("<P>", "</P>"),
    ("<p >", "</p >"),
    ("<p/>", ""),
    ("", "</p>"),
    ("<p>", ""),
];

const WORDS: &[&str] = &[
    "text",
    "»",
    "\"quoted\" 'text'",
    "\n",
    "\t ",
    "&amp;",
    "&lt;b&gt;",
    "&nbsp;",
    "🦀",
    "<br>",
    "<img src=\"https://example.org/i.png\">",
    "<img src=\"https://example.org/i.png\" alt=\"&lt;&quot;&amp;'\" width=\"1\" height=\"2\">",
];

/// Words that look canonical and are not.
const OTHER_WORDS: &[&str] = &[
    "&quot;",
    "&copy;",
    "&copy",
    "&ampx",
    "&a",
    "&1",
    "&#38;",
    "&",
    ">",
    "<",
    "\r",
    "\u{a0}",
    "\u{85}",
    "\u{feff}",
    "\u{fffd}",
    "<hr>",
    "<hr />",
    "<wbr>",
    "<img src=\"https://example.org/i.png\" alt=\"a > b\">",
    "<img src=\"https://example.org/i.png\" alt=\"&nbsp;\n\">",
    "<img alt=\"a\" src=\"https://example.org/i.png\">",
    "<img src=\"https://example.org/i.png\" alt=\"a\" alt=\"b\">",
    "<img src=\"https://example.org/i.png\" title=\"a\" />",
    "<img src=\"https://example.org/i.png\" alt=\"a\" />",
    "<img src=\"https://example.org/i.png\" alt=\"a />\">",
    "<br />",
    "<b />",
    "<br  />",
    " />",
    "<img>",
    "<!-- c -->",
];

type Around = &'static [(&'static str, &'static str)];

/// Some of the HTML inside one of the elements, or rarely inside something else.
pub(super) fn inside(
    elements: Around,
    inner: impl Strategy<Value = String>,
) -> impl Strategy<Value = String> {
    let element = prop_oneof![30 => prop::sample::select(elements), 1 => prop::sample::select(OTHERS)];
    (element, prop::collection::vec(inner, 0..4))
        .prop_map(|((start, end), inner)| format!("{start}{}{end}", inner.concat()))
}

/// HTML that is canonical more often than not.
fn nearly_canonical() -> impl Strategy<Value = String> {
    let word = prop_oneof![60 => prop::sample::select(WORDS), 1 => prop::sample::select(OTHER_WORDS)];
    let words = word.prop_map(str::to_owned).prop_recursive(3, 8, 3, |inner| inside(PHRASES, inner)).boxed();
    let paragraphs =
        prop_oneof![8 => inside(PARAGRAPHS, words.clone()), 1 => Just("<hr>".to_owned()), 2 => words];
    let blocks = paragraphs.prop_recursive(4, 12, 3, |inner| inside(CONTAINERS, inner));
    let part = prop_oneof![4 => Just(""), 1 => prop::sample::select(PARTS)];
    (prop::collection::vec(blocks, 1..4), part, any::<prop::sample::Index>()).prop_map(
        |(blocks, part, place)| {
            let mut html = blocks.concat();
            let places: Vec<usize> = html.char_indices().map(|(place, _)| place).collect();
            if !places.is_empty() {
                html.insert_str(*place.get(&places), part);
            }
            html
        },
    )
}

/// Every set of rules that makes a difference to the parser.
pub(super) fn with_all_rules(check: impl Fn(&Rules)) {
    let base = Url::parse("https://example.org/news/today.html").unwrap();
    let embeds = ["video.example".to_owned()];
    let with_embeds =
        Rules { base: Some(&base), embeds: &embeds, keep_styling: false, files: crate::html::FileBase::Page };
    check(&with_embeds);
    check(&Rules { embeds: &[], ..with_embeds });
    check(&Rules { embeds: &[], base: None, keep_styling: true, files: crate::html::FileBase::Page });
}

fn by_parsing(fragment: &str, rules: &Rules) -> Option<String> {
    canonical_by_parsing(rewrite(fragment, rules)?.html, rules, &mut Budget::of_documents(0))
}

#[test]
fn canonical_html_is_what_the_parser_leaves_as_it_is() {
    const CASES: u32 = 2000;
    let canonical = Cell::new(0_u32);
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) };
    let outcome = TestRunner::new(config).run(&nearly_canonical(), |fragment| {
        if is_canonical(&fragment) {
            canonical.set(canonical.get() + 1);
            with_all_rules(|rules| {
                assert_eq!(by_parsing(&fragment, rules).as_deref(), Some(fragment.as_str()), "{rules:?}");
            });
        }
        Ok(())
    });
    outcome.unwrap();
    assert!(canonical.get() > CASES / 4, "only {} were canonical", canonical.get());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn the_parser_is_spared_only_where_it_changes_nothing(fragment in prop_oneof![soup(), nearly_canonical()]) {
        with_all_rules(|rules| {
            let cleaned = clean(&fragment, rules);
            let rendered = clean_rendered(&fragment, rules);
            assert_eq!(
                (&rendered.html, rendered.too_deep, &rendered.losses),
                (&cleaned.html, cleaned.too_deep, &cleaned.losses),
                "{rules:?}"
            );
            assert_eq!((!cleaned.too_deep).then_some(cleaned.html), by_parsing(&fragment, rules), "{rules:?}");
        });
    }

    #[test]
    fn html_composed_of_plain_text_is_canonical(fragment in soup()) {
        let text = plain_text(&fragment).replace('\u{feff}', "");
        let (content, value) = (escape_html_content(&text), escape_html(&text));
        let url = "https://example.org/a?b&amp;c";
        let html = format!(
            "<p><a href=\"{url}\"><img src=\"{url}\" alt=\"{value}\" width=\"1\" height=\"2\"></a></p>\
             <p>{content}</p><ul><li><a href=\"{url}\">{content}</a></li></ul>"
        );
        prop_assert!(is_canonical(&html), "{html}");
    }
}
