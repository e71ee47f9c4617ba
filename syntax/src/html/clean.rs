//! HTML of any origin -> HTML that a feed may carry: safe in every reader, well-formed, with absolute URLs.
//!
//! Elements that are removed leave their text behind where a person would read it. What is harmless stays as written;
//! nothing is made prettier. HTML that is canonical already is returned as it is, without a parser.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use ammonia::{Builder, UrlRelative};
use memchr::memmem;
use url::Url;

use super::canonical::is_canonical;
use super::elements::{
    KEPT, KEPT_EVERYWHERE, STYLING, STYLING_EVERYWHERE, is_url_attribute, kept_attributes,
};
use super::embed::is_listed;
use super::loss::Loss;
use super::markdown;
use super::markup::Markup;
use super::plain::plain_text;
use super::rewrite::{Rewritten, rewrite};
use super::rules::Rules;
use super::serialise::BREAK;
use super::settled::is_settled;
use super::shape::{self, MOST_TAGS};
use super::style::harmless;
use super::uri::safe;
use crate::text::{escape_html, replaced};

/// The result of cleaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    /// HTML that cleaning with the same rules does not change again.
    pub html: String,
    /// Whether the HTML was too deep, too tangled or too long to be kept: then it is one paragraph of plain text.
    pub too_deep: bool,
    /// What was dropped whole, each kind where it is first.
    pub losses: Vec<Loss>,
    /// Whether elements, attributes or embedded pages were dropped, where that was seen on the way.
    drops: Option<bool>,
}

impl Cleaned {
    /// Whether it has fewer elements, attributes or embedded pages than the fragment that it was made of.
    pub fn drops_markup(&self, fragment: &str) -> bool {
        let is_less = || fragment != self.html && Markup::of(&self.html).is_less_than(Markup::of(fragment));
        self.drops.unwrap_or_else(is_less)
    }
}

/// How much work cleaning may take, for one text or for all texts of a document together.
#[derive(Debug)]
pub struct Budget {
    /// How many tags may still be parsed.
    tags: usize,
    /// How many bytes may still be added, by making URLs absolute.
    growth: usize,
    /// How many tags may still be rewritten.
    rewritten: usize,
    /// How many declarations of styles may still be read.
    declarations: usize,
}

impl Budget {
    /// The budget for all texts of documents of `size` bytes together: as much as the HTML of real feeds takes. HTML that is
    /// canonical after one round costs nothing more.
    pub fn of_documents(size: usize) -> Budget {
        let tags = size.checked_div(BYTES_OF_A_TAG).unwrap_or_default().max(LEAST_TAGS);
        Budget {
            tags,
            growth: size.saturating_mul(2).max(LEAST_GROWTH),
            rewritten: tags.saturating_mul(2),
            declarations: tags,
        }
    }

    /// The budget for one text: a few rounds of the longest text that is kept.
    fn of_a_text() -> Budget {
        Budget {
            tags: 1_000_000,
            growth: usize::MAX,
            rewritten: MOST_TAGS.saturating_mul(2),
            declarations: usize::MAX,
        }
    }

    /// Spends what parsing the text costs; false if the budget does not allow it.
    fn pay(&mut self, html: &str) -> bool {
        if shape::tags(html) > self.tags {
            return false;
        }
        let cost =
            shape::effort(html).map(|effort| shape::tags(html).saturating_add(effort / EFFORT_OF_A_TAG));
        spend(&mut self.tags, cost)
    }

    /// Spends the bytes by which the text has grown; false if the budget does not allow it.
    fn grow(&mut self, before: &str, after: &str) -> bool {
        spend(&mut self.growth, Some(after.len().saturating_sub(before.len())))
    }
}

/// The number of bytes per tag in HTML that has more tags than that of any real feed.
const BYTES_OF_A_TAG: usize = 28;

/// The number of tags that may be parsed even if the documents are small.
const LEAST_TAGS: usize = 300_000;

/// The number of bytes that may be added even if the documents are small.
const LEAST_GROWTH: usize = 16 * 1024 * 1024;

fn spend(left: &mut usize, cost: Option<usize>) -> bool {
    let rest = cost.and_then(|cost| left.checked_sub(cost));
    *left = rest.unwrap_or(*left);
    rest.is_some()
}

/// Looking through this many elements takes as long as parsing one tag.
const EFFORT_OF_A_TAG: usize = 100;

/// Broken HTML may need a few rounds until it parses to what it says; HTML that needs more is an attack.
const MOST_ROUNDS: usize = 4;

