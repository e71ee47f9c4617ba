//! MDX: Markdown with imports, expressions in braces and components. Imports, exports and comments go; what is between the
//! tags of components stays; expressions that are no plain text, and components without content, go and are told.
//!
//! In MDX nothing is code because it is indented, so that the content of components may be indented freely.

use memchr::memchr;

use super::Rendered;
use super::mdx_tag::{self, Tag};

/// Whether the body is MDX: by the name of the file, or because it begins with the import of a module.
pub(super) fn is_mdx(path: &str, body: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let first = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    ending.eq_ignore_ascii_case("mdx") || is_import(first)
}

fn is_import(line: &str) -> bool {
    let line = line.trim_end().trim_end_matches(';');
    let Some(rest) = line.strip_prefix("import ") else { return false };
    let source = rest.rsplit_once("from ").map_or(rest, |(_, source)| source).trim();
    ['"', '\''].iter().any(|&quote| source.len() > 2 && source.starts_with(quote) && source.ends_with(quote))
}

/// The Markdown of the text.
pub(super) fn render(text: &str) -> Rendered {
    let mut scan = Scan {
        text,
        at: 0,
        out: String::with_capacity(text.len()),
        lost: None,
        indents: Vec::new(),
        unclosed: 0,
    };
    let mut may_be_module = true;
    while scan.at < text.len() {
        may_be_module = scan.line(may_be_module);
    }
    Rendered { text: scan.out, lost: scan.lost }
}

/// After so many braces and tags that are never closed, all are text.
const MOST_UNCLOSED: usize = 32;

struct Scan<'t> {
    text: &'t str,
    at: usize,
    out: String,
    lost: Option<usize>,
    /// For each open component, how far its content is indented, once that is known.
    indents: Vec<Option<usize>>,
    unclosed: usize,
}

