//! Takes out of a body what its template code keeps from readers, or from some of them: the text of blocks that lock it away
//! (`{{% encrypt "…" %}}`), that show it under a condition (`{% if … %}`), once for each of a list, or elsewhere, and comments.
//!
//! No logic runs, so that no condition is known to hold. What is taken out leaves its line ends, so that lines keep their numbers. A
//! block without an end hides nothing: it is no block, or its site cannot be made.

use std::borrow::Cow;
use std::ops::Range;

use crate::html::Verbatim;
use crate::model::BodySyntax;
use crate::ordered;

/// Tags that show what they enclose under a condition, for each of a list, or in another place.
const CONDITIONS: [&str; 13] = [
    "if", "ifchanged", "ifversion", "unless", "case", "switch", "for", "each", "all", "tablerow", "capture",
    "macro", "set",
];

/// Parts of the names of blocks that lock text away.
const LOCKS: [&str; 11] = [
    "encrypt", "decrypt", "secret", "password", "passwd", "protected", "private", "hidden", "paywall",
    "membersonly", "memberonly",
];

/// Such names that are none within others.
const LOCK_NAMES: [&str; 8] =
    ["hide", "lock", "locked", "protect", "draft", "members", "premium", "subscribers"];

/// Blocks whose text is no template code.
const LITERAL: [&str; 3] = ["raw", "verbatim", "comment"];

/// The same outside of Jekyll.
const CODE: [&str; 5] = ["codeblock", "code", "mermaid", "katex", "math"];

/// How many blocks may be open at once; where there are more, the rest of the text is taken for hidden.
const MOST_OPEN: usize = 100;

/// A body without what is hidden, and where the first of that was, in bytes, if any was.
pub(super) fn without_hidden(
    text: &str,
    syntax: BodySyntax,
    is_jekyll: bool,
) -> (Cow<'_, str>, Option<usize>) {
    let hidden = hidden(text, syntax, is_jekyll);
    let Some(first) = hidden.first().map(|range| range.start) else { return (Cow::Borrowed(text), None) };
    let mut shown = String::with_capacity(text.len());
    let mut done = 0;
    for range in hidden {
        if range.start < done {
            continue;
        }
        shown.push_str(text.get(done..range.start).unwrap_or_default());
        let lines = text.get(range.clone()).unwrap_or_default().matches('\n').count();
        shown.extend(std::iter::repeat_n('\n', lines));
        done = range.end;
    }
    shown.push_str(text.get(done..).unwrap_or_default());
    (Cow::Owned(shown), Some(first))
}

/// The kinds of tags: what opens and closes them.
const TAGS: [(&str, &str); 3] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")];

/// A tag that opens a block, or ends one.
struct Tag<'t> {
    name: &'t str,
    arguments: &'t str,
    is_end: bool,
    range: Range<usize>,
    /// Whether it is of `{% … %}`.
    is_plain: bool,
}

impl Tag<'_> {
    /// Whether what it encloses is kept from readers, or from some of them.
    fn hides(&self) -> bool {
        let name =
            self.name.rsplit('/').next().unwrap_or_default().to_lowercase().replace(['-', '_', '.'], "");
        let is_condition = self.is_plain && CONDITIONS.contains(&&*name);
        // `set a = 1` has no end.
        is_condition && !(name == "set" && self.arguments.contains('='))
            || LOCKS.iter().any(|lock| name.contains(lock))
            || LOCK_NAMES.contains(&&*name)
    }
}

/// What is hidden, sorted by where it begins; a range may lie within one before it.
fn hidden(text: &str, syntax: BodySyntax, is_jekyll: bool) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut open: Vec<(Tag<'_>, bool)> = Vec::new();
    let mut scan = Scan { text, ends: [0; 5], unended: Vec::new() };
    let mut code = None;
    let mut from = 0_usize;
    while let Some(brace) = text.get(from..).and_then(|rest| memchr::memchr(b'{', rest.as_bytes())) {
        let brace = from.saturating_add(brace);
        from = brace.saturating_add(1);
        if let Some(end) = scan.comment(brace).filter(|_| !is_jekyll) {
            if !is_code(&mut code, text, syntax, brace) {
                all.push(brace..end);
                from = end;
            }
            continue;
        }
        if let Some(end) = scan.output(brace).filter(|_| is_jekyll) {
            from = end;
            continue;
        }
        let Some(tag) = scan.tag(brace) else { continue };
        from = tag.range.end;
        // Jekyll and Hugo fill in tags before Markdown is read, also in code.
        if !is_jekyll && tag.is_plain && is_code(&mut code, text, syntax, brace) {
            continue;
        }
        if tag.is_end {
            let ends = |(opening, _): &(Tag<'_>, bool)| {
                tag.name.is_empty() || opening.name.eq_ignore_ascii_case(tag.name)
            };
            let place = open.iter().rposition(ends);
            if let Some((opening, true)) = place.and_then(|place| open.drain(place..).next()) {
                all.push(opening.range.start..tag.range.end);
            }
        } else if tag.is_plain && (LITERAL.contains(&tag.name) || !is_jekyll && CODE.contains(&tag.name)) {
            from = scan.behind_end_of(&tag).unwrap_or(from);
        } else if let hides = tag.hides()
            && (hides || tag.is_plain && tag.arguments.starts_with('('))
        {
            if open.len() >= MOST_OPEN {
                open.retain(|(_, hides)| *hides);
            }
            if open.len() >= MOST_OPEN {
                all.push(brace..text.len());
                break;
            }
            open.push((tag, hides));
        }
    }
    ordered::sort_by_key(&mut all, |range| (range.start, std::cmp::Reverse(range.end)));
    all
}

