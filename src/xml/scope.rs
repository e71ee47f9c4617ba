//! What is in scope inside the open elements: namespace prefixes, the base address and the language.

use std::sync::Arc;

use url::Url;

use super::namespace;
use crate::encoding::RepairKind;

/// How many declarations of prefixes may be in scope, those aside that only repeat what holds anyway.
const MOST_BINDINGS: usize = 256;

/// How many undeclared prefixes are remembered, so that each is told of once.
const MOST_ASSUMED: usize = 64;

/// How many bytes of different base addresses one document may make: relative ones make many long ones of few bytes.
const MOST_BASE_BYTES: usize = 16 << 20;

/// The longest base address that is kept, in bytes.
const LONGEST_BASE: usize = 512;

/// How many bytes of base addresses, the first of each aside, may be in scope at all elements together: whatever an
/// element says in a relative address is written in full.
const MOST_BYTES_IN_SCOPE: usize = 32 << 20;

/// How much of a base address costs nothing, in bytes: most are shorter.
const FREE_BASE_BYTES: usize = 64;

/// The longest namespace, in bytes: it is repeated for every element that is carried along.
const LONGEST_NAMESPACE: usize = 256;

/// The longest language tag, in bytes: it holds for every entry in its scope, which says it in each of its texts.
const LONGEST_LANGUAGE: usize = 256;

/// How many characters of a prefix that is not declared make its namespace, which stays below the longest that way.
const TELLING_CHARACTERS: usize = 48;

/// The open elements of a document and what holds in them.
#[derive(Debug)]
pub(super) struct Scopes {
    open: Vec<Scope>,
    /// What holds outside of all elements.
    outer: Scope,
    /// Declared prefixes, the innermost last.
    bindings: Vec<Binding>,
    /// Prefixes that are used without being declared, and what is made of them.
    assumed: Vec<Binding>,
    /// Namespaces that feeds declare again and again.
    shared: Vec<Arc<str>>,
    none: Arc<str>,
    base_bytes: usize,
    bytes_in_scope: usize,
}

/// What holds in one element.
#[derive(Debug, Clone, Default)]
struct Scope {
    /// Where its start tag begins, a byte offset.
    start: usize,
    /// How many bindings there were before it.
    bindings: usize,
    base: Option<Arc<str>>,
    language: Option<Arc<str>>,
}

/// A prefix with its namespace; the empty prefix is the default's.
#[derive(Debug, Clone)]
pub(super) struct Binding {
    pub(super) prefix: Arc<str>,
    pub(super) namespace: Arc<str>,
}

impl Scopes {
    /// The scope outside of all elements.
    pub(super) fn new(base: Option<&str>) -> Scopes {
        let base = base.and_then(|base| Url::parse(base).ok()).map(|base| Arc::from(base.as_str()));
        let none: Arc<str> = Arc::from("");
        let xml = Binding { prefix: Arc::from("xml"), namespace: Arc::from(namespace::XML) };
        let bindings = vec![xml, Binding { prefix: Arc::clone(&none), namespace: Arc::clone(&none) }];
        let outer = Scope { base, ..Scope::default() };
        let (open, assumed, shared) = (Vec::new(), Vec::new(), Vec::new());
        Scopes { open, outer, bindings, assumed, shared, none, base_bytes: 0, bytes_in_scope: 0 }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Where the innermost open element begins, a byte offset.
    pub(super) fn start(&self) -> Option<usize> {
        self.open.last().map(|scope| scope.start)
    }

    /// Opens an element in which the same holds as around it.
    pub(super) fn open(&mut self, start: usize) {
        let (base, language) = (self.base(), self.language());
        self.open.push(Scope { start, bindings: self.bindings.len(), base, language });
    }

    /// Closes the innermost element.
    pub(super) fn close(&mut self) {
        if let Some(scope) = self.open.pop() {
            self.bindings.truncate(scope.bindings);
        }
    }

    /// The base address in scope.
    pub(super) fn base(&self) -> Option<Arc<str>> {
        self.open.last().unwrap_or(&self.outer).base.clone()
    }

    /// Counts what the base address in scope may cost for one more element, and says whether there is room for it.
    pub(super) fn has_room_for_base(&mut self) -> bool {
        let length = self.base().map_or(0, |base| base.len()).saturating_sub(FREE_BASE_BYTES);
        self.bytes_in_scope = self.bytes_in_scope.saturating_add(length);
        self.bytes_in_scope <= MOST_BYTES_IN_SCOPE
    }

    /// The language in scope.
    pub(super) fn language(&self) -> Option<Arc<str>> {
        self.open.last().unwrap_or(&self.outer).language.clone()
    }

    /// Sets the language of the innermost element; an empty one takes back what holds around it.
    ///
    /// # Errors
    ///
    /// What to say where it is too long.
    pub(super) fn set_language(&mut self, language: &str) -> Result<(), &'static str> {
        let language = language.trim();
        if language.len() > LONGEST_LANGUAGE {
            return Err("a language is longer than 256 bytes: nothing that a feed needs");
        }
        if let Some(scope) = self.open.last_mut() {
            scope.language = (!language.is_empty()).then(|| Arc::from(language));
        }
        Ok(())
    }