impl<'t> Scan<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn line_rest(&self) -> &'t str {
        self.rest().split_inclusive('\n').next().unwrap_or_default()
    }

    /// Writes what begins on this line, and says whether an import may follow.
    fn line(&mut self, may_be_module: bool) -> bool {
        let line = self.line_rest();
        if line.trim().is_empty() {
            self.copy(line.len());
            return true;
        }
        if may_be_module
            && (line.starts_with("import ") && imports(self.rest())
                || line.starts_with("export ") && is_export(line))
        {
            let (length, is_whole) = module_length(self.rest());
            if !is_whole {
                self.lost.get_or_insert(self.at);
            }
            self.at = self.at.saturating_add(length);
            return true;
        }
        self.dedent(line);
        let content = self.line_rest().trim_start();
        if content.starts_with("```") || content.starts_with("~~~") {
            self.fence();
            return false;
        }
        while !self.rest().is_empty() {
            if self.piece() {
                break;
            }
        }
        false
    }

    /// Skips the white space by which components indent their content.
    fn dedent(&mut self, line: &str) {
        let indent = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let is_end = line.trim_start().starts_with("</");
        let Some(innermost) = self.indents.last_mut() else { return };
        let most = if is_end { indent } else { *innermost.get_or_insert(indent) };
        self.at = self.at.saturating_add(indent.min(most));
    }

    /// Copies fenced code, each line without the indentation of its component.
    fn fence(&mut self) {
        let first = self.line_rest();
        let sign = first.trim_start().chars().next().unwrap_or('`');
        let length = |line: &str| line.trim_start().chars().take_while(|next| *next == sign).count();
        let least = length(first);
        self.copy(first.len());
        while !self.rest().is_empty() {
            let line = self.line_rest();
            self.dedent(line);
            let line = self.line_rest();
            let is_end = length(line) >= least && line.trim().chars().all(|next| next == sign);
            self.copy(line.len());
            if is_end {
                break;
            }
        }
    }

    /// Writes the next piece of a line; true if the line has ended.
    fn piece(&mut self) -> bool {
        let rest = self.rest();
        let is_special = |byte: u8| matches!(byte, b'{' | b'<' | b'`' | b'$' | b'\\' | b'\n');
        let plain = rest.bytes().position(is_special).unwrap_or(rest.len());
        self.copy(plain);
        let rest = self.rest();
        match rest.bytes().next() {
            None => return true,
            Some(b'\n') => {
                self.copy(1);
                return true;
            }
            Some(b'\\') => {
                let length = rest
                    .chars()
                    .nth(1)
                    .filter(|next| *next != '\n')
                    .map_or(1, |next| next.len_utf8().saturating_add(1));
                self.copy(length);
            }
            Some(b'`') => self.code_span(),
            Some(b'{') => self.expression(),
            Some(b'$') => self.copy(formula_length(rest).unwrap_or(1)),
            Some(_) => self.tag(),
        }
        false
    }

    fn copy(&mut self, length: usize) {
        let rest = self.rest();
        self.out.push_str(rest.get(..length).unwrap_or(rest));
        self.at = self.at.saturating_add(length);
    }

    fn code_span(&mut self) {
        let rest = self.rest();
        let run = rest.bytes().take_while(|byte| *byte == b'`').count();
        let paragraph = rest.split("\n\n").next().unwrap_or_default();
        let paragraph =
            paragraph.get(..paragraph.len().min(4096)).unwrap_or(rest.split('\n').next().unwrap_or_default());
        let mut from = run;
        while let Some(at) = paragraph.get(from..).and_then(|rest| memchr(b'`', rest.as_bytes())) {
            let start = from.saturating_add(at);
            let length =
                paragraph.get(start..).unwrap_or_default().bytes().take_while(|byte| *byte == b'`').count();
            from = start.saturating_add(length);
            if length == run {
                return self.copy(from);
            }
        }
        self.copy(run);
    }

    fn expression(&mut self) {
        let Some(length) = self.within(mdx_tag::braces_end) else { return self.copy(1) };
        let inside = self.rest().get(1..length.saturating_sub(1)).unwrap_or_default().trim();
        if let Some(comment) = inside.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/")) {
            if crate::html::ends_summary(comment) {
                self.out.push_str(&format!("<!--{comment}-->"));
            }
        } else if let Some(text) = mdx_tag::literal(inside) {
            self.out.push_str(text);
        } else if !inside.is_empty() {
            self.lost.get_or_insert(self.at);
        }
        self.at = self.at.saturating_add(length);
    }

    fn tag(&mut self) {
        if let Some(comment) = self.rest().strip_prefix("<!--").filter(|_| self.unclosed < MOST_UNCLOSED) {
            let Some(end) = comment.find("-->") else {
                self.unclosed = self.unclosed.saturating_add(1);
                return self.copy(4);
            };
            return self.copy(end.saturating_add(7));
        }
        if !mdx_tag::begins_tag(self.rest()) {
            return self.copy(1);
        }
        let Some(length) = self.within(mdx_tag::tag_end) else { return self.copy(1) };
        let source = self.rest().get(..length).unwrap_or_default();
        match mdx_tag::read(source) {
            Tag::Html(html) => {
                self.out.push_str(&html);
                let behind = self.rest().get(length..).unwrap_or_default();
                // In Markdown a tag on a line of its own has HTML follow it up to a blank line; here it is Markdown.
                if is_container(&html) && is_followed_by_markdown(behind) {
                    self.out.push('\n');
                }
            }
            Tag::Start => self.indents.push(None),
            Tag::End => {
                self.indents.pop();
            }
            Tag::Shown(html) => {
                let begins_line = self.out.is_empty() || self.out.ends_with('\n');
                self.out.push_str(&html);
                self.out.push_str(if begins_line { super::APART } else { "" });
            }
            Tag::Lost => {
                self.lost.get_or_insert(self.at);
            }
        }
        self.at = self.at.saturating_add(length);
    }

    /// What the search finds, as long as it has not failed too often.
    fn within(&mut self, search: fn(&str) -> Option<usize>) -> Option<usize> {
        let found = (self.unclosed < MOST_UNCLOSED).then(|| search(self.rest())).flatten();
        self.unclosed = self.unclosed.saturating_add(usize::from(found.is_none()));
        found
    }
}

/// Elements that hold paragraphs.
const CONTAINERS: [&str; 13] = [
    "article", "aside", "blockquote", "center", "details", "div", "figcaption", "figure", "footer", "header",
    "main", "section", "summary",
];

