//! Front matter that a site's configuration sets for many records at once, by scope: a set of values, a path that the
//! record's begins with, and the type of the record. What Jekyll calls front matter defaults, with its precedence: of two
//! sets that apply, the longer path wins, then the one with a type, then the later; mappings are merged.
//!
//! What a record says itself wins, also under another key of the same meaning. Names of categories are added together.

use std::fmt;

use globset::{GlobBuilder, GlobMatcher};

use super::cascade;
use super::expression::{Expression, Syntax};
use super::fields::FieldNames;
use crate::model::Position;
use crate::tree::{Content, Mapping, Node, Pair, Scalar};

/// The defaults of a site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Defaults {
    /// The folder of the site; empty for the project's own.
    pub site: String,
    /// The folder, with `/` at its end, that the paths of records are seen from; empty for the project's own.
    pub folder: String,
    /// The names of the collections: each a folder with `_` before the name.
    pub collections: Vec<String>,
    /// The sets in the order of the configuration.
    pub sets: Vec<DefaultSet>,
    /// Whether the folder that a record is in, below that of the site's records, is its category.
    pub names_categories: bool,
    /// Layouts whose values count below those of all sets, for the records that name them under `layout`.
    pub layouts: Vec<Layout>,
    /// The paths of records begin with these whose permalink a layout does not set.
    pub addressed: Vec<String>,
}

/// The values of a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// What records call it.
    pub names: Vec<String>,
    /// The values.
    pub values: Mapping<'static>,
}

/// Values and the records that they are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultSet {
    /// What the path of a record begins with; empty for all.
    pub path: String,
    /// The same path where it is a pattern.
    pub pattern: Option<ScopePattern>,
    /// The type of the records: `posts`, `pages` or the name of a collection; `None` for all.
    pub kind: Option<String>,
    /// The values.
    pub values: Mapping<'static>,
    /// The file that sets them, for findings about them.
    pub file: String,
}

/// A pattern of paths; `*` stays within a folder, `**` does not.
#[derive(Clone)]
pub struct ScopePattern(Matcher);

/// What a pattern is matched against.
#[derive(Clone)]
enum Matcher {
    /// Paths of files, and of the folders that they are in.
    Files(GlobMatcher),
    /// Paths of pages.
    Pages(Pages, Expression),
}

/// Where the pages are that a pattern of Hugo is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// The folder that they are below.
    pub folder: String,
    /// The folder of content, which their paths are seen from.
    pub root: String,
    /// What their paths begin with where the folder is mounted below others; empty, or with `/` before each part.
    pub below: String,
}

impl Pages {
    /// The paths of a page as versions of Hugo have it: without its ending, in lower case, with `-` for blanks; of a bundle that of
    /// its folder. What stands between dots may belong to the name.
    fn paths(&self, path: &str) -> Option<[String; 2]> {
        let below = path.strip_prefix(self.root.as_str()).filter(|_| path.starts_with(&self.folder))?;
        let (folders, file) = below.rsplit_once('/').map_or(("", below), |(folders, file)| (folders, file));
        let folders = format!("{}/{folders}", self.below);
        let first = file.split('.').next().unwrap_or(file);
        let names = [first, file.rsplit_once('.').map_or(file, |(stem, _)| stem)];
        Some(names.map(|name| {
            let whole = match first.eq_ignore_ascii_case("index") {
                true => folders.clone(),
                false => format!("{}/{name}", folders.trim_end_matches('/')),
            };
            whole.to_lowercase().replace(' ', "-")
        }))
    }
}

impl ScopePattern {
    /// Reads a pattern; `None` where it is not one.
    pub fn new(pattern: &str) -> Option<ScopePattern> {
        let glob = GlobBuilder::new(pattern).literal_separator(true).build().ok()?.compile_matcher();
        Some(ScopePattern(Matcher::Files(glob)))
    }

    /// Reads a pattern of the paths of pages as Hugo has them; `None` where it is not one.
    pub fn of_pages(pattern: &str, pages: Pages) -> Option<ScopePattern> {
        let expression = Expression::of_pattern("", pattern, Syntax::Hugo)?;
        Some(ScopePattern(Matcher::Pages(pages, expression)))
    }

