//! Removes Jekyll's template code (Liquid) from a body, so that no subscriber reads it: what is certain is replaced (`site`
//! values, URLs, highlighted code, `raw`), the rest is left out. It runs no logic: what conditions and loops show is gone before, and other
//! blocks lose their tags and keep the text between them.

use std::collections::BTreeMap;

use url::Url;

use super::Rendered;
use super::arguments::Arguments;
use super::translate::translate;
use crate::model::BodySyntax;
use crate::text::escape_html;
use crate::uri;

/// How much longer than its double a body may become by the values that are put into it, in bytes.
const LONGEST_GROWTH: usize = 1024 * 1024;

/// How many filters a value may pass through.
const MOST_FILTERS: usize = 10;

/// The text without its template code; `values` are those of `site`. Code that would make a short text a huge one is left
/// out too.
pub(in crate::normalise) fn render(
    text: &str,
    syntax: BodySyntax,
    values: &BTreeMap<String, String>,
    site: &Url,
) -> Rendered {
    let longest = text.len().saturating_mul(2).saturating_add(LONGEST_GROWTH);
    let mut out = String::with_capacity(text.len());
    let mut lost = None;
    let mut rest = text;
    let mut closes = Closes::default();
    while let Some((before, opening, after)) = next_opening(rest) {
        out.push_str(before);
        let position = text.len().saturating_sub(rest.len()).saturating_add(before.len());
        let Some((code, behind)) = closes.split(opening, after) else {
            out.push_str(opening.mark());
            rest = after;
            continue;
        };
        rest = behind;
        let bare = code.trim_matches(['-', ' ', '\t', '\n']);
        let replacement = match opening {
            Opening::Output if out.len() > longest => None,
            Opening::Output => output(bare, values, site),
            Opening::Tag => tag(bare, syntax, &mut rest),
        };
        match replacement {
            Some(replacement) => out.push_str(&replacement),
            None => {
                lost.get_or_insert(position);
            }
        }
    }
    out.push_str(rest);
    Rendered { text: out, lost }
}

#[derive(Clone, Copy)]
enum Opening {
    Output,
    Tag,
}

impl Opening {
    fn mark(self) -> &'static str {
        match self {
            Opening::Output => "{{",
            Opening::Tag => "{%",
        }
    }

    fn closing(self) -> &'static str {
        match self {
            Opening::Output => "}}",
            Opening::Tag => "%}",
        }
    }
}

/// Which closing marks do not come any more, so that a text full of openings is read but once.
#[derive(Default)]
struct Closes {
    missing: [bool; 2],
}

impl Closes {
    fn split<'t>(&mut self, opening: Opening, text: &'t str) -> Option<(&'t str, &'t str)> {
        let missing = self.missing.get_mut(opening as usize)?;
        let found = if *missing { None } else { text.split_once(opening.closing()) };
        *missing = found.is_none();
        found
    }
}

fn next_opening(text: &str) -> Option<(&str, Opening, &str)> {
    let mut from = 0usize;
    loop {
        let start = from.saturating_add(text.get(from..)?.find('{')?);
        let (before, marked) = text.split_at_checked(start)?;
        for opening in [Opening::Output, Opening::Tag] {
            if let Some(after) = marked.strip_prefix(opening.mark()) {
                return Some((before, opening, after));
            }
        }
        from = start.saturating_add(1);
    }
}

/// What `{{ … }}` shows: a value of `site`, or a quoted text with the URL filters.
fn output(code: &str, values: &BTreeMap<String, String>, site: &Url) -> Option<String> {
    let mut filters = code.split('|').map(str::trim);
    let source = filters.next()?;
    let quoted = ['"', '\''].iter().find_map(|&quote| source.strip_prefix(quote)?.strip_suffix(quote));
    let mut value = match quoted {
        Some(text) => text.to_owned(),
        None => values.get(source.strip_prefix("site.")?)?.clone(),
    };
    for (count, filter) in filters.enumerate() {
        value = match filter {
            _ if count >= MOST_FILTERS => return None,
            "relative_url" | "absolute_url" | "prepend: site.baseurl" => {
                uri::absolute_in_site(&value, site).map_or(value, |url| uri::written(&url))
            }
            "escape" | "xml_escape" | "strip" | "prepend: site.url" => value,
            _ => return None,
        };
    }
    Some(value)
}

