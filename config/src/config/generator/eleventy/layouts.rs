//! The front matter of Eleventy's layouts, which counts below that of the articles that name them: what in it holds back, and
//! the addresses that it gives.

use super::super::literals::{Language, Word, tokens};
use super::super::{Parts, is_program};
use super::Settings;
use super::data::{decides, held};
use crate::record;
use crate::record::defaults::Layout;
use crate::tree::{Content, Mapping, Node};

/// The endings of templates.
const TEMPLATES: [&str; 18] = [
    "njk", "liquid", "html", "htm", "md", "markdown", "hbs", "mustache", "ejs", "haml", "pug", "webc", "vue",
    "jsx", "tsx", "11ty.js", "11ty.cjs", "11ty.mjs",
];

/// How many layouts lie around one another.
const MOST_LEVELS: usize = 10;

/// Whether the file is a template, which may be a layout.
pub fn is_layout(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    TEMPLATES.iter().any(|ending| name.strip_suffix(ending).is_some_and(|rest| rest.ends_with('.')))
}

/// The layouts that say something which decides whether or where articles come out, by all their names.
pub(super) fn layouts(parts: &Parts<'_>, settings: &Settings, aliases: &[(String, String)]) -> Vec<Layout> {
    let mut heads: Vec<(Vec<String>, Option<Node<'_>>)> = Vec::new();
    for (path, text) in parts.site.files.iter().filter(|(path, _)| is_layout(path)) {
        let whole = parts.below(path);
        let below = settings.includes.iter().find_map(|folder| whole.strip_prefix(&format!("{folder}/")));
        let Some(name) = below else { continue };
        let stem =
            TEMPLATES.iter().find_map(|ending| name.strip_suffix(&format!(".{ending}"))).unwrap_or(name);
        let mut names = vec![name.to_owned(), stem.to_owned()];
        let of_aliases = aliases.iter().filter(|(_, of)| of == name || of == stem);
        names.extend(of_aliases.map(|(alias, _)| alias.clone()));
        heads.push((names, head(name, text)));
    }
    let all: Vec<Layout> = heads
        .iter()
        .filter_map(|(names, head)| {
            let values = values(head.as_ref(), &heads, 0);
            (!values.pairs().is_empty()).then(|| Layout {
                names: names.clone(),
                values: values.into_owned(crate::model::Position::OF_DEFAULTS),
            })
        })
        .collect();
    all
}

/// The front matter of a layout; `None` where it may say anything.
fn head<'t>(name: &str, text: &'t str) -> Option<Node<'t>> {
    let nothing = Node { position: crate::model::Position { line: 1, column: 1 }, content: Content::Null };
    if is_program(name) {
        let says = tokens(text, Language::JavaScript).iter().any(|token| match &token.word {
            Word::Name(own) => decides(own),
            Word::Text(Some(own)) => decides(own),
            _ => false,
        });
        return (!says).then_some(nothing);
    }
    match record::head(text) {
        Ok(head) => Some(head.unwrap_or(nothing)),
        Err(_) => None,
    }
}

/// What a layout and those around it say that decides; the inner one counts.
fn values<'n>(
    head: Option<&'n Node<'n>>,
    all: &'n [(Vec<String>, Option<Node<'n>>)],
    level: usize,
) -> Mapping<'n> {
    let mut values = Mapping::default();
    let Some(head) = head.filter(|_| level < MOST_LEVELS) else {
        values.push(held("draft", crate::model::Position { line: 1, column: 1 }));
        return values;
    };
    if let Content::Mapping(mapping) = &head.content {
        mapping.pairs().iter().filter(|pair| decides(&pair.key)).for_each(|pair| values.push(pair.clone()));
    }
    let outer = head.get("layout").and_then(Node::text);
    if let Some((_, outer)) =
        outer.and_then(|name| all.iter().find(|(names, _)| names.iter().any(|own| own == name)))
    {
        for pair in self::values(outer.as_ref(), all, level.saturating_add(1)).into_pairs() {
            if values.get(&pair.key).is_none() {
                values.push(pair);
            }
        }
    }
    values
}
