//! Hugo's folders of content -> where articles are, what their addresses begin with, and which of the files in them are taken: the
//! mounts of the site, else the folders of its languages and the common one.

use super::super::{Parts, plain_path, setting, text_at, texts_at};
use super::{Language, settings};
use crate::config::input::Filter;
use crate::config::{Config, Root};
use crate::record::expression::{Expression, Syntax};
use crate::tree::Node;

/// A folder of content.
#[derive(Clone)]
pub(super) struct Mount<'p> {
    /// The folder, with `/` at its end.
    pub folder: String,
    /// The folder that paths of pages are seen from: the same, or one above it.
    pub root: Root,
    /// What paths of pages begin with before that: nothing, or folders with `/` before each.
    pub below: String,
    /// What the site says of it.
    node: Option<&'p Node<'p>>,
    /// Whether it is for a language that the site is built in.
    pub is_built: bool,
}

/// The mounts of content.
fn nodes<'p>(parts: &'p Parts<'p>) -> impl Iterator<Item = (&'p Node<'p>, String)> {
    let mounts = parts.root.find("module.mounts").map_or(&[][..], Node::items).iter();
    mounts.filter_map(|node| {
        let target = plain_path(&text_at(node, "target")?.to_lowercase());
        let below = target.strip_prefix("content")?;
        // A file that is mounted alone has a name of its own there.
        let is_file = below.rsplit('/').next().is_some_and(|name| name.contains('.'));
        ((below.is_empty() || below.starts_with('/')) && !is_file).then(|| (node, below.to_owned()))
    })
}

/// The folders of content. Of several mounts of one folder that of the default language counts, else the first.
pub(super) fn all<'p>(parts: &'p Parts<'p>, languages: &[Language<'_>]) -> Vec<Mount<'p>> {
    let mut mounts: Vec<Mount<'p>> = Vec::new();
    for (node, below) in nodes(parts) {
        let Some(source) = text_at(node, "source") else { continue };
        let folder = parts.folder(&source);
        let own = folder.trim_end_matches('/').to_lowercase();
        // Content that is mounted where it is keeps its place below the folder of all.
        let above = own.strip_suffix(&below).and_then(|above| folder.get(..above.len()));
        let (root, below) = match above.filter(|_| !below.is_empty()) {
            Some(above) => (format!("{above}/"), String::new()),
            None => (folder.clone(), below),
        };
        let (is_built, language) = language(parts, node, languages);
        let root = Root { folder: root, language };
        mounts.push(Mount { folder, root, below, node: Some(node), is_built });
    }
    let is_kept: Vec<bool> = (0..mounts.len()).map(|at| !is_in_another(&mounts, at, languages)).collect();
    let mut is_kept = is_kept.into_iter();
    mounts.retain(|_| is_kept.next() == Some(true));
    if mounts.is_empty() {
        let (below, node, is_built) = (String::new(), None, true);
        let plain =
            |root: Root| Mount { folder: root.folder.clone(), root, below: below.clone(), node, is_built };
        mounts.extend(roots(parts, languages).into_iter().map(plain));
    }
    mounts
}

/// Whether the pages of a mount are those of another one, at the same paths: what stands in for them in another language has no
/// articles of its own.
fn is_in_another(mounts: &[Mount<'_>], at: usize, languages: &[Language<'_>]) -> bool {
    let Some(own) = mounts.get(at) else { return false };
    let is_default = |mount: &Mount<'_>| {
        mount
            .root
            .language
            .as_ref()
            .is_none_or(|tag| languages.first().is_some_and(|(first, _)| first == tag))
    };
    let rank = |mount: &Mount<'_>, at: usize| (!mount.is_built, !is_default(mount), at);
    mounts.iter().enumerate().any(|(place, other)| {
        let has_pages = other.root.folder == own.root.folder && other.below == own.below;
        let is_other_language = other.root.language != own.root.language || !own.is_built;
        match own.folder == other.folder {
            true => rank(other, place) < rank(own, at),
            false => {
                has_pages && other.is_built && is_other_language && own.folder.starts_with(&other.folder)
            }
        }
    })
}

