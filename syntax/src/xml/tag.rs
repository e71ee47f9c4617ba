//! A start tag -> an element without content: names resolved, attributes read, declarations in scope.

use std::sync::Arc;

use quick_xml::events::BytesStart;
use quick_xml::events::attributes::{AttrError, Attribute as RawAttribute};

use super::element::{Attribute, Element};
use super::scope::{Binding, Scopes};
use super::source::{Source, is_name};
use super::{Fault, RepairKind, namespace};

/// The longest name of an element or attribute, in bytes: names appear in findings and are written again.
const LONGEST_NAME: usize = 1000;

/// How many attributes one element may have, declarations included.
const MOST_ATTRIBUTES: usize = 256;

const TOO_LONG: &str = "a name is longer than 1000 bytes: no feed needs that";

/// Opens the element of a start tag that begins at a byte offset.
pub(super) fn open(
    tag: &BytesStart<'_>,
    offset: usize,
    source: &mut Source<'_>,
    scopes: &mut Scopes,
) -> Result<Element, Fault> {
    let position = source.mark(offset);
    scopes.open(offset);
    let name = tag.name().0;
    if name.len() > LONGEST_NAME {
        return Err(Fault { position, message: TOO_LONG });
    }
    if !is_name(name) {
        let message = "the name of a tag is invalid: escape the less-than sign if it is text";
        return Err(Fault { position, message });
    }
    let has_attributes = !tag.attributes_raw().is_empty();
    if has_attributes {
        declare(tag, offset, source, scopes)?;
    }
    let (prefix, local) = split(name);
    let binding = resolve(prefix, offset, source, scopes);
    let attributes = if has_attributes { read_attributes(tag, offset, source, scopes)? } else { Vec::new() };
    if !scopes.has_room_for_base() {
        let message = "a base url is too long for so many elements: shorten it, or split the feed";
        return Err(Fault { position, message });
    }
    Ok(Element {
        namespace: binding.namespace,
        prefix: binding.prefix,
        local: local.to_owned(),
        attributes,
        children: Vec::new(),
        position,
        base: scopes.base(),
        language: scopes.language(),
    })
}

/// Puts the namespaces in scope that the tag declares: they apply to its own name and to all its attributes.
fn declare(
    tag: &BytesStart<'_>,
    offset: usize,
    source: &mut Source<'_>,
    scopes: &mut Scopes,
) -> Result<(), Fault> {
    for (count, attribute) in tag.attributes().with_checks(false).enumerate() {
        let attribute = attribute.map_err(|error| fault(&error, offset, source))?;
        if count >= MOST_ATTRIBUTES {
            let message = "an element has more than 256 attributes: no feed needs that";
            return Err(source.fault(offset, message));
        }
        if attribute.key.0.len() > LONGEST_NAME {
            return Err(source.fault(source.offset_of(attribute.key.0), TOO_LONG));
        }
        let Some(prefix) = declared_prefix(&attribute) else { continue };
        let uri = source.attribute(&attribute.value);
        match scopes.declare(prefix, &uri) {
            Ok(()) => {}
            Err(Some(kind)) => source.repair(kind, source.offset_of(attribute.key.0)),
            Err(None) => {
                let message =
                    "too many namespaces are declared in one place, or one is too long: no feed needs that";
                return Err(source.fault(offset, message));
            }
        }
    }
    Ok(())
}

/// The prefix that the attribute declares: empty for the default namespace, nothing if it declares none.
fn declared_prefix<'a>(attribute: &RawAttribute<'a>) -> Option<&'a str> {
    match attribute.key.0.strip_prefix("xmlns")? {
        "" => Some(""),
        prefix => prefix.strip_prefix(':').filter(|prefix| !prefix.is_empty()),
    }
}

fn read_attributes(
    tag: &BytesStart<'_>,
    offset: usize,
    source: &mut Source<'_>,
    scopes: &mut Scopes,
) -> Result<Vec<Attribute>, Fault> {
    let mut attributes: Vec<Attribute> = Vec::new();
    for raw in tag.attributes().with_checks(false) {
        let raw = raw.map_err(|error| fault(&error, offset, source))?;
        if declared_prefix(&raw).is_some() {
            continue;
        }
        let start = source.offset_of(raw.key.0);
        if !is_name(raw.key.0) {
            return Err(source.fault(start, "the name of an attribute is invalid"));
        }
        let mut attribute = read_attribute(&raw, start, source, scopes);
        let is_same =
            |other: &Attribute| other.local == attribute.local && other.namespace == attribute.namespace;
        if let Some(other) = attributes.iter().find(|other| is_same(other)) {
            let is_equal = other.value == attribute.value;
            let kind = if is_equal { RepairKind::RepeatedAttribute } else { RepairKind::DuplicateAttribute };
            source.repair(kind, start);
            continue;
        }
        if *attribute.namespace == *namespace::XML {
            match attribute.local.as_str() {
                "lang" => {
                    let set = scopes.set_language(&attribute.value);
                    set.map_err(|message| source.fault(start, message))?;
                }
                // When the element is written, the base around it is unknown.
                "base" => match scopes.set_base(&attribute.value) {
                    Ok(Some(base)) => attribute.value = base.to_string(),
                    Ok(None) => continue,
                    Err(kind) => {
                        source.repair(kind, start);
                        continue;
                    }
                },
                _ => {}
            }
        }
        attributes.push(attribute);
    }
    Ok(attributes)
}

fn read_attribute(
    raw: &RawAttribute<'_>,
    start: usize,
    source: &mut Source<'_>,
    scopes: &mut Scopes,
) -> Attribute {
    let (prefix, local) = split(raw.key.0);
    let value = source.attribute(&raw.value);
    let local = local.to_owned();
    if prefix.is_empty() {
        // The default namespace does not apply to attributes.
        let none = scopes.none();
        return Attribute { namespace: Arc::clone(&none), prefix: none, local, value };
    }
    let binding = resolve(prefix, start, source, scopes);
    Attribute { namespace: binding.namespace, prefix: binding.prefix, local, value }
}

/// What the prefix at a byte offset stands for.
fn resolve(prefix: &str, offset: usize, source: &mut Source<'_>, scopes: &mut Scopes) -> Binding {
    let (binding, repair) = scopes.resolve(prefix);
    if let Some(kind) = repair {
        source.repair(kind, offset);
    }
    binding
}

/// The prefix of a name, empty if there is none, and the rest.
fn split(name: &str) -> (&str, &str) {
    name.split_once(':')
        .filter(|(prefix, local)| !prefix.is_empty() && !local.is_empty())
        .unwrap_or(("", name))
}

fn fault(error: &AttrError, offset: usize, source: &mut Source<'_>) -> Fault {
    let (at, message) = match error {
        AttrError::ExpectedEq(at) => (at, "an attribute has no value: write one in quotes"),
        AttrError::ExpectedValue(at) => (at, "an attribute has no value after its equals sign"),
        AttrError::UnquotedValue(at) => (at, "an attribute's value is not in quotes"),
        AttrError::ExpectedQuote(at, _) => (at, "an attribute's value has no closing quote"),
        AttrError::Duplicated(at, _) => (at, "an attribute is duplicated"),
    };
    // The crate counts from after the tag's less-than sign.
    source.fault(offset.saturating_add(1).saturating_add(*at), message)
}
