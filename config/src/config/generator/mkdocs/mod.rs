//! What is particular of MkDocs: the blogs of its theme Material, how they name addresses, their authors, and languages. A site
//! without such a blog has the pages of its documentation that are dated.

mod held;

pub use held::{hooks, inherited};

use super::trees::laid_over;
use super::{Parts, defaults, meant_at, search_in, setting, text_at, truth_at};
use crate::config::{Config, Files, Paths, Permalink, Root, SiteLanguage};
use crate::model::Position;
use crate::ordered;
use crate::record::defaults::Defaults;
use crate::record::holding;
use crate::tree::{Content, Mapping, Node};

/// The names of the plugin that makes a blog.
const BLOGS: [&str; 2] = ["blog", "material/blog"];

/// Options that say where posts are and which addresses they have.
const OF_PATHS: [&str; 4] = ["blog_dir", "post_dir", "post_url_format", "post_url_date_format"];

/// Options that say how the names of categories look in addresses.
const OF_CATEGORIES: [&str; 3] =
    ["post_url_max_categories", "categories_slugify", "categories_slugify_separator"];

/// The parts of a pattern of dates, the longer before the shorter, and what they are called here.
const DATES: [(&str, &str); 9] = [
    ("yyyy", ":year"),
    ("yy", ":short_year"),
    ("MMMM", ":long_month"),
    ("MMM", ":short_month"),
    ("MM", ":month"),
    ("dd", ":day"),
    ("y", ":year"),
    ("M", ":i_month"),
    ("d", ":i_day"),
];

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) {
    let docs = docs(parts);
    config.input.fields.replace("published", ["date.created", "date"].map(str::to_owned).to_vec());
    config.input.fields.replace("updated", ["date.updated", "updated"].map(str::to_owned).to_vec());
    search_in(Vec::new(), &mut config.input);
    let roots = languages(parts, &docs, config);
    let blogs: Vec<Option<&Node<'_>>> = plugins(parts, &BLOGS);
    let ending = match found(parts, "use_directory_urls").and_then(|node| node.scalar()?.truth()) {
        Some(false) => ".html",
        _ => "/",
    };
    config.input.layout.files = Files::Below { folder: docs.clone(), has_folders: ending == "/" };
    for Root { folder, .. } in &roots {
        for blog in &blogs {
            add(parts, *blog, folder, ending, config);
        }
        if blogs.is_empty() {
            let pattern = format!("/:language/:folder_names/:whole_name{ending}");
            add_folder(folder, pattern, config);
        }
    }
    held::leave_out(parts, &docs, config);
    config.input.fields.own_words_mut().show_labels(labels(parts));
    lay_under(parts, &docs, config);
    config.input.layout.roots = roots;
}

/// What `status` says only for the theme to show: its own words, and those that the site explains, but for words that hold back.
fn labels(parts: &Parts<'_>) -> Vec<String> {
    let own = match found(parts, "extra.status").map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => mapping.pairs(),
        _ => &[],
    };
    let own = own.iter().map(|pair| pair.key.to_string());
    let is_free = |word: &String| holding::verdict("status", word) != holding::Verdict::Held;
    ["new", "deprecated"].map(str::to_owned).into_iter().chain(own).filter(is_free).collect()
}

/// The folder of the documents below the project's, empty or with `/` at its end.
pub(super) fn docs(parts: &Parts<'_>) -> String {
    parts.folder(&found_text(parts, "docs_dir").unwrap_or_else(|| "docs".to_owned()))
}

/// Whether a file says what counts for the pages below its folder: the configuration of the plugin for that.
pub fn is_for_folder(path: &str) -> bool {
    path.rsplit('/').next() == Some(".meta.yml")
}

/// The configuration on top of those that it inherits, the nearest first.
pub(super) fn overlaid<'s>(trees: &[(&'s str, Node<'s>)]) -> Node<'s> {
    let mut all = Mapping::default();
    for (_, tree) in trees.iter().filter(|(path, _)| !is_for_folder(path)).rev() {
        if let Content::Mapping(mapping) = &tree.content {
            all = laid_over(all, mapping.clone());
        }
    }
    Node { position: Position { line: 1, column: 1 }, content: Content::Mapping(all) }
}

