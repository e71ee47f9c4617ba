//! Base URLs that XHTML sets for parts of itself: HTML has no such thing, so that the URLs in these parts are
//! made absolute before they lose it.

use std::borrow::Cow;

use super::absolute;
use crate::xml::{Attribute, Element, Node, namespace};

/// The attributes of HTML that hold one URL each.
const URL_ATTRIBUTES: &[&str] =
    &["action", "background", "cite", "codebase", "data", "href", "longdesc", "poster", "src"];

/// The element as it is, or a copy in which every URL has the element's own base, or none.
pub(super) fn rebased(element: &Element) -> Cow<'_, Element> {
    if !element.elements().any(sets_base) {
        return Cow::Borrowed(element);
    }
    let mut copy = element.clone();
    copy.children.iter_mut().for_each(|child| rebase(child, element));
    Cow::Owned(copy)
}

fn sets_base(element: &Element) -> bool {
    element.attributes.iter().any(is_base) || element.elements().any(sets_base)
}

fn rebase(node: &mut Node, outermost: &Element) {
    let Node::Element(element) = node else {
        return;
    };
    let mut attributes = std::mem::take(&mut element.attributes);
    attributes.retain(|attribute| !is_base(attribute));
    if element.base != outermost.base {
        for attribute in attributes.iter_mut().filter(|attribute| is_address(attribute)) {
            attribute.value = absolute(&attribute.value, element).unwrap_or_default();
        }
    }
    element.attributes = attributes;
    element.children.iter_mut().for_each(|child| rebase(child, outermost));
}

fn is_base(attribute: &Attribute) -> bool {
    &*attribute.namespace == namespace::XML && attribute.local.eq_ignore_ascii_case("base")
}

fn is_address(attribute: &Attribute) -> bool {
    attribute.namespace.is_empty()
        && URL_ATTRIBUTES.iter().any(|name| attribute.local.eq_ignore_ascii_case(name))
}