/// How much text is kept where only text is kept, in bytes.
const LONGEST_TEXT: usize = 1024 * 1024;

/// Cleans the fragment, so that a feed may carry it.
pub fn clean(fragment: &str, rules: &Rules) -> Cleaned {
    clean_within(&mut Budget::of_a_text(), fragment, rules)
}

/// As [`clean`], within a budget that several fragments share.
pub fn clean_within(budget: &mut Budget, fragment: &str, rules: &Rules) -> Cleaned {
    if is_canonical(fragment) {
        return as_it_is(fragment.to_owned());
    }
    match canonical(fragment, rules, budget) {
        Some(cleaned) => cleaned,
        None => text_alone(fragment, rules),
    }
}

fn as_it_is(html: String) -> Cleaned {
    Cleaned { html, too_deep: false, losses: Vec::new(), drops: Some(false) }
}

/// Turns a Markdown text into HTML that a feed may carry.
pub fn clean_markdown(text: &str, rules: &Rules) -> Cleaned {
    if markdown::is_within_limit(text) {
        clean_rendered(&markdown::from_markdown(text), rules)
    } else {
        text_alone(text, rules)
    }
}

/// As [`clean`], for HTML as renderers of Markdown write it: with ` />` at the end of tags that hold nothing, as XHTML has it.
pub(super) fn clean_rendered(html: &str, rules: &Rules) -> Cleaned {
    const SLASHED: &str = " />";
    if memmem::find(html.as_bytes(), SLASHED.as_bytes()).is_some() {
        // What is canonical like this had them at the ends of tags alone, where they mean nothing: any other `>` is not canonical.
        let without = replaced(html, SLASHED, ">");
        if is_canonical(&without) {
            return as_it_is(without);
        }
    }
    clean(html, rules)
}

/// One paragraph with the beginning of the fragment's text, for a fragment whose markup cannot be kept.
fn text_alone(fragment: &str, rules: &Rules) -> Cleaned {
    let text = plain_text(fragment);
    let mut ends = (0..=text.len().min(LONGEST_TEXT)).rev();
    let text = ends.find_map(|end| text.get(..end)).unwrap_or_default();
    let paragraph = if text.is_empty() { String::new() } else { format!("<p>{}</p>", escape_html(text)) };
    let html = canonical(&paragraph, rules, &mut Budget::of_a_text());
    let html = html.map_or_else(String::new, |cleaned| cleaned.html);
    Cleaned { html, too_deep: true, losses: Vec::new(), drops: None }
}

/// The fragment in its canonical form, which cleaning does not change again. Nothing where it takes too long to parse, or
/// where every round changes it again.
fn canonical(fragment: &str, rules: &Rules, budget: &mut Budget) -> Option<Cleaned> {
    if !spend(&mut budget.rewritten, Some(shape::tags(fragment))) {
        return None;
    }
    let output = rewrite(fragment, rules)?;
    let declarations = Some(output.declarations());
    let Rewritten { html: rewritten, losses, read, written, .. } = output;
    if !spend(&mut budget.declarations, declarations) || !budget.grow(fragment, &rewritten) {
        return None;
    }
    let drops = read.map(|read| written.is_less_than(read));
    let (html, drops) = match without_breaks(&rewritten, rules) {
        // Settled HTML has the tags that were written.
        Some(html) => (html.into_owned(), drops),
        None => (canonical_by_parsing(rewritten, rules, budget)?, None),
    };
    Some(Cleaned { html, too_deep: false, losses, drops })
}

/// The rewritten HTML without the marks that only help the parser, if it is settled.
fn without_breaks<'h>(rewritten: &'h str, rules: &Rules) -> Option<Cow<'h, str>> {
    let html = if rewritten.contains(BREAK) {
        Cow::Owned(rewritten.replace(BREAK, ""))
    } else {
        Cow::Borrowed(rewritten)
    };
    Some(html).filter(|html| is_settled(html, rules))
}

/// Sanitizes until nothing changes, so that a reader parses exactly what was checked.
pub(super) fn canonical_by_parsing(
    mut rewritten: String,
    rules: &Rules,
    budget: &mut Budget,
) -> Option<String> {
    let sanitizer = shared_sanitizer(rules);
    for _ in 0..MOST_ROUNDS {
        if !budget.pay(&rewritten) {
            return None;
        }
        let sanitized = sanitizer.clean(&rewritten).to_string();
        // If it is rewritten to the same text, another round would change nothing.
        let again = rewrite(&sanitized, rules)?.html;
        if again == rewritten {
            return Some(sanitized);
        }
        if let Some(html) = without_breaks(&again, rules) {
            return Some(html.into_owned());
        }
        rewritten = again;
    }
    None
}

