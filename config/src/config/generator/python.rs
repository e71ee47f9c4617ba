//! Configurations in Python, which are programs and may be of several files: how far what they say is known, and where it is said.

use super::Parts;
use super::literals::{Place, SPREAD};
use crate::finding::{Finding, Rule};
use crate::tree::{Content, Node};

impl<'s> Parts<'s> {
    /// Where the value of a setting is not known, because it is not literal or the program says more of it than is read; `None` where
    /// it is known, or not set.
    pub(super) fn unknown(&self, key: &str) -> Option<Place<'s>> {
        let program = self.program?;
        let is_partial = self.root.get(key).is_some_and(|node| !is_literal(node));
        program.change(key).or_else(|| program.place(key).filter(|_| is_partial))
    }

    pub(super) fn is_unknown(&self, key: &str) -> bool {
        self.unknown(key).is_some()
    }

    /// Of findings at a place where the program may set anything, one about them all.
    pub(super) fn gather(&self, findings: &mut Vec<Finding>) {
        let Some((file, position)) = self.program.and_then(|program| program.anything()) else { return };
        let path = format!("{}{file}", self.site.folder);
        findings.retain(|own| own.path != path || own.position != Some(position));
        let message = "this may set any setting, and articles are held back as far as it may hold them back; write the settings \
                       out below it, or set `input.paths`, `input.permalink` and `input.future` in feedmill.yaml";
        let (rule, message) = (Rule::UnreadSetting, message.to_owned());
        findings.push(Finding { rule, path, position: Some(position), message });
    }

    /// A finding where a setting is not known, or where it is said.
    pub(super) fn finding(&self, key: &str, message: String) -> Finding {
        let said = self.unknown(key).or_else(|| self.program?.place(key));
        let (path, position) = match said {
            Some((file, position)) => (format!("{}{file}", self.site.folder), Some(position)),
            None => (self.file(), None),
        };
        Finding { rule: Rule::UnreadSetting, path, position, message }
    }
}

/// Whether all of a value is known: a program may compute parts of it.
pub(super) fn is_literal(node: &Node<'_>) -> bool {
    match &node.content {
        Content::Null => false,
        Content::Scalar(_) => true,
        Content::Sequence(nodes) => nodes.iter().all(is_literal),
        Content::Mapping(mapping) => {
            mapping.pairs().iter().all(|pair| pair.key != SPREAD && is_literal(&pair.value))
        }
    }
}