    /// Whether it matches the path, or a folder above it.
    pub fn matches(&self, path: &str) -> bool {
        match &self.0 {
            Matcher::Files(glob) => {
                let folders = path.match_indices('/').filter_map(|(end, _)| path.get(..end));
                folders.chain([path]).any(|path| glob.is_match(path))
            }
            Matcher::Pages(pages, expression) => {
                pages.paths(path).is_some_and(|paths| paths.iter().any(|path| expression.matches(path)))
            }
        }
    }
}

impl PartialEq for ScopePattern {
    fn eq(&self, other: &ScopePattern) -> bool {
        match (&self.0, &other.0) {
            (Matcher::Files(own), Matcher::Files(other)) => own.glob() == other.glob(),
            (Matcher::Pages(pages, own), Matcher::Pages(others, other)) => pages == others && own == other,
            _ => false,
        }
    }
}

impl Eq for ScopePattern {}

impl fmt::Debug for ScopePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Matcher::Files(glob) => f.write_str(glob.glob().glob()),
            Matcher::Pages(_, expression) => expression.fmt(f),
        }
    }
}

/// The front matter of a record with the defaults below it; of those, only keys that are kept.
pub(super) fn complete<'a>(
    root: Node<'a>,
    path: &str,
    fields: &FieldNames,
    is_kept: &dyn Fn(&str) -> bool,
) -> Node<'a> {
    let own = if fields.reads_cascades() { cascade::of_page(&root) } else { None };
    let root = match own {
        Some(own) => with_below(root, own, fields, is_kept),
        None => root,
    };
    let defaults = fields.defaults().of(path);
    match fields.defaults().with_layout(defaults, &root, path) {
        Some(defaults) => with_below(root, defaults, fields, is_kept),
        None => root,
    }
}

/// The front matter of a record with values below it; of those, only keys that are kept.
fn with_below<'a>(
    root: Node<'a>,
    values: Mapping<'a>,
    fields: &FieldNames,
    is_kept: &dyn Fn(&str) -> bool,
) -> Node<'a> {
    let own = match root.content {
        Content::Mapping(mapping) => mapping,
        _ => Mapping::default(),
    };
    let is_open = |key: &str| is_kept(key) && !fields.says_otherwise(&own, key);
    let open = values.into_pairs().into_iter().filter(|pair| is_open(&pair.key));
    let mut below = mapping_of(open);
    if let (Some(more), Some(all)) = (own.get("categories"), below.get("categories")) {
        let all = add_names(all, more);
        below = merge(below, mapping_of([all]));
        let without = own.into_pairs().into_iter().filter(|pair| pair.key != "categories");
        return Node { content: Content::Mapping(merge(below, mapping_of(without))), ..root };
    }
    Node { content: Content::Mapping(merge(below, own)), ..root }
}

