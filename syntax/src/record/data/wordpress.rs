//! A post as the REST API of WordPress gives it: its texts are mappings with `rendered`, and people and terms are numbers, which
//! are no names. Its feeds have `guid` for the id.

use crate::model::{Record, Spanned};
use crate::tree::{Node, ScalarKind};

/// Whether the record is such a post.
pub(super) fn is_post(root: &Node<'_>) -> bool {
    root.get("title").is_some_and(|title| title.get("rendered").is_some())
}

/// Completes such a post.
pub(super) fn complete(record: &mut Record, root: &Node<'_>) {
    let is_number = |name: &Spanned| name.text.bytes().all(|byte| byte.is_ascii_digit());
    record.topics.retain(|name| !is_number(name));
    record.categories.retain(|name| !is_number(name));
    record.authors.retain(|author| !author.name.as_ref().is_some_and(is_number));
    let guid = root.get("guid").and_then(|guid| guid.get("rendered"));
    let is_numbered = root.get("id").and_then(Node::scalar).is_some_and(|id| id.kind == ScalarKind::Number);
    if let Some((guid, text)) = guid.filter(|_| is_numbered).and_then(|guid| Some((guid, guid.text()?))) {
        record.id = Some(Spanned { text: text.to_owned(), position: guid.position });
    }
}