/// Whether a brace stands in code, of which the first such question finds out all.
fn is_code(code: &mut Option<Verbatim>, text: &str, syntax: BodySyntax, brace: usize) -> bool {
    let code = code.get_or_insert_with(|| match syntax {
        BodySyntax::Markdown => Verbatim::of_markdown(text),
        BodySyntax::Html | BodySyntax::Text => Verbatim::of_html(text),
    });
    code.code_end(brace).is_some()
}

/// A text in which marks are looked for from the beginning to the end, each but once.
struct Scan<'t> {
    text: &'t str,
    /// Where the next of each mark of [`ENDS`] is, as far as known.
    ends: [usize; ENDS.len()],
    /// The names of blocks of no template code whose end does not come any more.
    unended: Vec<&'t str>,
}

/// What ends tags, comments and outputs.
const ENDS: [&str; 5] = [">}}", "%}}", "%}", "#}", "}}"];

impl<'t> Scan<'t> {
    /// The end of the comment that begins at the brace. `{#name}` is the id of a heading.
    fn comment(&mut self, brace: usize) -> Option<usize> {
        let inner = self.text.get(brace..)?.strip_prefix("{#")?;
        let start = brace.saturating_add(2);
        let end = self.next("#}", start)?;
        let is_spaced = inner.starts_with(|first: char| first.is_whitespace() || first == '-');
        let is_id = !is_spaced && memchr::memchr(b'}', inner.as_bytes())? < end.saturating_sub(start);
        (!is_id && !self.text.get(..brace)?.ends_with('$')).then(|| end.saturating_add(2))
    }

    /// The end of the output that begins at the brace.
    fn output(&mut self, brace: usize) -> Option<usize> {
        self.text.get(brace..)?.strip_prefix("{{")?;
        Some(self.next("}}", brace.saturating_add(2))?.saturating_add(2))
    }