/// What `{% … %}` leaves: `rest` moves behind the end of a block.
fn tag(code: &str, syntax: BodySyntax, rest: &mut &str) -> Option<String> {
    let (name, arguments) = code.split_once(char::is_whitespace).unwrap_or((code, ""));
    match name {
        "raw" => Some(block(rest, "endraw").to_owned()),
        "comment" => {
            block(rest, "endcomment");
            Some(String::new())
        }
        "highlight" => Some(code_block(block(rest, "endhighlight"), arguments, syntax)),
        // These show nothing themselves.
        "assign" | "else" | "break" | "continue" | "increment" | "decrement" => Some(String::new()),
        name if name.starts_with("end") => Some(String::new()),
        _ => translate(name, &Arguments::of(arguments)),
    }
}

/// The text up to the tag `end`; all of it where there is no such tag.
fn block<'t>(rest: &mut &'t str, end: &str) -> &'t str {
    let text = *rest;
    let mut from = 0usize;
    while let Some(close) = text.get(from..).and_then(|tail| tail.find("%}")) {
        let close = from.saturating_add(close);
        // The last opening before the mark is the one that it closes.
        let open =
            text.get(from..close).and_then(|part| part.rfind("{%")).map(|open| from.saturating_add(open));
        let code = open.and_then(|open| text.get(open..close)).unwrap_or_default();
        from = close.saturating_add(2);
        if code.trim_start_matches("{%").trim_matches(['-', ' ']) == end {
            *rest = text.get(from..).unwrap_or_default();
            return open.and_then(|open| text.get(..open)).unwrap_or_default();
        }
    }
    *rest = "";
    text
}

pub(super) fn code_block(code: &str, arguments: &str, syntax: BodySyntax) -> String {
    let code = code.trim_matches('\n');
    match syntax {
        BodySyntax::Html => format!("<pre><code>{}</code></pre>", escape_html(code)),
        BodySyntax::Text => code.to_owned(),
        BodySyntax::Markdown => {
            let longest = code.split(|character| character != '`').map(str::len).max().unwrap_or_default();
            let fence = "`".repeat(longest.saturating_add(1).max(3));
            let language = arguments.split_whitespace().next().unwrap_or_default();
            format!("\n{fence}{language}\n{code}\n{fence}\n")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> (String, Option<usize>) {
        let values = BTreeMap::from([("url".to_owned(), "https://example.org".to_owned())]);
        let site = Url::parse("https://example.org/blog/").unwrap();
        let rendered = render(text, BodySyntax::Markdown, &values, &site);
        (rendered.text, rendered.lost)
    }

    #[test]
    fn what_is_certain_is_replaced() {
        for (text, expected) in [
            ("a {{ site.url }}/b", "a https://example.org/b"),
            ("![x]({{ \"/img/x.png\" | relative_url }})", "![x](https://example.org/blog/img/x.png)"),
            ("{% raw %}{{ kept }}{% endraw %}.", "{{ kept }}."),
            ("{% comment %}gone{% endcomment %}.", "."),
            ("{% highlight ruby linenos %}\nputs `x`\n{% endhighlight %}", "\n```ruby\nputs `x`\n```\n"),
            ("{% assign a = 1 %}{% endif %}.", "."),
            ("{% raw %}{% if %}x{% endraw %}.", "{% if %}x."),
        ] {
            assert_eq!(rendered(text), (expected.to_owned(), None), "{text}");
        }
    }

    #[test]
    fn what_is_not_certain_is_left_out_and_its_place_is_reported() {
        assert_eq!(rendered("a\nb {% include x.html %}c {{ page.x }}"), ("a\nb c ".to_owned(), Some(4)));
        assert_eq!(rendered("{% note a %}b{% endnote %}"), ("b".to_owned(), Some(0)));
    }

    #[test]
    fn unclosed_code_stays_as_it_is() {
        for text in ["{{ a", "{% a", "{{", "{"] {
            assert_eq!(rendered(text), (text.to_owned(), None));
        }
    }
}
