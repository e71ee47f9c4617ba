//! The elements of modules in an entry.

use super::extension::extension;
use super::wording::{html, xhtml};
use super::{atom, dublin_core};
use crate::format::diagnostics::Diagnostics;
use crate::model::{Content, Entry};
use crate::xml::{Element, namespace};

/// Takes one element of a module into the entry, and carries it along where the entry has no place for it.
pub fn entry(element: &Element, entry: &mut Entry, diagnostics: &mut Diagnostics) {
    let is_taken = match &*element.namespace {
        namespace::DUBLIN_CORE | namespace::DCTERMS => dublin_core::entry(element, entry, diagnostics),
        namespace::ATOM | namespace::ATOM_03 => {
            if !atom::entry(element, entry, diagnostics) {
                diagnostics.lost(&format!("element <atom:{}>", element.local));
            }
            true
        }
        namespace::CONTENT if element.is(namespace::CONTENT, "encoded") => {
            entry.contents.extend(html(element).map(Content::Text));
            true
        }
        namespace::XHTML if ["body", "div"].iter().any(|name| element.local.eq_ignore_ascii_case(name)) => {
            entry.contents.extend(xhtml(element).map(Content::Text));
            true
        }
        _ => false,
    };
    if !is_taken {
        entry.extensions.extend(extension(element, diagnostics));
    }
}