/// Lays what the files of folders say under the front matter of the pages below them, where the site has the plugin for that.
fn lay_under(parts: &Parts<'_>, docs: &str, config: &mut Config) {
    let plugins = plugins(parts, &["meta", "material/meta"]);
    if plugins.is_empty() {
        return;
    }
    let name = plugins.into_iter().flatten().find_map(|options| options.find("meta_file"));
    if name.is_some() {
        held::hold_all(parts, docs, name, "`meta_file`", config);
    }
    let of_folders = parts.others.iter().filter(|(path, _)| is_for_folder(path));
    let sets = of_folders.filter_map(|(path, node)| {
        // What the plugin takes for a folder is only what the path begins with: `posts` is also that of `posts2/a.md`.
        let folder = parts.below(path).trim_end_matches(".meta.yml").to_owned();
        let prefix = if folder == *docs { docs.to_owned() } else { folder.trim_end_matches('/').to_owned() };
        defaults(&prefix, node, parts.below(path), &|_| false)
    });
    let sets = sets.collect();
    config.input.fields.set_defaults(Defaults { sets, ..Defaults::default() });
}

/// What the configuration, with all that it inherits, says under a key.
fn found<'p>(parts: &'p Parts<'_>, key: &str) -> Option<&'p Node<'p>> {
    parts.root.find(key)
}

fn found_text(parts: &Parts<'_>, key: &str) -> Option<String> {
    found(parts, key).and_then(Node::text).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The options of the plugins with one of these names, unless they are switched off.
fn plugins<'p>(parts: &'p Parts<'_>, names: &[&str]) -> Vec<Option<&'p Node<'p>>> {
    let mut plugins = Vec::new();
    add_plugins(found(parts, "plugins"), names, &mut plugins);
    plugins.retain(|options| options.and_then(|options| truth_at(options, "enabled")) != Some(false));
    plugins
}

/// Adds the options of those plugins of a list, or of a mapping, and of those in its groups that are switched on.
fn add_plugins<'p>(node: Option<&'p Node<'p>>, names: &[&str], plugins: &mut Vec<Option<&'p Node<'p>>>) {
    for plugin in node.map_or(&[][..], Node::items) {
        plugins.extend(plugin.text().filter(|name| names.contains(name)).map(|_| None));
        let Content::Mapping(mapping) = &plugin.content else { continue };
        for pair in mapping.pairs() {
            if names.contains(&&*pair.key) {
                plugins.push(Some(&pair.value));
            } else if matches!(&*pair.key, "group" | "material/group")
                && pair
                    .value
                    .find("enabled")
                    .is_some_and(|own| own.scalar().and_then(|own| own.truth()) != Some(false))
            {
                add_plugins(pair.value.find("plugins"), names, plugins);
            }
        }
    }
}

/// The folders of the languages, or the one of all; the languages become those of the site.
fn languages(parts: &Parts<'_>, docs: &str, config: &mut Config) -> Vec<Root> {
    let plugin = plugins(parts, &["i18n"]).into_iter().flatten().next();
    let listed = plugin.and_then(|options| options.find("languages")).map_or(&[][..], Node::items);
    let built = listed.iter().filter(|node| truth_at(node, "build") != Some(false));
    let mut languages: Vec<(bool, SiteLanguage)> = built
        .filter_map(|node| {
            let tag = text_at(node, "locale")?;
            let is_default = truth_at(node, "default") == Some(true);
            let prefix = if is_default { String::new() } else { tag.clone() };
            let (title, description) = (meant_at(node, "site_name"), meant_at(node, "site_description"));
            Some((is_default, SiteLanguage { title, description, ..SiteLanguage::new(tag, prefix) }))
        })
        .collect();
    ordered::sort_by_key(&mut languages, |(is_default, _)| !is_default);
    let languages: Vec<SiteLanguage> = languages.into_iter().map(|(_, language)| language).collect();
    let in_folders =
        plugin.and_then(|options| text_at(options, "docs_structure")).as_deref() == Some("folder");
    config.input.layout.languages.clone_from(&languages);
    if !in_folders && plugin.is_some() {
        held::leave_out_languages(docs, &languages, config);
    }
    if !in_folders || languages.is_empty() {
        return vec![Root { folder: docs.to_owned(), language: None }];
    }
    let root = |SiteLanguage { tag, .. }| Root { folder: format!("{docs}{tag}/"), language: Some(tag) };
    languages.into_iter().map(root).collect()
}

