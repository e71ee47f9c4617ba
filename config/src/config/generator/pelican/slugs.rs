//! What Pelican makes slugs by, where a site says so: rules for titles, categories and authors, and names of files that say the slug.
//! Rules that are not understood hold back what they would name; a slug that an article says itself needs none of them.

use super::super::python::is_literal;
use super::{Parts, is_whole_path, text_at, truth_at};
use crate::config::rewrites::{DEFAULTS, Rewrite, Rewrites};
use crate::tree::{Content, Node};

/// What is known of slugs.
pub(super) struct Slugs {
    /// The rules, where the site has its own.
    pub rewrites: Option<Rewrites>,
    /// The placeholder of the slug.
    pub placeholder: &'static str,
    /// The fields of addresses of which nothing is known.
    pub refused: Vec<&'static str>,
    /// The settings that are not understood.
    pub unread: Vec<&'static str>,
}

/// The rules for one kind of names.
enum Rules {
    /// Those of Pelican, or of articles.
    Unset,
    Known(Vec<Rewrite>),
    /// The key that says them.
    Unknown(&'static str),
}

impl Slugs {
    pub(super) fn of(parts: &Parts<'_>) -> Slugs {
        let root = parts.root;
        let mut slugs = Slugs { rewrites: None, placeholder: "", refused: Vec::new(), unread: Vec::new() };
        let mut known = |rules: Rules, field: &'static str| match rules {
            Rules::Unset => None,
            Rules::Known(rules) => Some(rules),
            Rules::Unknown(key) => {
                slugs.unread.push(key);
                slugs.refused.push(field);
                None
            }
        };
        let own = known(rules(parts, "SLUG_REGEX_SUBSTITUTIONS", "SLUG_SUBSTITUTIONS"), "slug");
        let category =
            known(rules(parts, "CATEGORY_REGEX_SUBSTITUTIONS", "CATEGORY_SUBSTITUTIONS"), "category");
        let author = known(rules(parts, "AUTHOR_REGEX_SUBSTITUTIONS", "AUTHOR_SUBSTITUTIONS"), "author");
        if slugs.refused.contains(&"slug") {
            slugs.refused.extend(
                [("category", &category), ("author", &author)]
                    .iter()
                    .filter(|(_, own)| own.is_none())
                    .map(|(field, _)| field),
            );
        }
        // Those of authors are Pelican's own where an older version has others.
        let author =
            author.or_else(|| Rewrite::all(DEFAULTS).filter(|_| root.get("SLUG_SUBSTITUTIONS").is_some()));
        let keeps_case = truth_at(root, "SLUGIFY_PRESERVE_CASE") == Some(true);
        if parts.is_unknown("SLUGIFY_PRESERVE_CASE") {
            slugs.unread.push("SLUGIFY_PRESERVE_CASE");
            slugs.refused.extend(["slug", "category", "author"]);
        }
        let (name, placeholder) = slugs.by_name(parts);
        slugs.placeholder = placeholder;
        if own.is_some() || category.is_some() || author.is_some() || name.is_some() || keeps_case {
            let slug = own.or_else(|| Rewrite::all(DEFAULTS)).unwrap_or_default();
            slugs.rewrites = Some(Rewrites { slug, category, author, name, keeps_case });
        }
        slugs
    }

