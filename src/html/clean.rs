//! HTML of any origin turned into HTML that a feed may carry: safe in every reader, addresses absolute, well formed.
//!
//! What is removed leaves its text behind where a person would read it. Beauty is not aimed at: what is harmless
//! stays as it was written.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::elements::{KEPT, KEPT_EVERYWHERE, LOOKS, LOOKS_EVERYWHERE, is_address, kept_attributes};
use super::embed::is_listed;
use super::markdown;
use super::plain::plain_text;
use super::rewrite::{BREAK, rewrite};
use super::settled::is_settled;
use super::shape;
use super::style::harmless;
use super::uri::safe;
use crate::text::escape_html;

/// What cleaning depends on besides the HTML.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// What relative addresses are resolved against: the article's own page. Without it they stay relative.
    pub base: Option<&'a Url>,
    /// The hosts, their subdomains included, whose pages may stay embedded when they come over https.
    pub embeds: &'a [String],
    /// Whether what only changes the looks stays too, as far as it is harmless: classes, ids, simple styles.
    pub keeps_looks: bool,
}

/// The result of cleaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    /// HTML that cleaning with the same rules does not change any more.
    pub html: String,
    /// Whether elements were nested too deep, tangled too much or far too many to be kept: the HTML is one plain
    /// paragraph then.
    pub too_deep: bool,
}

/// What cleaning may cost: of one text, or of all texts of a document together.
#[derive(Debug)]
pub struct Budget {
    /// So many tags may still be parsed.
    tags: usize,
    /// So many bytes may HTML still become longer, by making addresses absolute.
    growth: usize,
}

impl Budget {
    /// What all texts of documents of so many bytes may cost together: as much as the HTML that feeds hold. What is settled
    /// after one round costs nothing more.
    pub fn of_documents(size: usize) -> Budget {
        let tags = size.checked_div(BYTES_OF_A_TAG).unwrap_or_default();
        Budget { tags: tags.max(LEAST_TAGS), growth: size.saturating_mul(2).max(LEAST_GROWTH) }
    }

    /// What one text may cost: a few rounds of the longest that is kept.
    fn of_a_text() -> Budget {
        Budget { tags: 1_000_000, growth: usize::MAX }
    }

    /// Takes from the budget what parsing the text costs; the answer is no where that is too much.
    fn pay(&mut self, html: &str) -> bool {
        let cost =
            shape::effort(html).map(|effort| shape::tags(html).saturating_add(effort / EFFORT_OF_A_TAG));
        spend(&mut self.tags, cost)
    }

    /// Takes from the budget by how much the text has grown; the answer is no where that is too much.
    fn grow(&mut self, before: &str, after: &str) -> bool {
        spend(&mut self.growth, Some(after.len().saturating_sub(before.len())))
    }
}

/// How many bytes there are to each tag in HTML that has more of them than any feed's.
const BYTES_OF_A_TAG: usize = 28;

/// How many tags may be parsed however small the documents are.
const LEAST_TAGS: usize = 300_000;

/// How many bytes HTML may become longer however small the documents are.
const LEAST_GROWTH: usize = 16 * 1024 * 1024;

fn spend(left: &mut usize, cost: Option<usize>) -> bool {
    let rest = cost.and_then(|cost| left.checked_sub(cost));
    *left = rest.unwrap_or(*left);
    rest.is_some()
}

/// Looking through so many elements takes as long as a tag.
const EFFORT_OF_A_TAG: usize = 100;

/// Broken HTML may need a few rounds until it parses to what it says; what needs more was made to.
const MOST_ROUNDS: usize = 4;

/// How much is kept of HTML of which only the text is kept, in bytes.
const LONGEST_TEXT: usize = 1024 * 1024;

/// The fragment as a feed may carry it.
pub fn clean(fragment: &str, rules: &Rules) -> Cleaned {
    clean_within(&mut Budget::of_a_text(), fragment, rules)
}

/// As [`clean`], with what is left of a budget for several fragments.
pub fn clean_within(budget: &mut Budget, fragment: &str, rules: &Rules) -> Cleaned {
    if is_settled(fragment) {
        return Cleaned { html: fragment.to_owned(), too_deep: false };
    }
    if let Some(html) = settle(fragment, rules, budget) {
        return Cleaned { html, too_deep: false };
    }
    text_alone(fragment, rules)
}

/// A Markdown text as HTML that a feed may carry.
pub fn clean_markdown(text: &str, rules: &Rules) -> Cleaned {
    if markdown::is_sound(text) {
        clean(&markdown::from_markdown(text), rules)
    } else {
        text_alone(text, rules)
    }
}

/// One paragraph of nothing but the beginning of the text of a fragment that cannot be kept as it is.
fn text_alone(fragment: &str, rules: &Rules) -> Cleaned {
    let text = plain_text(fragment);
    let mut ends = (0..=text.len().min(LONGEST_TEXT)).rev();
    let text = ends.find_map(|end| text.get(..end)).unwrap_or_default();
    let paragraph = if text.is_empty() { String::new() } else { format!("<p>{}</p>", escape_html(text)) };
    let html = settle(&paragraph, rules, &mut Budget::of_a_text());
    Cleaned { html: html.unwrap_or_default(), too_deep: true }
}

