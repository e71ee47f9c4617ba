//! What is particular of Zola: languages, and how it makes slugs.

use super::{Parts, articles_in, folder_of, meant_at, text_at, texts_at, truth_at};
use crate::config::conventions::Slug;
use crate::config::{Config, Paths, SiteLanguage};
use crate::error::Error;
use crate::model::Position;
use crate::record::defaults::{DefaultSet, Defaults};
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
    config.input.fields.set_defaults(Defaults { sets: sets.collect(), ..Defaults::default() });
    let ignored = texts_at(root, "ignored_content");
    if let Paths::Folders { except, .. } = &mut config.input.paths {
        except.extend(ignored.iter().map(|glob| format!("{}{glob}", parts.folder("content"))));
    }
    Ok(())
}

/// A language that the site names, with what the site says in it.
fn language(tag: &str, settings: &Node<'_>) -> SiteLanguage {
    let (title, description) = (meant_at(settings, "title"), meant_at(settings, "description"));
    SiteLanguage { title, description, ..SiteLanguage::new(tag, tag) }
}
