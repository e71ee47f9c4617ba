//! The names under which an article is sorted: topics, categories and the one category. Categories are Jekyll's: the
//! folders above a `_posts` folder, then `categories`, then `category`. Where the site is Jekyll's they are topics, too, with
//! the tags behind them.

use std::collections::BTreeSet;

use super::front_matter::Heads;
use super::meaning::Meaning;
use super::values::{Values, Way};
use crate::model::Spanned;
use crate::tree::{Content, Node};

impl Values<'_> {
    /// The topics.
    pub(super) fn topics(&mut self, map: &Node<'_>, way: &Way<'_>) -> Vec<Spanned> {
        if let Some((key, node)) = self.first(map, Meaning::Topics) {
            let mut names = self.names(node, way, key);
            names.retain(|name| self.fields.is_topic(&name.text));
            return names;
        }
        if !self.fields.takes_topics_as_jekyll() {
            return Vec::new();
        }
        let mut topics = self.categories(map, way);
        let tags = match map.get_in_any_case("tag").filter(|node| node.says_something()) {
            Some(tag) => self.items(tag, &way.key("tag")),
            None => map.get_in_any_case("tags").map_or(Vec::new(), |node| self.names(node, way, "tags")),
        };
        topics.extend(tags);
        without_repetition(topics)
    }

    /// The categories.
    pub(super) fn categories(&mut self, map: &Node<'_>, way: &Way<'_>) -> Vec<Spanned> {
        let mut categories: Vec<Spanned> = Vec::new();
        let path = self.path.strip_prefix(self.fields.defaults().folder.as_str()).unwrap_or(self.path);
        let folders = path.split_once("/_posts/").map_or("", |(folders, _)| folders).split('/');
        let folder = |name: &str| Spanned { text: name.to_owned(), position: map.position };
        categories.extend(folders.filter(|name| !name.is_empty()).map(folder));
        if let Some(node) = map.get_in_any_case("categories") {
            categories.extend(self.names(node, way, "categories"));
        }
        if let Some(node) = map.get_in_any_case("category") {
            categories.extend(self.items(node, &way.key("category")));
        }
        without_repetition(categories)
    }

    /// The lists of categories of an article of Hexo: there is one, or each item of it that is a list is one by itself.
    pub(super) fn category_lists(&self, map: &Node<'_>) -> Vec<Vec<String>> {
        // An empty text counts as absent there, and an empty list does not.
        let says = |node: &&Node<'_>| match &node.content {
            Content::Null => false,
            Content::Scalar(scalar) => !scalar.text.is_empty(),
            Content::Sequence(_) | Content::Mapping(_) => true,
        };
        let said = |key: &str| map.get_in_any_case(key).filter(says);
        let Some(node) =
            said("categories").or_else(|| said("category")).filter(|_| self.fields.heads() == Heads::Hexo)
        else {
            return Vec::new();
        };
        let texts = |nodes: &[Node<'_>]| {
            let texts = nodes.iter().filter_map(Node::text).filter(|text| !text.is_empty());
            texts.map(str::to_owned).collect::<Vec<_>>()
        };
        let is_list = |node: &Node<'_>| matches!(node.content, Content::Sequence(_));
        let lists: Vec<Vec<String>> = match node.items() {
            items if items.iter().any(is_list) => items.iter().map(|item| texts(item.items())).collect(),
            items => vec![texts(items)],
        };
        lists.into_iter().filter(|list| !list.is_empty()).collect()
    }

    /// The category, which some sites write as a list of one.
    pub(super) fn category(&mut self, map: &Node<'_>, way: &Way<'_>) -> Option<Spanned> {
        let (key, node) = self.first(map, Meaning::Category)?;
        self.names(node, way, key).into_iter().next()
    }

    /// A list of names, or one text with commas between them, or white space where Jekyll means it so.
    fn names(&mut self, node: &Node<'_>, way: &Way<'_>, key: &str) -> Vec<Spanned> {
        let way = way.key(key);
        match &node.content {
            Content::Sequence(_) => self.items(node, &way),
            _ => {
                let Some(all) = self.text_of(node, &way) else {
                    return Vec::new();
                };
                let at_spaces = self.fields.splits_at_spaces(key);
                let ends_name =
                    |character: char| if at_spaces { character.is_whitespace() } else { character == ',' };
                let names = all.text.split(ends_name).map(str::trim).filter(|name| !name.is_empty());
                names.map(|name| Spanned { text: name.to_owned(), position: all.position }).collect()
            }
        }
    }

    /// The texts of a list; one text is a list of one.
    fn items(&mut self, node: &Node<'_>, way: &Way<'_>) -> Vec<Spanned> {
        match &node.content {
            Content::Sequence(nodes) => {
                // Of Hexo a list of names is a path of categories, and there may be several; Docusaurus writes a name with an
                // address of its own.
                let names = |(index, node): (usize, &Node<'_>)| match node.content {
                    Content::Sequence(_) if self.fields.nests_names() => self.items(node, &way.index(index)),
                    _ => {
                        let named = node.get("label").filter(|label| label.text().is_some());
                        self.text_of(named.unwrap_or(node), &way.index(index)).into_iter().collect()
                    }
                };
                nodes.iter().enumerate().flat_map(names).collect()
            }
            _ => self.text_of(node, way).into_iter().collect(),
        }
    }
}

fn without_repetition(names: Vec<Spanned>) -> Vec<Spanned> {
    if names.len() < 2 {
        return names;
    }
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(name.text.clone())).collect()
}