    /// The rule that finds the slug in the name of a file, and the placeholder of the slug.
    fn by_name(&mut self, parts: &Parts<'_>) -> (Option<Rewrite>, &'static str) {
        let root = parts.root;
        let says_slug = |pattern: &String| pattern.contains("(?P<slug>");
        let of_path = text_at(root, "PATH_METADATA");
        let of_path = of_path.filter(|pattern| !is_whole_path(pattern) || says_slug(pattern));
        let names = [("PATH_METADATA", of_path), ("FILENAME_METADATA", text_at(root, "FILENAME_METADATA"))];
        for (_, pattern) in &names {
            let says = |field: &str| {
                pattern.as_ref().is_some_and(|pattern| pattern.contains(&format!("(?P<{field}>")))
            };
            // What names say of an article before its head does.
            let refused = ["category", "author", "lang", "title"].into_iter().filter(|field| says(field));
            self.refused.extend(refused.map(|field| if field == "title" { "slug" } else { field }));
        }
        let [of_path, of_name] = names.map(|(key, pattern)| Some((key, pattern.filter(says_slug)?)));
        let by_basename = text_at(root, "SLUGIFY_SOURCE").as_deref() == Some("basename");
        let refuses = self.refused.contains(&"slug");
        let is_both = of_path.is_some() && of_name.is_some();
        match of_name.or(of_path) {
            Some((key, pattern)) => {
                let rule = Rewrite::of_names(&pattern, key == "PATH_METADATA");
                match rule.filter(|_| !by_basename && !refuses && !is_both) {
                    Some(rule) => (Some(rule), ":matched_slug"),
                    None => {
                        self.unread.push(key);
                        (None, ":own_slug")
                    }
                }
            }
            None if refuses => (None, ":own_slug"),
            None if by_basename => (None, ":basename"),
            None => (None, ":slugorheading"),
        }
    }
}

/// The rules under the key, or those under the one that older versions have.
fn rules(parts: &Parts<'_>, key: &'static str, older: &'static str) -> Rules {
    // No rules are rules, too.
    let is_said = |key: &&&'static str| {
        parts.is_unknown(key) || parts.root.get(key).is_some_and(|node| node.content != Content::Null)
    };
    let Some(said) = [key, older].iter().find(is_said).copied() else { return Rules::Unset };
    let node = parts.root.get(said).filter(|node| !parts.is_unknown(said) && is_literal(node));
    let rules = match said == key {
        true => node.and_then(pairs),
        false => node.and_then(|node| of_older(parts, older, node)),
    };
    let rules = rules.and_then(|rules| Rewrite::all(rules.iter().map(|(pattern, by)| (&**pattern, &**by))));
    rules.map_or(Rules::Unknown(said), Rules::Known)
}

/// The rules of an older version, which replaces texts, and then signs unless it is told to skip that.
fn of_older(parts: &Parts<'_>, key: &str, node: &Node<'_>) -> Option<Vec<(String, String)>> {
    const OF_ALL: &str = "SLUG_SUBSTITUTIONS";
    let (mut rules, mut skips) = (Vec::new(), false);
    let before = parts.root.get(OF_ALL).filter(|_| key == "CATEGORY_SUBSTITUTIONS");
    for item in before.into_iter().chain([node]).flat_map(Node::items) {
        let (text, by) = match item.items() {
            [text, by] => (text.text()?, by.text()?),
            [text, by, skip] => {
                skips |= skip.scalar()?.truth()?;
                (text.text()?, by.text()?)
            }
            _ => return None,
        };
        let sign = |sign: char| match sign.is_ascii_punctuation() && !matches!(sign, '_' | '<' | '>') {
            true => format!("\\{sign}"),
            false => sign.to_string(),
        };
        rules.push((text.chars().map(sign).collect(), by.replace('\\', r"\\")));
    }
    let is_kept = |(at, _): &(usize, &(&str, &str))| !skips || matches!(at, 1 | 2);
    let defaults = DEFAULTS.iter().enumerate().filter(is_kept);
    rules.extend(defaults.map(|(_, (pattern, by))| ((*pattern).to_owned(), (*by).to_owned())));
    Some(rules)
}

/// The pairs of a list; `None` where it has anything else.
fn pairs(node: &Node<'_>) -> Option<Vec<(String, String)>> {
    let pair = |node: &Node<'_>| match node.items() {
        [pattern, by] => Some((pattern.text()?.to_owned(), by.text()?.to_owned())),
        _ => None,
    };
    node.items().iter().map(pair).collect()
}