    /// Sets the base address of the innermost element, relative to the one around it, and gives it back where it is
    /// another.
    ///
    /// # Errors
    ///
    /// The repair where the address means nothing and is ignored.
    pub(super) fn set_base(&mut self, base: &str) -> Result<Option<Arc<str>>, RepairKind> {
        let Some(scope) = self.open.last_mut().filter(|_| !base.trim().is_empty()) else { return Ok(None) };
        let around = scope.base.as_deref().and_then(|around| Url::parse(around).ok());
        let joined = Url::options().base_url(around.as_ref()).parse(base).map_err(|_| RepairKind::BadBase)?;
        let joined = joined.as_str();
        if scope.base.as_deref() == Some(joined) {
            return Ok(None);
        }
        self.base_bytes = self.base_bytes.saturating_add(joined.len());
        if joined.len() > LONGEST_BASE || self.base_bytes > MOST_BASE_BYTES {
            return Err(RepairKind::BadBase);
        }
        scope.base = Some(Arc::from(joined));
        Ok(scope.base.clone())
    }

    /// Declares a prefix for the innermost element.
    ///
    /// # Errors
    ///
    /// The repair where the element has declared it already, or nothing where there are too many.
    pub(super) fn declare(&mut self, prefix: &str, address: &str) -> Result<(), Option<RepairKind>> {
        let first = self.open.last().map_or(0, |scope| scope.bindings);
        if self.bindings.iter().skip(first).any(|binding| &*binding.prefix == prefix) {
            return Err(Some(RepairKind::DuplicateAttribute));
        }
        // The prefix `xml` may not be given away, and only the default may be taken back.
        let address = address.trim();
        if prefix == "xml" || prefix == "xmlns" || (address.is_empty() && !prefix.is_empty()) {
            return Ok(());
        }
        let namespace = self.share(address);
        if self.bound(prefix).is_some_and(|binding| binding.namespace == namespace) {
            return Ok(());
        }
        if self.bindings.len() >= MOST_BINDINGS || namespace.len() > LONGEST_NAMESPACE {
            return Err(None);
        }
        self.bindings.push(Binding { prefix: Arc::from(prefix), namespace });
        Ok(())
    }

    /// What a prefix stands for here, and the repair where it has to be told that the prefix is not declared.
    pub(super) fn resolve(&mut self, prefix: &str) -> (Binding, Option<RepairKind>) {
        let assumed = || self.assumed.iter().find(|binding| &*binding.prefix == prefix);
        if let Some(binding) = self.bound(prefix).or_else(assumed) {
            return (binding.clone(), None);
        }
        let (namespace, repair) = match namespace::well_known_prefix(prefix) {
            Some(namespace) => (self.share(namespace), RepairKind::UndeclaredPrefix),
            None => {
                let name = namespace::UNDECLARED.chars().chain(prefix.chars().take(TELLING_CHARACTERS));
                (Arc::from(name.collect::<String>()), RepairKind::UnknownPrefix)
            }
        };
        let binding = Binding { prefix: Arc::from(prefix), namespace };
        if self.assumed.len() < MOST_ASSUMED {
            self.assumed.push(binding.clone());
        }
        (binding, Some(repair))
    }

    /// The empty text, for what has no namespace or no prefix.
    pub(super) fn none(&self) -> Arc<str> {
        Arc::clone(&self.none)
    }

    fn bound(&self, prefix: &str) -> Option<&Binding> {
        self.bindings.iter().rfind(|binding| &*binding.prefix == prefix)
    }

    fn share(&mut self, address: &str) -> Arc<str> {
        let Some(namespace) = namespace::known(address) else { return Arc::from(address) };
        if let Some(shared) = self.shared.iter().find(|shared| &***shared == namespace) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = Arc::from(namespace);
        self.shared.push(Arc::clone(&shared));
        shared
    }
}