/// Whether it is a tag of an element that holds paragraphs.
fn is_container(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let name = name.split(|next: char| !next.is_ascii_alphanumeric()).next().unwrap_or_default();
    CONTAINERS.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// Whether the line ends here, and the next one begins with neither a tag nor nothing.
fn is_followed_by_markdown(text: &str) -> bool {
    let Some(next) = text.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n') else { return false };
    let next = next.trim_start_matches([' ', '\t']);
    !next.is_empty() && !next.starts_with(['\r', '\n', '<'])
}

/// The length of the formula in TeX that the text begins with: there braces and backslashes are no code.
fn formula_length(text: &str) -> Option<usize> {
    const LONGEST: usize = 4096;
    let most = (0..=LONGEST.min(text.len())).rev().find(|&end| text.is_char_boundary(end))?;
    let text = text.get(..most)?;
    if let Some(inside) = text.strip_prefix("$$") {
        return inside.find("$$").map(|end| end.saturating_add(4));
    }
    let inside = text.get(1..)?.split("\n\n").next()?;
    let end = inside.find('$')?;
    let formula = inside.get(..end)?;
    let is_formula = !formula.starts_with(char::is_whitespace)
        && ["\\", "_{", "^{"].iter().any(|mark| formula.contains(mark));
    is_formula.then(|| end.saturating_add(2))
}

/// Whether the paragraph that the text begins with names a module in quotation marks; else it is a sentence.
fn imports(text: &str) -> bool {
    let mut lines = text.lines().take_while(|line| !line.trim().is_empty());
    let names = |line: &str| line.contains("from '") || line.contains("from \"");
    lines.next().is_some_and(|line| is_import(line) || names(line)) || lines.any(names)
}

fn is_export(line: &str) -> bool {
    let next = line.split_whitespace().nth(1).unwrap_or_default();
    let words = ["const", "let", "var", "function", "default", "class", "async", "type", "interface"];
    words.contains(&next) || next.starts_with(['{', '*'])
}

/// The length of the imports and exports that a text begins with: to the first blank line outside of brackets; and
/// whether all brackets are closed there.
fn module_length(text: &str) -> (usize, bool) {
    let mut depth = 0i64;
    let mut length = 0usize;
    for (count, line) in text.split_inclusive('\n').enumerate() {
        if line.trim().is_empty() && (depth <= 0 || count > 200) {
            break;
        }
        for byte in line.bytes() {
            match byte {
                b'(' | b'[' | b'{' => depth = depth.saturating_add(1),
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        length = length.saturating_add(line.len());
    }
    (length, depth <= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> (String, Option<usize>) {
        let rendered = render(text);
        (rendered.text, rendered.lost)
    }

    #[test]
    fn components_leave_their_content() {
        for (text, expected) in [
            ("import A from './a'\n\n{/* b */}\n\n<Tabs><Tab>c *d*</Tab></Tabs>\n", "\n\n\nc *d*\n"),
            (
                "<Tabs>\n  <Tab>\n\n    - a\n      - b\n\n    ```js\n    {c}\n    ```\n  </Tab>\n</Tabs>",
                "\n\n\n- a\n  - b\n\n```js\n{c}\n```\n\n",
            ),
            ("export const a = {\n\n  b: 1,\n}\n\nc", "\nc"),
            (
                "`{a}` {' '}{\"b\"} \\{c} 1 < 2 <d@e.org>",
                "`{a}` ' 'b \\{c} 1 < 2 <d@e.org>".replace("' '", " ").as_str(),
            ),
            ("$x_{1}$ and $$\n{a}\n$$ cost $5", "$x_{1}$ and $$\n{a}\n$$ cost $5"),
            ("a\n\n{/* truncate */}\n\nb", "a\n\n<!-- truncate -->\n\nb"),
            (
                "<img src={useBaseUrl('/a.png')} alt=\"b\" style={{c: 1}} />",
                "<img src=\"/a.png\" alt=\"b\" />",
            ),
            ("<YouTube id=\"x1\" />", "<iframe src=\"https://www.youtube.com/embed/x1\"></iframe>\n\n"),
            ("<figure>\n![a](b)\n<p>c</p>\n</figure>", "<figure>\n\n![a](b)\n<p>c</p>\n</figure>"),
            ("<summary>a</summary>\n**b**", "<summary>a</summary>\n\n**b**"),
            ("<div>\n  <b>c</b>\n</div>\n\nd", "<div>\n  <b>c</b>\n</div>\n\nd"),
            ("import goods early.\n\nexport them.", "import goods early.\n\nexport them."),
            ("import goods from abroad, and", "import goods from abroad, and"),
            ("import {\n  A,\n} from './a'\n\nb", "\nb"),
        ] {
            assert_eq!(rendered(text), (expected.to_owned(), None), "{text}");
        }
    }

    #[test]
    fn what_only_a_program_could_show_is_told() {
        assert_eq!(rendered("ab {c.map(d => <E>{d}</E>)} f"), ("ab  f".to_owned(), Some(3)));
        assert_eq!(rendered("a\n\n<Chart of={b} />"), ("a\n\n".to_owned(), Some(3)));
        assert_eq!(rendered("a\n\nexport const b = {\n\nc"), ("a\n\n".to_owned(), Some(3)));
    }

    #[test]
    fn heaps_of_marks_take_no_longer_than_their_length() {
        for text in ["{", "<A ", "<A>", "`", "<!--", "{'", "<a b={", "import a from 'b'\n"] {
            let heap = text.repeat(20_000);
            assert!(rendered(&heap).0.len() <= heap.len(), "{text}");
        }
    }
}
