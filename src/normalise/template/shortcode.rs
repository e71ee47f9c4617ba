//! Shortcodes outside of Jekyll: `{{< … >}}` and `{{% … %}}` of Hugo, `{% … %}` and `{{ … }}` of Zola, Eleventy and Hexo.
//!
//! The first two mean nothing else anywhere. The others are taken for code where they begin as code does: a tag with a name,
//! an output with a call, a filter or a path; `{{ name }}` alone may be what the text is about, and stays but for Eleventy. Code stays,
//! except that escapes such as `{{</* … */>}}` show what they escape.

use super::Rendered;
use super::arguments::Arguments;
use super::translate::translate;
use crate::html::Verbatim;
use crate::model::BodySyntax;
use crate::text::escape_html_content;

/// The longest code of one shortcode, in bytes: beyond it, the marks belong to no shortcode.
const LONGEST: usize = 8 * 1024;

/// The URL of a link whose real one only the generator knows: cleaning keeps the text of the link alone.
const NOWHERE: &str = "about:invalid";

/// The text without shortcodes; nothing where it has none. `{{ name }}` goes, too, where `has_names`.
pub(super) fn render(text: &str, syntax: BodySyntax, has_names: bool) -> Option<Rendered> {
    let has_marks =
        ["{{", "{%"].iter().any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some());
    if !has_marks {
        return None;
    }
    let code = match syntax {
        BodySyntax::Markdown => Verbatim::of_markdown(text),
        BodySyntax::Html | BodySyntax::Text => Verbatim::of_html(text),
    };
    let out = String::with_capacity(text.len());
    let mut scan =
        Scan { text, syntax, has_names, out, lost: None, unended: Vec::new(), ends: Ends::default() };
    let mut from = 0usize;
    while let Some(brace) = text.get(from..).and_then(|rest| rest.find('{')) {
        let brace = from.saturating_add(brace);
        scan.out.push_str(text.get(from..brace).unwrap_or_default());
        let is_code = code.code_end(brace).is_some()
            || scan.out.ends_with('\\')
            || !has_names && scan.out.ends_with('$');
        from = scan.code(brace, is_code).unwrap_or_else(|| {
            scan.out.push('{');
            brace.saturating_add(1)
        });
    }
    scan.out.push_str(text.get(from..).unwrap_or_default());
    Some(Rendered { text: scan.out, lost: scan.lost })
}

/// The kinds of template code: what opens and closes it.
const KINDS: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}")];

struct Scan<'t> {
    text: &'t str,
    syntax: BodySyntax,
    /// Whether a name alone in double braces is code.
    has_names: bool,
    out: String,
    lost: Option<usize>,
    /// The names of blocks whose end does not come any more.
    unended: Vec<String>,
    ends: Ends,
}

/// Where the next of each closing mark is, as far as known: a text full of openings is searched but once.
#[derive(Default)]
struct Ends {
    next: [usize; 5],
}

impl Ends {
    /// The number of bytes from `start` to the next mark, unless they are too many.
    fn length(&mut self, text: &str, mark: &str, start: usize) -> Option<usize> {
        let marks = KINDS.iter().map(|(_, closing)| *closing).chain(["*/"]);
        let index = marks.into_iter().position(|known| known == mark)?;
        let next = self.next.get_mut(index)?;
        if *next < start {
            let found = text.get(start..)?.find(mark);
            *next = found.map_or(usize::MAX, |length| start.saturating_add(length));
        }
        next.checked_sub(start).filter(|length| *length <= LONGEST)
    }
}