impl Defaults {
    /// The texts, and the lists of them, that the sets have under the keys: the key, the scope, and the value as a text.
    pub fn values<'d>(
        &'d self,
        is_key: impl Fn(&str) -> bool + 'd,
    ) -> impl Iterator<Item = (&'d str, String, String)> {
        let of_set = move |set: &'d DefaultSet| {
            let scope = set.scope();
            let pairs = set.values.pairs().iter().filter(|pair| is_key(&pair.key));
            let value = |pair: &'d Pair<'static>| Some((&*pair.key, scope.clone(), as_text(&pair.value)?));
            pairs.filter_map(value).collect::<Vec<_>>()
        };
        self.sets.iter().flat_map(of_set)
    }

    /// The same defaults without the values of the keys.
    #[must_use]
    pub fn without(&self, is_key: impl Fn(&str) -> bool) -> Defaults {
        let mut other = self.clone();
        for set in &mut other.sets {
            let values = std::mem::take(&mut set.values).into_pairs();
            set.values = mapping_of(values.into_iter().filter(|pair| !is_key(&pair.key)));
        }
        other
    }

    /// Adds a value for a scope as [`Defaults::values`] writes both; false where the scope is not written like that.
    pub fn add_value(&mut self, key: &str, scope: &str, value: &str) -> bool {
        let Some(set) = DefaultSet::of_scope(scope) else { return false };
        let items: Option<Vec<String>> = serde_json::from_str(value).ok();
        let position = Position { line: Position::OF_DEFAULTS, column: 1 };
        let scalar = |text: String| Node { position, content: Content::Scalar(Scalar::text(text)) };
        let value = match items {
            Some(items) => {
                Node { position, content: Content::Sequence(items.into_iter().map(scalar).collect()) }
            }
            None => scalar(value.to_owned()),
        };
        let pair = Pair { key: key.to_owned().into(), key_position: position, value };
        self.sets.push(DefaultSet { values: mapping_of([pair]), ..set });
        true
    }

    /// The file whose values win for the record at the path.
    pub fn file_of(&self, path: &str) -> &str {
        let below = path.strip_prefix(self.folder.as_str()).unwrap_or(path);
        let kind = self.kind_of(below);
        let sets = self.sets.iter().filter(|set| self.applies(set, path, below, kind));
        let narrowest = sets.reduce(|before, set| if set.wins_over(before) { set } else { before });
        narrowest.map_or("", |set| &set.file)
    }

    /// The values for the record at the path; `None` where there are none.
    fn of(&self, path: &str) -> Option<Mapping<'static>> {
        if self.sets.is_empty() {
            return None;
        }
        let below = path.strip_prefix(self.folder.as_str()).unwrap_or(path);
        let kind = self.kind_of(below);
        let (mut values, mut narrowest) = (Mapping::default(), None);
        let of_folder = self.of_folder(below);
        for set in self.sets.iter().filter(|set| self.applies(set, path, below, kind)).chain(&of_folder) {
            if narrowest.is_none_or(|before| set.wins_over(before)) {
                (values, narrowest) = (merge(values, set.values.clone()), Some(set));
            } else {
                values = merge(set.values.clone(), values);
            }
        }
        narrowest.map(|_| values)
    }

    /// The values above those of the layout that the record, or they, name.
    fn with_layout(
        &self,
        values: Option<Mapping<'static>>,
        record: &Node<'_>,
        path: &str,
    ) -> Option<Mapping<'static>> {
        if self.layouts.is_empty() {
            return values;
        }
        let name = record.get("layout").or_else(|| values.as_ref()?.get("layout")).and_then(Node::text);
        let named = |layout: &&Layout| name.is_some_and(|name| layout.names.iter().any(|own| own == name));
        let Some(layout) = self.layouts.iter().find(named) else { return values };
        let is_addressed = self.addressed.iter().any(|prefix| path.starts_with(prefix.as_str()));
        let below = layout.values.clone().into_pairs().into_iter();
        let below = mapping_of(below.filter(|pair| pair.key != "permalink" || !is_addressed));
        Some(match values {
            Some(values) => merge(below, values),
            None => below,
        })
    }

    /// What the folder says that the path is in.
    fn of_folder(&self, below: &str) -> Option<DefaultSet> {
        let (folder, _) = below.rsplit_once('/').filter(|_| self.names_categories)?;
        let name = folder.rsplit('/').next().unwrap_or(folder).to_owned();
        let path = format!("{}{folder}/", self.folder);
        let values = mapping_of([text("category", name)]);
        Some(DefaultSet { path, pattern: None, kind: None, values, file: String::new() })
    }

    /// The type of a record by its path below the folder.
    fn kind_of<'p>(&'p self, path: &'p str) -> &'p str {
        let (first, rest) = path.split_once('/').unwrap_or(("", path));
        if first == "_posts" || rest.starts_with("_posts/") || rest.contains("/_posts/") {
            return "posts";
        }
        let collection = first.strip_prefix('_').filter(|_| !first.is_empty());
        collection.filter(|name| self.collections.iter().any(|own| own == name)).unwrap_or("pages")
    }

    fn applies(&self, set: &DefaultSet, path: &str, below: &str, kind: &str) -> bool {
        let has_path = || match &set.pattern {
            Some(pattern) => pattern.matches(path),
            None => below.starts_with(set.path.strip_prefix(self.folder.as_str()).unwrap_or(&set.path)),
        };
        set.kind.as_ref().is_none_or(|of_set| of_set == kind) && has_path()
    }
}

impl DefaultSet {
    /// The type and the path that it is for, and of a pattern of pages what else decides which these are.
    fn scope(&self) -> String {
        let scope = format!("{}:{}", self.kind.as_deref().unwrap_or_default(), self.path);
        match self.pattern.as_ref().map(|pattern| &pattern.0) {
            Some(Matcher::Pages(pages, expression)) => {
                format!("{scope}|{}|{}|{}", pages.root, pages.below, expression.text())
            }
            Some(Matcher::Files(_)) | None => scope,
        }
    }

