//! What is particular of Zola: languages, and how it makes slugs.

use super::{Parts, articles_in, folder_of, meant_at, setting, text_at, truth_at};
use crate::config::conventions::Slug;
use crate::config::input::Filter;
use crate::config::{Config, SiteLanguage};
use crate::error::Error;
use crate::model::Position;
use crate::record::defaults::{DefaultSet, Defaults};
use crate::record::expression::{Expression, Syntax};
use crate::tree::{Content, Mapping, Node};

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) -> Result<(), Error> {
    let root = parts.root;
    articles_in(parts, &[parts.site.convention.articles.to_owned()], config);
    let default = text_at(root, "default_language").unwrap_or_else(|| "en".to_owned());
    config.site.language.get_or_insert_with(|| default.clone());
    let others: Vec<SiteLanguage> = match root.get("languages").map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => {
            mapping.pairs().iter().map(|pair| language(&pair.key, &pair.value)).collect()
        }
        Some(Content::Sequence(nodes)) => {
            nodes.iter().filter_map(|node| Some(language(&text_at(node, "code")?, node))).collect()
        }
        _ => Vec::new(),
    };
    let prefixed = others.into_iter().filter(|own| own.tag != default);
    config.input.layout.languages =
        [SiteLanguage::new(default.clone(), "")].into_iter().chain(prefixed).collect();
    let paths = text_at(root, "slugify.paths").or_else(|| text_at(root, "slugify_paths"));
    config.input.layout.slug = match paths.as_deref() {
        Some("safe") => Slug::Safe,
        Some("off" | "false") => Slug::Verbatim,
        _ => Slug::Ascii,
    };
    // A section that is a draft takes all below it along.
    let sections = parts.sections(&[parts.folder(parts.site.convention.articles)])?;
    let drafts = sections.into_iter().filter(|(_, head)| truth_at(head, "draft") != Some(false));
    let sets = drafts.filter_map(|(file, head)| {
        let Content::Mapping(mapping) = head.content else { return None };
        let mut values = Mapping::default();
        mapping
            .into_pairs()
            .into_iter()
            .filter(|pair| pair.key == "draft")
            .for_each(|pair| values.push(pair));
        let values = values.into_owned(Position::OF_DEFAULTS);
        Some(DefaultSet { path: folder_of(&file).to_owned(), pattern: None, kind: None, values, file })
    });
    config.input.fields.read_heads_below_blanks();
    config.input.fields.set_defaults(Defaults { sets: sets.collect(), ..Defaults::default() });
    if truth_at(root, "slugify.paths_keep_dates") == Some(true) {
        config
            .input
            .permalinks
            .iter_mut()
            .for_each(|own| own.pattern = own.pattern.replace(":stem", ":basename"));
    }
    ignore(parts, config);
    Ok(())
}

/// A language that the site names, with what the site says in it.
fn language(tag: &str, settings: &Node<'_>) -> SiteLanguage {
    let (title, description) = (meant_at(settings, "title"), meant_at(settings, "description"));
    SiteLanguage { title, description, ..SiteLanguage::new(tag, tag) }
}

/// Leaves out what the site ignores; its patterns may begin at any folder. Where one is none nothing is taken.
fn ignore(parts: &Parts<'_>, config: &mut Config) {
    let folder = parts.folder(parts.site.convention.articles);
    let mut rules = Vec::new();
    let patterns = parts.root.find("ignored_content").filter(|node| node.says_something());
    for node in patterns.map_or(&[][..], Node::items) {
        let glob = format!("**/{}", node.text().unwrap_or("{").trim_start_matches('/'));
        let expression = Expression::of_pattern(&format!("/{folder}"), &glob, Syntax::Zola);
        if expression.is_none() {
            let message = "a pattern of `ignored_content` is not followed, and all articles are held back; set \
                           `input.paths` and `input.exclude` in feedmill.yaml";
            config.findings.push(setting(&parts.file(), Some(node), message.to_owned()));
        }
        rules.extend(expression.or_else(Expression::of_all).map(|expression| (false, expression)));
    }
    if !rules.is_empty() {
        config.input.filters.push(Filter { folder, rules });
    }
}