impl<'t> Scan<'t> {
    /// Replaces the template code at the brace, and says where it ends; nothing where there is none.
    fn code(&mut self, brace: usize, is_code: bool) -> Option<usize> {
        let rest = self.text.get(brace..)?;
        let (opening, closing) = KINDS.into_iter().find(|(opening, _)| rest.starts_with(opening))?;
        let start = brace.saturating_add(opening.len());
        if let Some(escaped) = rest.get(opening.len()..)?.strip_prefix("/*") {
            let length = self.ends.length(self.text, "*/", start.saturating_add(2))?;
            let inside = escaped.get(..length).filter(|_| {
                escaped.get(length.saturating_add(2)..).is_some_and(|behind| behind.starts_with(closing))
            })?;
            self.out.push_str(&format!("{opening}{inside}{closing}"));
            let end = start.saturating_add(length).saturating_add(4);
            return Some(end.saturating_add(closing.len()));
        }
        if is_code {
            return None;
        }
        let length = self.ends.length(self.text, closing, start)?;
        let code = self.text.get(start..)?.get(..length)?;
        let end = start.saturating_add(length).saturating_add(closing.len());
        if code.contains("{{") || code.contains("{%") || code.contains("\n\n") {
            return None;
        }
        let bare = code.trim_matches(['-', '~', ' ', '\t', '\r', '\n']);
        match opening {
            "{{" => self.output(bare, brace).then_some(end),
            _ => self.tag(bare, opening, brace, end),
        }
    }

    /// Replaces what `{{ … }}` shows; false where it is no code for certain.
    fn output(&mut self, code: &str, at: usize) -> bool {
        let source = code.split('|').next().unwrap_or_default().trim();
        let quoted = ['"', '\''].iter().find_map(|&quote| source.strip_prefix(quote)?.strip_suffix(quote));
        if let Some(text) = quoted.filter(|text| !text.contains(['"', '\'', '<'])) {
            self.out.push_str(text);
            return true;
        }
        let end = source
            .find(|next: char| !(next.is_alphanumeric() || "_.:$".contains(next)))
            .unwrap_or(source.len());
        let (name, arguments) = source.split_at_checked(end).unwrap_or_default();
        let is_path =
            name.split('.').filter(|part| !part.is_empty()).count() > 1 || name.starts_with(['.', '$']);
        let is_call = arguments.starts_with('(') && arguments.ends_with(')');
        let has_filter = code.contains('|') && arguments.is_empty();
        let is_name = self.has_names && arguments.is_empty();
        if name.is_empty()
            || !(is_name || is_call || has_filter || is_path && !arguments.contains(['.', ',', ';']))
        {
            return false;
        }
        match translate(name, &Arguments::of(arguments)).filter(|_| is_call) {
            Some(html) => self.show(&html, at),
            None => self.lose(at),
        }
        true
    }

    /// Replaces a tag; the answer is the end of it, or of the block that it opens.
    fn tag(&mut self, code: &str, opening: &str, at: usize, end: usize) -> Option<usize> {
        let code = code.trim_end_matches('/').trim_end();
        let (is_end, code) = code.strip_prefix('/').map_or((false, code), |code| (true, code.trim_start()));
        let is_sign = |next: char| !(next.is_alphanumeric() || "-_./".contains(next));
        let (name, arguments) = code.split_at_checked(code.find(is_sign).unwrap_or(code.len()))?;
        let is_name = name.starts_with(|first: char| first.is_alphabetic() || first == '_' || first == '.');
        if !is_name && opening == "{%" {
            return None;
        }
        let is_end = is_end || opening == "{%" && name.starts_with("end");
        if is_end {
            if matches!(name.trim_start_matches("end"), "blockquote" | "quote" | "pullquote") {
                self.out.push_str("\n\n</blockquote>\n\n");
            }
            return Some(end);
        }
        let parsed = Arguments::of(arguments);
        match name {
            "raw" | "verbatim" | "comment" | "highlight" | "code" | "codeblock" | "mermaid" | "katex"
            | "math" => {
                if let Some((inner, behind)) = self.block(name, opening, end) {
                    self.literal(name, inner, &parsed);
                    return Some(behind);
                }
                self.lose(at);
            }
            "blockquote" | "quote" | "pullquote" => self.quote(&parsed),
            "ref" | "relref" | "post_link" | "post_path" | "link_to" if !self.ends_in_url() => {
                let title = parsed.places().get(1..).unwrap_or_default().join(" ");
                self.out.push_str(&escape_html_content(&title));
                self.lose(at);
            }
            "set" | "assign" | "else" | "elif" | "elsif" | "end" | "break" | "continue" => {}
            _ => match translate(name, &parsed) {
                Some(html) => self.show(&html, at),
                None => self.lose(at),
            },
        }
        Some(end)
    }