/// Rewrites the fragment, and has the result judged unless there is nothing to judge in it. Gives up on HTML that
/// takes too long to parse or never settles.
fn settle(fragment: &str, rules: &Rules, budget: &mut Budget) -> Option<String> {
    let rewritten = rewrite(fragment, rules)?;
    if !budget.grow(fragment, &rewritten) {
        return None;
    }
    match settled(&rewritten) {
        Some(settled) => Some(settled.into_owned()),
        None => settle_by_parsing(rewritten, rules, budget),
    }
}

/// What was rewritten, where there is nothing to judge in it. The marks that spare the parser work do not outlive it.
fn settled(rewritten: &str) -> Option<Cow<'_, str>> {
    let unmarked = if rewritten.contains(BREAK) {
        Cow::Owned(rewritten.replace(BREAK, ""))
    } else {
        Cow::Borrowed(rewritten)
    };
    Some(unmarked).filter(|unmarked| is_settled(unmarked))
}

/// Cleans until nothing changes any more, so that what a reader parses is what was judged.
pub(super) fn settle_by_parsing(mut rewritten: String, rules: &Rules, budget: &mut Budget) -> Option<String> {
    let judge = known_judge(rules);
    for _ in 0..MOST_ROUNDS {
        if !budget.pay(&rewritten) {
            return None;
        }
        let judged = judge.clean(&rewritten).to_string();
        // What is rewritten to the same text gets the same judgement: another round would change nothing.
        let again = rewrite(&judged, rules)?;
        if again == rewritten {
            return Some(judged);
        }
        if let Some(settled) = settled(&again) {
            return Some(settled.into_owned());
        }
        rewritten = again;
    }
    None
}

thread_local! {
    /// The judges without embeds, by whether there is a base and whether the looks stay: making one takes longer than
    /// most texts do.
    static JUDGES: [OnceCell<Rc<Builder<'static>>>; 4] = const { [const { OnceCell::new() }; 4] };
}

fn known_judge(rules: &Rules) -> Rc<Builder<'static>> {
    let place = usize::from(rules.base.is_some()) | usize::from(rules.keeps_looks) << 1;
    JUDGES.with(|judges| match judges.get(place).filter(|_| rules.embeds.is_empty()) {
        Some(known) => Rc::clone(known.get_or_init(|| Rc::new(judge(rules)))),
        None => Rc::new(judge(rules)),
    })
}

/// The last word on what stays. It finds nothing to remove in what was rewritten, unless a parser reads that
/// otherwise than our scanner: just then it matters.
fn judge(rules: &Rules) -> Builder<'static> {
    let embeds = rules.embeds.to_vec();
    let has_base = rules.base.is_some();
    let mut tags: HashSet<&str> = KEPT.iter().copied().collect();
    if !embeds.is_empty() {
        tags.insert("iframe");
    }
    if rules.keeps_looks {
        tags.extend(LOOKS);
    }
    let attributes = tags.iter().map(|&tag| (tag, kept_attributes(tag).iter().copied().collect()));
    let attributes: HashMap<&str, HashSet<&str>> = attributes.collect();
    let looks = if rules.keeps_looks { LOOKS_EVERYWHERE } else { &[] };
    let generic = KEPT_EVERYWHERE.iter().chain(looks).copied().collect();
    let mut judge = Builder::empty();
    judge
        .tag_attributes(attributes)
        .tags(tags)
        .generic_attributes(generic)
        .url_schemes(["http", "https", "mailto", "data"].into())
        .url_relative(if has_base { UrlRelative::Deny } else { UrlRelative::PassThrough })
        // Without a `target` no link can reach the page it was opened from, so that none needs a `rel`.
        .link_rel(None)
        .strip_comments(true)
        .clean_content_tags(["script", "style"].into())
        .attribute_filter(move |element, attribute, value| {
            let is_kept = match attribute {
                "style" => harmless(value).as_deref() == Some(value),
                _ => !is_address(attribute) || is_final(element, attribute, value, has_base, &embeds),
            };
            is_kept.then_some(Cow::Borrowed(value))
        });
    judge
}

/// Whether the value is an address in the form in which a feed holds it.
fn is_final(element: &str, attribute: &str, value: &str, has_base: bool, embeds: &[String]) -> bool {
    let is_fit = match Url::parse(value) {
        Ok(address) => element != "iframe" || is_listed(&address, embeds),
        Err(_) => !has_base && element != "iframe",
    };
    is_fit && safe(element, attribute, value, None).as_deref() == Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_share_a_budget_and_what_is_settled_costs_nothing() {
        let rules = Rules { base: None, embeds: &[], keeps_looks: true };
        let mut budget = Budget { tags: 10, growth: 100 };
        let mut is_kept = |html: &str| !clean_within(&mut budget, html, &rules).too_deep;
        let unclosed = "<p>a <a href=\"b\">c</a><p>d";
        assert!(is_kept(unclosed));
        assert!(!is_kept(unclosed));
        assert!(is_kept("<p>a <b>c</b></p>"));
        assert!(is_kept(&"<p>a</p>".repeat(100)));
    }
}