    /// The tag that begins at the brace.
    fn tag(&mut self, brace: usize) -> Option<Tag<'t>> {
        let rest = self.text.get(brace..)?;
        let (opening, closing) = TAGS.into_iter().find(|(opening, _)| rest.starts_with(opening))?;
        let start = brace.saturating_add(opening.len());
        let end = self.next(closing, start)?;
        let code = self.text.get(start..end)?;
        if code.contains(opening) {
            return None;
        }
        let code = code.trim_matches(['-', '~', ' ', '\t', '\r', '\n']);
        let is_plain = opening == "{%";
        // What is escaped is shown as it stands, and what closes itself encloses nothing.
        if code.starts_with("/*") || !is_plain && code.ends_with('/') {
            return None;
        }
        let (is_end, code) = match code.strip_prefix('/') {
            Some(code) => (true, code.trim_start()),
            None if is_plain && code.starts_with("end") => (true, code.get(3..).unwrap_or_default()),
            None => (false, code),
        };
        let is_sign = |next: char| !(next.is_alphanumeric() || "-_./".contains(next));
        let (name, arguments) = code.split_at_checked(code.find(is_sign).unwrap_or(code.len()))?;
        // Nunjucks ends `asyncEach` with `endeach`, and `ifAsync` with `endif`.
        let name = name.strip_prefix("async").or_else(|| name.strip_suffix("Async")).unwrap_or(name);
        let range = brace..end.saturating_add(closing.len());
        Some(Tag { name, arguments: arguments.trim_start(), is_end, range, is_plain })
    }

    /// Where what follows a block begins, whose text is no template code.
    fn behind_end_of(&mut self, opening: &Tag<'t>) -> Option<usize> {
        if self.unended.contains(&opening.name) {
            return None;
        }
        let (known, mut from) = (self.ends, opening.range.end);
        while let Some(at) = self.text.get(from..).and_then(|rest| rest.find("{%")) {
            let brace = from.saturating_add(at);
            from = brace.saturating_add(2);
            if let Some(tag) = self.tag(brace).filter(|tag| tag.is_end && tag.name == opening.name) {
                return Some(tag.range.end);
            }
        }
        self.unended.push(opening.name);
        self.ends = known;
        None
    }

    /// Where the next mark of [`ENDS`] is, from a place on that lies behind those of before.
    fn next(&mut self, mark: &str, from: usize) -> Option<usize> {
        let known = self.ends.get_mut(ENDS.iter().position(|end| *end == mark)?)?;
        if *known < from {
            let found = memchr::memmem::find(self.text.get(from..)?.as_bytes(), mark.as_bytes());
            *known = found.map_or(usize::MAX, |at| from.saturating_add(at));
        }
        (*known != usize::MAX).then_some(*known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, is_jekyll: bool) -> String {
        without_hidden(text, BodySyntax::Markdown, is_jekyll).0.into_owned()
    }

    #[test]
    fn the_text_of_blocks_that_lock_it_away_is_taken_out() {
        for text in [
            "a {{% hugo-encryptor \"pw\" %}}b{{% /hugo-encryptor %}}c",
            "a {{< secret \"pw\" >}}b {{< secret >}}b{{< /secret >}} b{{< /secret >}}c",
            "a {{% theme/secret %}}b `{{< x />}}`{{% /theme/secret %}}c",
            "a {% encrypt pw %}b{% endencrypt %}c",
            "a {% secret(key=1) %}b {% quote() %}b{% end %} b{% end %}c",
            "a {% Private %}b{%- endprivate -%}c",
            "a {% draft %}b{% /draft %}c",
        ] {
            assert_eq!(shown(text, false), "a c", "{text}");
        }
        assert_eq!(shown("`{{% secret %}}b{{% /secret %}}`", false), "``");
    }

    #[test]
    fn what_is_shown_under_a_condition_or_elsewhere_is_taken_out() {
        for text in [
            "a {% if b %}b{% else %}b{% endif %}c",
            "a {% if b %}b{% if b %}b{% endif %}{% raw %}{% endif %}{% endraw %} b{% endif %}c",
            "a {%- unless b -%}b{%- endunless -%}c",
            "a {% for b in c %}b{% endfor %}c",
            "a {% capture b %}b{% endcapture %}c",
            "a {% if b %}{{ '{% endif %}' }}b{% endif %}c",
        ] {
            assert_eq!(shown(text, true), "a c", "{text}");
        }
        for text in [
            "a {% set b %}b{% endset %}c",
            "a {% macro b() %}b{% endmacro %}c",
            "a {% asyncEach b in b %}b{% endeach %}c",
            "a {# b #}c",
            "a {#b#}c",
            "a {% if b %}b {% ifAsync b %}b{% endif %} b{% endif %}c",
            "a {% if b %}`{% endif %}`b{% endif %}c",
        ] {
            assert_eq!(shown(text, false), "a c", "{text}");
        }
    }

    #[test]
    fn lines_keep_their_numbers_and_the_first_place_is_told() {
        let (text, first) =
            without_hidden("a\n{% if b %}\nb\n{% endif %}\nc {# d #}", BodySyntax::Markdown, false);
        assert_eq!((&*text, first), ("a\n\n\n\nc ", Some(2)));
    }

    #[test]
    fn all_other_text_stays() {
        for text in [
            "a {{< notice >}}b{{< /notice >}} {% note %}c{% endnote %}",
            "{{</* secret */>}}b{{</* /secret */>}} {{< secret />}} c {{< secret >}} d",
            "`{% if a %}` b `{% endif %}` ${#a} b ${b#} ## C {#c} {#d} e #}",
            "{% set a = 1 %}b{% endset %} {% if a %}b {% endif",
            "{% raw %}{% if a %}b{% endif %}{% endraw %} {# a",
            "{% hideToggle a %}b{% endhideToggle %}",
        ] {
            assert_eq!(
                without_hidden(text, BodySyntax::Markdown, false),
                (Cow::Borrowed(text), None),
                "{text}"
            );
        }
        let text = "{{ '{% if a %}' }} b {{ '{% endif %}' }} {# c #}";
        assert_eq!(without_hidden(text, BodySyntax::Markdown, true), (Cow::Borrowed(text), None));
    }

    #[test]
    fn more_open_blocks_than_can_be_followed_hide_the_rest() {
        let text = format!("a {}b", "{% if c %}".repeat(MOST_OPEN.saturating_add(1)));
        assert!(!shown(&text, true).contains('b'));
        let calls = format!("{}{{% if b %}}b{{% endif %}}c", "{% a() %}".repeat(3 * MOST_OPEN));
        assert!(shown(&calls, false).ends_with("%}c"));
    }

    #[test]
    fn heaps_of_marks_take_no_longer_than_their_length() {
        for text in [
            "{% if a %}", "{% raw %}", "{#", "{# a", "{#a}", "{% a(", "{{< secret ", "{% endif %}",
            "{% raw %}{% if a %}",
        ] {
            let heap = text.repeat(50_000);
            for is_jekyll in [false, true] {
                assert!(shown(&heap, is_jekyll).len() <= heap.len(), "{text}");
            }
        }
    }
}