/// Whether a mount is for a language that is built, or for any, and the language, in the older or the newer way to say it.
fn language(parts: &Parts<'_>, node: &Node<'_>, languages: &[Language<'_>]) -> (bool, Option<String>) {
    let named =
        text_at(node, "lang").map_or_else(|| texts_at(node, "sites.matrix.languages"), |name| vec![name]);
    // A pattern of languages is not read: its articles are in the language that their names say.
    let names: Vec<&String> = named.iter().filter(|name| !name.contains(['*', '?', '{', '[', '!'])).collect();
    let known = languages.iter().find(|(tag, _)| names.iter().any(|name| tag.eq_ignore_ascii_case(name)));
    let known = known.map(|(tag, _)| tag.clone());
    if parts.root.find("languages").is_none() {
        return (true, known.or(names.first().map(|name| (*name).clone())));
    }
    (known.is_some() || names.is_empty(), known)
}

/// The folders of languages and the common one.
fn roots(parts: &Parts<'_>, languages: &[Language<'_>]) -> Vec<Root> {
    let mut roots: Vec<Root> = Vec::new();
    let common = text_at(parts.root, "contentDir");
    let common = parts.folder(&common.unwrap_or_else(|| parts.site.convention.articles.to_owned()));
    for (tag, settings) in languages {
        let own = settings.and_then(|settings| text_at(settings, "contentDir")).map(|own| parts.folder(&own));
        let root = match own {
            Some(folder) => Root { folder, language: Some(tag.clone()) },
            None => Root { folder: common.clone(), language: None },
        };
        if !roots.iter().any(|known| known.folder == root.folder) {
            roots.push(root);
        }
    }
    roots
}

/// Chooses among the files of the mounts as they and `ignoreFiles` say. Where one of their patterns is not understood nothing is taken
/// of what it is for, with a finding.
pub(super) fn filter(parts: &Parts<'_>, mounts: &[Mount<'_>], config: &mut Config) {
    let mut unread = Vec::new();
    let ignored = ignored(parts, &mut unread);
    let file = settings::file_of(parts, "module");
    let nodes = nodes(parts).filter_map(|(node, _)| Some((node, parts.folder(&text_at(node, "source")?))));
    let nodes: Vec<_> = nodes.collect();
    let mut filters = Vec::new();
    for mount in mounts {
        filters.push(Filter { folder: mount.folder.clone(), rules: ignored.clone() });
        if !mount.is_built {
            let rules = Expression::of_all().map(|all| (false, all)).into_iter().collect();
            filters.push(Filter { folder: mount.folder.clone(), rules });
        }
        // Where a folder is mounted several times, what one leaves out stays out.
        for (node, folder) in
            nodes.iter().filter(|(_, folder)| mount.node.is_some() && *folder == mount.folder)
        {
            let rules = choices(node).map(|(takes, glob, place)| {
                let glob = glob.trim_start_matches('/');
                let expression = Expression::of_pattern(&format!("/{folder}"), glob, Syntax::Hugo);
                if expression.is_none() {
                    let message = "a pattern of a mount of content is not followed, and its articles are held back; set \
                                   `input.paths` and `input.permalink` in feedmill.yaml";
                    unread.push(setting(&file, Some(place), message.to_owned()));
                }
                expression.map_or_else(|| (false, Expression::of_all()), |own| (takes, Some(own)))
            });
            let rules = rules.filter_map(|(takes, own)| Some((takes, own?))).collect();
            filters.push(Filter { folder: folder.clone(), rules });
        }
    }
    if filters.iter().any(|filter| !filter.rules.is_empty()) {
        config.input.filters.extend(filters);
    }
    config.findings.extend(unread);
}

/// The patterns of a mount and whether each takes; what is left out counts first, as in the older way to say it.
fn choices<'n>(mount: &'n Node<'n>) -> impl Iterator<Item = (bool, &'n str, &'n Node<'n>)> {
    let of = |key: &str| {
        let nodes = mount.find(key).filter(|node| node.says_something()).map_or(&[][..], Node::items).iter();
        nodes.map(|node| (node.text().unwrap_or("{"), node))
    };
    let excluded = of("excludeFiles").map(|(glob, node)| (false, glob, node));
    let included = of("includeFiles").map(|(glob, node)| (true, glob, node));
    let files = of("files").map(|(glob, node)| (true, glob, node));
    excluded.chain(included).chain(files).map(|(takes, glob, node)| match glob.strip_prefix("! ") {
        Some(glob) => (false, glob, node),
        None => (takes, glob, node),
    })
}

/// What `ignoreFiles` leaves out: regular expressions of whole paths.
fn ignored(parts: &Parts<'_>, unread: &mut Vec<crate::finding::Finding>) -> Vec<(bool, Expression)> {
    let mut rules = Vec::new();
    let patterns = parts.root.find("ignoreFiles").filter(|node| node.says_something());
    for node in patterns.map_or(&[][..], Node::items) {
        let text = node.text().unwrap_or_default();
        // What such a path begins with only the machine knows that builds the site.
        let is_of_machine = text.trim_start_matches('(').starts_with("^/");
        let expression = Expression::new(text).filter(|_| !is_of_machine);
        if expression.is_none() {
            let message = "a pattern of `ignoreFiles` is not followed, and all articles are held back; set `input.paths` and \
                           `input.exclude` in feedmill.yaml";
            unread.push(setting(&settings::file_of(parts, "ignoreFiles"), Some(node), message.to_owned()));
        }
        rules.extend(expression.or_else(Expression::of_all).map(|expression| (false, expression)));
    }
    rules
}
