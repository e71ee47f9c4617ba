//! A start tag -> an element without content: its names resolved, its attributes read, what it declares in scope.

use std::sync::Arc;

use quick_xml::events::BytesStart;
use quick_xml::events::attributes::{AttrError, Attribute as RawAttribute};

use super::element::{Attribute, Element};
use super::scope::Scopes;
use super::source::{Source, is_name};
use super::{Fault, RepairKind, namespace};

/// The longest name of an element or attribute, in bytes: what is lost is told by name, and prefixes are written anew.
const LONGEST_NAME: usize = 1000;

/// How many attributes one element may have, declarations included.
const MOST_ATTRIBUTES: usize = 256;

const TOO_LONG: &str = "a name is longer than 1000 bytes: nothing that a feed needs";

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
        return Err(Fault {
            position,
            message: "a tag has no proper name: escape the less-than sign if it is text",
        });
    }
    let has_attributes = !tag.attributes_raw().is_empty();
    if has_attributes {
        declare(tag, offset, source, scopes)?;
    }
    let (prefix, local) = split(name);
    let (binding, repair) = scopes.resolve(prefix);
    if let Some(kind) = repair {
        source.repair(kind, offset);
    }
    let attributes = if has_attributes { read_attributes(tag, offset, source, scopes)? } else { Vec::new() };
    if !scopes.has_room_for_base() {
        let message = "a base address is too long for so many elements: shorten it, or split the feed up";
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

/// Puts the namespaces in scope that the tag declares: they hold for its own name and all of its attributes.
fn declare(
    tag: &BytesStart<'_>,
    offset: usize,
    source: &mut Source<'_>,
    scopes: &mut Scopes,
) -> Result<(), Fault> {
    for (count, attribute) in tag.attributes().with_checks(false).enumerate() {
        let attribute = attribute.map_err(|error| fault(&error, offset, source))?;
        if count >= MOST_ATTRIBUTES {
            let message = "an element has more than 256 attributes: nothing that a feed needs";
            return Err(Fault { position: source.position(offset), message });
        }
        if attribute.key.0.len() > LONGEST_NAME {
            return Err(Fault {
                position: source.position(source.offset_of(attribute.key.0)),
                message: TOO_LONG,
            });
        }
        let Some(prefix) = declared_prefix(&attribute) else { continue };
        let address = source.attribute(&attribute.value);
        match scopes.declare(prefix, &address) {
            Ok(()) => {}
            Err(Some(kind)) => source.repair(kind, source.offset_of(attribute.key.0)),
            Err(None) => {
                let message = "too many namespaces are declared at one place, or one too long: nothing that a feed needs";
                return Err(Fault { position: source.position(offset), message });
            }
        }
    }
    Ok(())
}

/// The prefix that the attribute declares: empty for the default, nothing where it declares none.
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
            return Err(Fault {
                position: source.position(start),
                message: "an attribute has no proper name",
            });
        }
        let mut attribute = read_attribute(&raw, start, source, scopes);
        let is_same =
            |other: &Attribute| other.local == attribute.local && other.namespace == attribute.namespace;
        if attributes.iter().any(is_same) {
            source.repair(RepairKind::DuplicateAttribute, start);
            continue;
        }
        if *attribute.namespace == *namespace::XML {
            match attribute.local.as_str() {
                "lang" => {
                    scopes
                        .set_language(&attribute.value)
                        .map_err(|message| Fault { position: source.position(start), message })?;
                }
                // What stands around the element is not known any more where it is written.
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
        // The default namespace does not hold for attributes.
        let none = scopes.none();
        return Attribute { namespace: Arc::clone(&none), prefix: none, local, value };
    }
    let (binding, repair) = scopes.resolve(prefix);
    if let Some(kind) = repair {
        source.repair(kind, start);
    }
    Attribute { namespace: binding.namespace, prefix: binding.prefix, local, value }
}

/// The prefix of a name, empty where there is none, and the rest.
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
        AttrError::Duplicated(at, _) => (at, "an attribute is given more than once"),
    };
    // The crate counts from behind the tag's less-than sign.
    let position = source.position(offset.saturating_add(1).saturating_add(*at));
    Fault { position, message }
}