    /// What stands up to the end tag of a block, and where that ends.
    fn block(&mut self, name: &str, opening: &str, start: usize) -> Option<(&'t str, usize)> {
        if self.unended.iter().any(|unended| unended == name) {
            return None;
        }
        let closing = KINDS.into_iter().find(|(mark, _)| *mark == opening).map_or("", |(_, closing)| closing);
        let mut ends = Ends::default();
        let mut from = start;
        while let Some(at) = self.text.get(from..).and_then(|rest| rest.find(opening)) {
            let open = from.saturating_add(at);
            from = open.saturating_add(opening.len());
            let Some(length) = ends.length(self.text, closing, from) else { continue };
            let code = self.text.get(from..)?.get(..length)?.trim_matches(['-', ' ', '\t', '\n']);
            let is_end = match opening {
                "{%" => code.strip_prefix("end"),
                _ => code.strip_prefix('/').map(str::trim),
            };
            if is_end == Some(name) {
                let end = from.saturating_add(length).saturating_add(closing.len());
                return Some((self.text.get(start..open)?, end));
            }
        }
        self.unended.push(name.to_owned());
        None
    }

    /// Writes what stood inside a block whose content is no prose.
    fn literal(&mut self, name: &str, inner: &str, arguments: &Arguments) {
        let text = match name {
            "comment" => return,
            "raw" | "verbatim" | "katex" | "math" => inner.to_owned(),
            "mermaid" => super::liquid::code_block(inner, "mermaid", self.syntax),
            _ => {
                let language = arguments.get(&["lang", "language"]).or_else(|| {
                    let place = arguments.places().iter().find_map(|place| place.strip_prefix("lang:"));
                    place.or(arguments.at(0).filter(|_| name != "codeblock"))
                });
                super::liquid::code_block(inner, language.unwrap_or_default(), self.syntax)
            }
        };
        self.out.push_str(&text);
    }

    /// Opens a quotation, which names its author first.
    fn quote(&mut self, arguments: &Arguments) {
        self.out.push_str("\n\n<blockquote>\n\n");
        let named = arguments.get(&["author", "cite", "source"]).map(str::to_owned);
        let author = named.unwrap_or_else(|| arguments.places().join(" "));
        if !author.is_empty() {
            self.out.push_str(&format!("<p><cite>{}</cite></p>\n\n", escape_html_content(&author)));
        }
    }

    fn show(&mut self, html: &str, at: usize) {
        // Inside an attribute, an element would end it.
        if self.ends_in_url() {
            return self.out.push_str(NOWHERE);
        }
        let begins_line = matches!(self.text.as_bytes().get(at.wrapping_sub(1)), None | Some(b'\n'));
        self.out.push_str(html);
        // The next line would be read as a part of the HTML.
        if begins_line && self.syntax == BodySyntax::Markdown {
            self.out.push_str(super::APART);
        }
    }

    /// Leaves out the code at this place.
    fn lose(&mut self, at: usize) {
        self.lost.get_or_insert(at);
        if self.ends_in_url() {
            self.out.push_str(NOWHERE);
        }
    }