    /// A set without values for what [`DefaultSet::scope`] says.
    fn of_scope(scope: &str) -> Option<DefaultSet> {
        let (kind, rest) = scope.split_once(':')?;
        let (path, pages) = rest.split_once('|').map_or((rest, None), |(path, pages)| (path, Some(pages)));
        let pattern = match pages {
            Some(pages) => {
                let mut parts = pages.splitn(3, '|').map(str::to_owned);
                let (root, below, expression) = (parts.next()?, parts.next()?, parts.next()?);
                let pages = Pages { folder: path.to_owned(), root, below };
                Expression::new(&expression).map(|expression| ScopePattern(Matcher::Pages(pages, expression)))
            }
            None => ScopePattern::new(path).filter(|_| path.contains('*')),
        };
        let kind = Some(kind.to_owned()).filter(|kind| !kind.is_empty());
        let (path, values, file) = (path.to_owned(), Mapping::default(), String::new());
        Some(DefaultSet { path, pattern, kind, values, file })
    }

    /// Whether its values replace those of a set that comes before it.
    fn wins_over(&self, before: &DefaultSet) -> bool {
        match length(&self.path).cmp(&length(&before.path)) {
            std::cmp::Ordering::Equal => self.kind.is_some() || before.kind.is_none(),
            order => order.is_gt(),
        }
    }
}

/// The length by which a path is narrow, in characters.
fn length(path: &str) -> usize {
    let path = path.strip_prefix('/').map_or(path, |rest| rest.strip_suffix('/').unwrap_or(rest));
    path.chars().count()
}

/// The mappings as one; the second wins where it says more than nothing, and mappings in both are merged in turn.
fn merge<'a>(below: Mapping<'a>, above: Mapping<'a>) -> Mapping<'a> {
    let of_below = below.pairs().len();
    let mut merged = Mapping::with_capacity(of_below.saturating_add(above.pairs().len()));
    for Pair { key, key_position, value } in below.into_pairs() {
        let value = match above.get(&key) {
            Some(other) if other.content != Content::Null => merged_values(value, other),
            _ => value,
        };
        merged.push(Pair { key, key_position, value });
    }
    for pair in above.into_pairs() {
        if !merged.pairs().iter().take(of_below).any(|own| own.key == pair.key) {
            merged.push(pair);
        }
    }
    merged
}

fn merged_values<'a>(below: Node<'a>, above: &Node<'a>) -> Node<'a> {
    match (below.content, &above.content) {
        (Content::Mapping(below), Content::Mapping(above_it)) => {
            Node { position: above.position, content: Content::Mapping(merge(below, above_it.clone())) }
        }
        _ => above.clone(),
    }
}

/// A text as it is, or a list of texts as JSON.
fn as_text(node: &Node<'_>) -> Option<String> {
    match &node.content {
        Content::Sequence(nodes) => {
            let items: Option<Vec<&str>> = nodes.iter().map(Node::text).collect();
            serde_json::to_string(&items?).ok()
        }
        _ => node.text().map(str::to_owned),
    }
}

/// A key and a text that the configuration sets.
pub fn text(key: &'static str, text: String) -> Pair<'static> {
    let position = Position { line: Position::OF_DEFAULTS, column: 1 };
    let value = Node { position, content: Content::Scalar(Scalar::text(text)) };
    Pair { key: key.into(), key_position: position, value }
}

fn mapping_of<'a>(pairs: impl IntoIterator<Item = Pair<'a>>) -> Mapping<'a> {
    let mut mapping = Mapping::default();
    pairs.into_iter().for_each(|pair| mapping.push(pair));
    mapping
}

/// The categories of the defaults with those of the record behind them.
fn add_names<'a>(all: &Node<'a>, more: &Node<'a>) -> Pair<'a> {
    let names = names_in(all).into_iter().chain(names_in(more)).collect();
    let value = Node { position: more.position, content: Content::Sequence(names) };
    Pair { key: "categories".into(), key_position: more.position, value }
}

/// The items of a list; one text is a name up to each white space.
fn names_in<'a>(node: &Node<'a>) -> Vec<Node<'a>> {
    match &node.content {
        Content::Sequence(nodes) => nodes.clone(),
        Content::Scalar(scalar) => {
            let name = |name: &str| {
                let scalar = Scalar { text: name.to_owned().into(), kind: scalar.kind };
                Node { position: node.position, content: Content::Scalar(scalar) }
            };
            scalar.text.split_whitespace().map(name).collect()
        }
        Content::Null | Content::Mapping(_) => Vec::new(),
    }
}