thread_local! {
    /// The sanitizers without embeds, by whether there is a base and whether styling stays: building one takes longer
    /// than cleaning most texts.
    static SANITIZERS: [OnceCell<Rc<Builder<'static>>>; 4] = const { [const { OnceCell::new() }; 4] };
}

fn shared_sanitizer(rules: &Rules) -> Rc<Builder<'static>> {
    let index = usize::from(rules.base.is_some()) | usize::from(rules.keep_styling) << 1;
    SANITIZERS.with(|shared| match shared.get(index).filter(|_| rules.embeds.is_empty()) {
        Some(shared) => Rc::clone(shared.get_or_init(|| Rc::new(sanitizer(rules)))),
        None => Rc::new(sanitizer(rules)),
    })
}

/// The sanitizer that has the last word on what stays. It only removes something from rewritten HTML if its parser reads
/// the HTML differently from our scanner: that is the case it is for.
fn sanitizer(rules: &Rules) -> Builder<'static> {
    let embeds = rules.embeds.to_vec();
    let has_base = rules.base.is_some();
    let mut tags: HashSet<&str> = KEPT.iter().copied().collect();
    if !embeds.is_empty() {
        tags.insert("iframe");
    }
    if rules.keep_styling {
        tags.extend(STYLING);
    }
    let attributes = tags.iter().map(|&tag| (tag, kept_attributes(tag).iter().copied().collect()));
    let attributes: HashMap<&str, HashSet<&str>> = attributes.collect();
    let styling = if rules.keep_styling { STYLING_EVERYWHERE } else { &[] };
    let generic = KEPT_EVERYWHERE.iter().chain(styling).copied().collect();
    let mut sanitizer = Builder::empty();
    sanitizer
        .tag_attributes(attributes)
        .tags(tags)
        .generic_attributes(generic)
        .url_schemes(["http", "https", "mailto", "data"].into())
        .url_relative(if has_base { UrlRelative::Deny } else { UrlRelative::PassThrough })
        // Without a `target` no link can reach the page it was opened from, so none needs a `rel`.
        .link_rel(None)
        .strip_comments(true)
        .clean_content_tags(["script", "style"].into())
        .attribute_filter(move |element, attribute, value| {
            let is_kept = match attribute {
                "style" => harmless(value).as_deref() == Some(value),
                _ => !is_url_attribute(attribute) || is_final(element, attribute, value, has_base, &embeds),
            };
            is_kept.then_some(Cow::Borrowed(value))
        });
    sanitizer
}

/// Whether the value is a URL in the form in which a feed carries it.
pub(super) fn is_final(
    element: &str,
    attribute: &str,
    value: &str,
    has_base: bool,
    embeds: &[String],
) -> bool {
    let is_fit = match Url::parse(value) {
        Ok(url) => element != "iframe" || is_listed(&url, embeds),
        Err(_) => !has_base && element != "iframe",
    };
    is_fit && safe(element, attribute, value, None).as_deref() == Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_in_html_is_no_loss() {
        for (before, after, drops) in [
            ("<div xmlns='a' xmlns:b='c'>d</div>", "<div>d</div>", false),
            ("<div class='a'>d</div>", "<div>d</div>", true),
            ("<p>a<b>c</b>", "<p>ac</p>", true),
            ("<p>a", "<p>a</p>", false),
        ] {
            assert_eq!(Markup::of(after).is_less_than(Markup::of(before)), drops, "{before}");
        }
    }

    #[test]
    fn texts_share_a_budget_and_canonical_html_costs_nothing() {
        let rules = Rules { base: None, embeds: &[], keep_styling: true, files: crate::html::FileBase::Page };
        let mut budget = Budget { tags: 6, growth: 100, rewritten: 5000, declarations: 10 };
        let mut is_kept = |html: &str| !clean_within(&mut budget, html, &rules).too_deep;
        let unclosed = "<p>a <a href=\"b\">c</a><p>d";
        assert!(is_kept(unclosed));
        assert!(!is_kept(unclosed));
        assert!(is_kept("<p>a <b>c</b></p>"));
        assert!(is_kept(&"<p>a</p>".repeat(100)));
    }
}
