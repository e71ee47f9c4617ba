//! What a Jekyll configuration says and feedmill does not follow, though it may change which articles come out, or their
//! addresses: a finding at its line.

use std::path::Path;

use crate::config::Permalink;
use crate::config::conventions::{JEKYLL, Setting};
use crate::finding::{Finding, Rule};
use crate::model::Position;
use crate::tree::{Content, Node};

pub(super) const UNKNOWN_PLACEHOLDER: &str =
    "the permalink has a placeholder that Jekyll does not know; articles that it is for are held back";

/// Where findings about settings go.
pub(super) struct Unread<'a> {
    pub file: &'a str,
    pub findings: &'a mut Vec<Finding>,
}

impl Unread<'_> {
    pub(super) fn report(&mut self, position: Position, message: &str) {
        let (path, message) = (name_of(self.file), message.to_owned());
        self.findings.push(Finding { rule: Rule::UnreadSetting, path, position: Some(position), message });
    }
}

/// The name of the file, which findings show.
pub(super) fn name_of(file: &str) -> String {
    Path::new(file).file_name().map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The findings about the keys of the whole configuration.
pub(super) fn findings(file: &str, root: &Node<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut unread = Unread { file, findings: &mut findings };
    let Content::Mapping(mapping) = &root.content else { return findings };
    for pair in mapping.pairs() {
        let Some(Setting::Unread(harmless)) = JEKYLL.setting(&pair.key) else { continue };
        if !says_only(&pair.value, harmless) {
            let message = format!(
                "`{}` is not followed, though it may change which articles come out or their addresses",
                pair.key
            );
            unread.report(pair.key_position, &message);
        }
    }
    let permalinks = collections(root).chain(root.get("permalink"));
    for node in permalinks.filter(|node| node.text().is_some_and(Permalink::has_unknown)) {
        unread.report(node.position, UNKNOWN_PLACEHOLDER);
    }
    findings
}

/// The permalinks of collections.
fn collections<'r>(root: &'r Node<'r>) -> impl Iterator<Item = &'r Node<'r>> {
    let pairs = match root.get("collections").map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => mapping.pairs(),
        _ => &[],
    };
    pairs.iter().filter_map(|pair| pair.value.get("permalink"))
}

/// Whether the value says nothing, `false`, or only words of the list.
fn says_only(node: &Node<'_>, words: &[&str]) -> bool {
    match &node.content {
        Content::Scalar(scalar) if scalar.truth() == Some(false) => true,
        Content::Scalar(scalar) => {
            scalar.text.split(',').map(str::trim).all(|word| word.is_empty() || words.contains(&word))
        }
        _ => !node.says_something(),
    }
}