/// Takes the articles of a blog below a folder of pages.
fn add(parts: &Parts<'_>, blog: Option<&Node<'_>>, docs: &str, ending: &str, config: &mut Config) {
    let text = |key: &str| blog.and_then(|options| text_at(options, key));
    let folder = text("blog_dir").unwrap_or_else(|| "blog".to_owned());
    let folder = folder.trim_start_matches("./").trim_matches(['/', '.']);
    let in_blog = |path: String| path.replace("{blog}", folder).trim_matches('/').to_owned();
    let posts = in_blog(text("post_dir").unwrap_or_else(|| "{blog}/posts".to_owned()));
    let format = text("post_url_format").unwrap_or_else(|| "{date}/{slug}".to_owned());
    let date = text("post_url_date_format").unwrap_or_else(|| "yyyy/MM/dd".to_owned());
    let is_known = is_followed(parts, blog, config);
    let slug = if is_known { ":slugorheading" } else { Permalink::HELD };
    let format = format
        .replace("{date}", dates(&date).as_deref().unwrap_or(Permalink::HELD))
        .replace("{slug}", slug)
        .replace("{categories}", ":first_category")
        .replace("{file}", ":whole_name");
    let pattern = format!("/:language/{folder}/{}{ending}", format.trim_matches('/'));
    add_folder(&format!("{docs}{posts}/"), pattern, config);
    let authors = in_blog(text("authors_file").unwrap_or_else(|| "{blog}/.authors.yml".to_owned()));
    let name = authors.rsplit_once('.').map_or(authors.as_str(), |(name, _)| name);
    config.input.authors.push(format!("{docs}{name}"));
    if let Some(separator) = text("post_excerpt_separator") {
        config.input.ends_summary = separator;
    }
}

fn add_folder(folder: &str, pattern: String, config: &mut Config) {
    config.input.permalinks.push(Permalink { prefix: folder.to_owned(), pattern });
    if let Paths::Folders { folders, .. } = &mut config.input.paths {
        folders.push(folder.trim_end_matches('/').to_owned());
    }
}

/// Whether the blog makes slugs as is usual; a finding says where it does not.
fn is_followed(parts: &Parts<'_>, blog: Option<&Node<'_>>, config: &mut Config) -> bool {
    let Some(options) = blog else { return true };
    let mut is_usual = true;
    if let Some(node) = options.find("post_slugify") {
        let mut files = parts.site.files.iter();
        let line = node.position.line.saturating_sub(1);
        let is_known = files.any(|(_, text)| {
            text.lines().nth(line).is_some_and(|tag| tag.contains("pymdownx.slugs.slugify"))
        });
        is_usual = is_known && text_at(node, "kwds.case").as_deref() == Some("lower");
    }
    is_usual &= text_at(options, "post_slugify_separator").is_none_or(|separator| separator == "-");
    is_usual &=
        OF_PATHS.iter().all(|key| options.find(key).is_none_or(|node| !held::is_of_environment(parts, node)));
    // The names of categories are parts of addresses only there.
    let names_category =
        text_at(options, "post_url_format").is_some_and(|format| format.contains("{categories}"));
    let of_category = OF_CATEGORIES.iter().filter(|_| names_category).find_map(|key| options.find(key));
    if !is_usual || of_category.is_some() {
        is_usual = false;
        let of_slug = ["post_slugify", "post_slugify_separator"].iter().find_map(|key| options.find(key));
        let node = of_slug.or(of_category);
        let message = "this way to make slugs is not followed; its articles are held back";
        config.findings.push(setting(&parts.file(), node, message.to_owned()));
    }
    is_usual
}

/// The pattern of a date with our placeholders; `None` where a letter of it is not known.
fn dates(pattern: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(next) = rest.chars().next() {
        let run = rest.chars().take_while(|other| *other == next).count();
        if !next.is_ascii_alphabetic() {
            text.push(next);
            rest = rest.get(next.len_utf8()..)?;
            continue;
        }
        let (_, ours) = DATES.iter().find(|(own, _)| own.len() == run && own.starts_with(next))?;
        text.push_str(ours);
        rest = rest.get(run..)?;
    }
    Some(text)
}
