//! The elements of modules in the head of a feed.

use super::extension::extension;
use super::{atom, dublin_core};
use crate::format::diagnostics::Diagnostics;
use crate::model::FeedHead;
use crate::xml::{Element, namespace};

/// Takes one element of a module into the head, and carries it along where the head has no place for it.
pub fn head(element: &Element, head: &mut FeedHead, diagnostics: &mut Diagnostics) {
    let is_taken = match &*element.namespace {
        namespace::DUBLIN_CORE | namespace::DCTERMS => dublin_core::head(element, head, diagnostics),
        namespace::ATOM | namespace::ATOM_03 => {
            if !atom::head(element, head, diagnostics) {
                diagnostics.lost(&format!("element <atom:{}>", element.local));
            }
            // No reader shows two titles of one namespace, so an Atom element is never kept as an extension.
            true
        }
        namespace::ADMIN if element.is(namespace::ADMIN, "generatorAgent") => {
            dublin_core::generator_agent(element, head)
        }
        _ => false,
    };
    if !is_taken {
        head.extensions.extend(extension(element, diagnostics));
    }
}