    /// Whether the text written last begins the URL of a link or image.
    fn ends_in_url(&self) -> bool {
        let before = self.out.trim_end_matches(['"', '\'', '<']);
        let has_quote = before.len() < self.out.len();
        self.out.ends_with("](")
            || self.out.ends_with("](<")
            || has_quote && (before.ends_with("href=") || before.ends_with("src="))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> (String, Option<usize>) {
        let rendered = render(text, BodySyntax::Markdown, false);
        rendered.map_or((text.to_owned(), None), |rendered| (rendered.text, rendered.lost))
    }

    #[test]
    fn what_is_certain_is_translated() {
        for (text, expected) in [
            ("a {{< figure src=\"/a.png\" alt=\"A\" >}}", "a <img src=\"/a.png\" alt=\"A\">"),
            (
                "{{ vimeo(id=\"12\") }}\n*a*",
                "<iframe src=\"https://player.vimeo.com/video/12\"></iframe>\n\n\n*a*",
            ),
            ("{{< highlight go \"a=1\" >}}\nx()\n{{< /highlight >}}", "\n```go\nx()\n```\n"),
            ("{% codeblock A lang:js %}\nx\n{% endcodeblock %}", "\n```js\nx\n```\n"),
            ("{% raw %}{{ a.b }}{% endraw %} {{< comment >}}c{{< /comment >}}.", "{{ a.b }} ."),
            ("{{ \"/a/\" | url }}", "/a/"),
            (
                "{% blockquote A, B %}\nc\n{% endblockquote %}",
                "\n\n<blockquote>\n\n<p><cite>A B</cite></p>\n\n\nc\n\n\n</blockquote>\n\n",
            ),
        ] {
            assert_eq!(rendered(text), (expected.to_owned(), None), "{text}");
        }
    }

    #[test]
    fn names_alone_are_code_only_where_all_bodies_are_templates() {
        for (text, expected) in [
            ("a {{ b }} c", "a  c"),
            ("[a]({{ b }})", "[a](about:invalid)"),
            ("`{{ b }}`", "`{{ b }}`"),
            ("${{ b }}", "$"),
        ] {
            assert_eq!(render(text, BodySyntax::Markdown, true).unwrap().text, expected, "{text}");
            assert_eq!(render(text, BodySyntax::Markdown, false).unwrap().text, text);
        }
    }

    #[test]
    fn the_text_inside_of_pairs_stays_and_the_rest_is_told() {
        for (text, expected, lost) in [
            ("a {{% notice tip %}}In *it*{{% /notice %}}", "a In *it*", 2),
            ("{% note() %}\nIn\n{% end %}", "\nIn\n", 0),
            ("a\n{{< chart 5 />}}b {{ page.title }}", "a\nb ", 2),
            ("[a]({{< ref \"b.md\" >}}#c)", "[a](about:invalid#c)", 4),
        ] {
            assert_eq!(rendered(text), (expected.to_owned(), Some(lost)), "{text}");
        }
    }

    #[test]
    fn code_and_what_may_be_text_stay() {
        for text in [
            "`{{< a >}}` and\n\n```\n{% b %}\n```\n\n    {{ c.d }}\n",
            "Write {{ name }} or {{name}}",
            "${{ a.b }} \\{{ c.d }}",
            "{{< a",
            "{% a",
            "100 {% 5 %} x {%}",
            "{{ a, b. c }}",
            "<pre>{{ a.b }}</pre>",
        ] {
            assert_eq!(rendered(text), (text.to_owned(), None), "{text}");
        }
        let escapes = "`{{</* a */>}}` {{%/* b */%}} {{/* c() */}}";
        assert_eq!(rendered(escapes), ("`{{< a >}}` {{% b %}} {{ c() }}".to_owned(), None));
    }

    #[test]
    fn heaps_of_shortcodes_take_no_longer_than_their_length() {
        for text in [
            "{{< a ", "{% raw %}", "{{< a >}}", "{% highlight x %}{{", "](\"{{<", "{{</*",
            "{% raw %}{{< raw >}}",
        ] {
            let heap = text.repeat(20_000);
            assert!(rendered(&heap).0.len() <= heap.len().saturating_mul(4), "{text}");
        }
    }
}
