//! A quick check whether HTML that rewriting has just written is settled: whether neither the sanitizer nor another round of
//! rewriting would change it. Beyond what is canonical whoever wrote it, it may have the attributes that rewriting keeps.
//!
//! Every value is checked again, since what was decoded once may mean something else when it is decoded twice. In doubt the
//! answer is no, and the parser decides. A property test holds both to the same answer.

use super::canonical::{LONGEST_VALUE, is_canonical_with, is_spelled};
use super::clean::is_final;
use super::elements::{is_url_attribute, kept_attribute};
use super::formula::is_class_of_formula;
use super::hidden::hides;
use super::image::is_class_of_smiley;
use super::references::decode;
use super::rewrite::safe_of;
use super::rules::Rules;
use super::style::harmless;
use crate::uri::is_canonical as is_canonical_url;

/// How many attributes a tag may have.
const MOST_ATTRIBUTES: usize = 8;

/// Whether rewritten HTML is certainly settled. False means "not sure".
pub(super) fn is_settled(html: &str, rules: &Rules) -> bool {
    is_canonical_with(html, &|element, text| after_attributes(element, text, rules))
}

/// What follows the attributes of the element and the end of its tag.
fn after_attributes<'t>(element: &str, text: &'t str, rules: &Rules) -> Option<&'t str> {
    let mut names = [""; MOST_ATTRIBUTES];
    let mut free = names.iter_mut();
    let mut rest = text;
    while let Some(attribute) = rest.strip_prefix(' ') {
        let end = attribute.bytes().position(|byte| byte == b'=')?;
        let (name, value) = attribute.split_at_checked(end)?;
        let (value, after) = value.strip_prefix("=\"")?.split_once('"')?;
        if value.len() >= LONGEST_VALUE || !is_settled_value(element, name, value, rules) {
            return None;
        }
        *free.next()? = name;
        rest = after;
    }
    let left = free.len();
    let names = names.get(..MOST_ATTRIBUTES.saturating_sub(left)).unwrap_or_default();
    let is_repeated =
        names.iter().enumerate().any(|(before, name)| names.iter().take(before).any(|own| own == name));
    let is_whole = match element {
        "a" => names.contains(&"href") || rules.keep_styling && !names.is_empty(),
        "img" => names.contains(&"src"),
        _ => true,
    };
    rest.strip_prefix('>').filter(|_| is_whole && !is_repeated)
}

/// Whether the attribute of the element stays with its value.
fn is_settled_value(element: &str, name: &str, value: &str, rules: &Rules) -> bool {
    if kept_attribute(element, name, rules.keep_styling) != Some(name) {
        return false;
    }
    match name {
        _ if is_url_attribute(name) => {
            is_spelled(value, &["&amp;"]) && is_settled_url(element, name, value, rules)
        }
        "class" => {
            let acts = |class| is_class_of_formula(class) || is_class_of_smiley(class);
            is_spelled(value, &[]) && !value.split_ascii_whitespace().any(acts)
        }
        "style" => is_spelled(value, &[]) && harmless(value).as_deref() == Some(value) && !hides(value),
        _ => is_spelled(value, &["&amp;", "&lt;", "&gt;", "&quot;"]),
    }
}

fn is_settled_url(element: &str, name: &str, value: &str, rules: &Rules) -> bool {
    if is_canonical_url(value) {
        return true;
    }
    let value = decode(value);
    is_final(element, name, &value, rules.base.is_some(), rules.embeds)
        && safe_of(element, name, &value, rules).as_deref() == Some(&*value)
}
