//! Jekyll's front matter `defaults` -> sets of values with their scopes. A set or scope that is not understood is a finding:
//! it may hold an article back, or move it.

use super::unread::Unread;
use crate::config::Permalink;
use crate::finding::Finding;
use crate::model::Position;
use crate::record::defaults::{DefaultSet, ScopePattern};
use crate::tree::{Content, Mapping, Node};

/// The sets that can be followed, in the order of the configuration.
pub(super) fn sets(root: &Node<'_>, file: &str, findings: &mut Vec<Finding>) -> Vec<DefaultSet> {
    let mut unread = Unread { file, findings };
    match root.get("defaults").map(|node| (node, &node.content)) {
        None | Some((_, Content::Null)) => Vec::new(),
        Some((_, Content::Sequence(nodes))) => {
            nodes.iter().filter_map(|node| set(node, &mut unread)).collect()
        }
        Some((node, _)) => {
            unread.report(
                node.position,
                "`defaults` must be a list of `scope` and `values`, and is not followed",
            );
            Vec::new()
        }
    }
}

fn set(node: &Node<'_>, unread: &mut Unread<'_>) -> Option<DefaultSet> {
    let Some(Content::Mapping(values)) = node.get("values").map(|values| &values.content) else {
        unread.report(node.position, "a set of `defaults` has no mapping `values`, and is not followed");
        return None;
    };
    report_others(node, &["scope", "values"], "a set of `defaults`", unread);
    let scope = node.get("scope");
    if let Some(scope) = scope {
        report_others(scope, &["path", "type"], "the scope of a set of `defaults`", unread);
    }
    let (path, kind) = (scope.and_then(|scope| scope.get("path")), scope.and_then(|scope| scope.get("type")));
    if let Some(kind) = kind.filter(|kind| kind.text().is_none()) {
        unread.report(kind.position, "the `type` of a scope must be a text; the set is not followed");
        return None;
    }
    let path = path.and_then(Node::text).unwrap_or_default().to_owned();
    let pattern = match path.contains('*') {
        true => {
            let pattern = ScopePattern::new(&path);
            if pattern.is_none() {
                let message = "the `path` of a scope is not a pattern of paths; the set is not followed";
                unread.report(scope.map_or(node.position, |scope| scope.position), message);
                return None;
            }
            pattern
        }
        false => None,
    };
    let permalink = values.get("permalink");
    if let Some(node) = permalink.filter(|node| node.text().is_some_and(Permalink::has_unknown)) {
        unread.report(node.position, super::unread::UNKNOWN_PLACEHOLDER);
    }
    let values = Node { position: node.position, content: Content::Mapping(values.clone()) };
    let values = match values.into_owned(Position::OF_DEFAULTS).content {
        Content::Mapping(values) => values,
        _ => Mapping::default(),
    };
    Some(DefaultSet {
        path,
        pattern,
        kind: kind.and_then(Node::text).map(plural),
        values,
        file: super::unread::name_of(unread.file),
    })
}

/// The type as Jekyll calls it today.
fn plural(kind: &str) -> String {
    match kind {
        "page" | "post" | "draft" => format!("{kind}s"),
        kind => kind.to_owned(),
    }
}

fn report_others(node: &Node<'_>, known: &[&str], whose: &str, unread: &mut Unread<'_>) {
    let Content::Mapping(mapping) = &node.content else { return };
    for pair in mapping.pairs().iter().filter(|pair| !known.contains(&&*pair.key)) {
        let names = known.join("` and `");
        unread.report(pair.key_position, &format!("a key of {whose} is not followed; it may have `{names}`"));
    }
}
