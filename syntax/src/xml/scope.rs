//! What is in scope in the open elements: namespace prefixes, the base URL and the language.

use std::sync::Arc;

use url::Url;

use super::namespace;
use crate::encoding::RepairKind;

/// How many declarations of prefixes may be in scope, not counting those that only repeat what is in scope.
const MOST_BINDINGS: usize = 256;

/// How many undeclared prefixes are stored, so that each is reported once.
const MOST_ASSUMED: usize = 64;

/// How many bytes of different base URLs one document may produce: few bytes of relative ones make many long ones.
const MOST_BASE_BYTES: usize = 16 << 20;

/// The longest base URL that is kept, in bytes.
const LONGEST_BASE: usize = 512;

/// How many bytes of base URLs, beyond [`FREE_BASE_BYTES`] each, may be in scope at all elements together: each relative URL
/// is written out in full.
const MOST_BYTES_IN_SCOPE: usize = 32 << 20;

/// How many bytes of a base URL are not counted: most are shorter.
const FREE_BASE_BYTES: usize = 64;

/// The longest namespace, in bytes: it is repeated for every element that is kept.
const LONGEST_NAMESPACE: usize = 256;

/// The longest language tag, in bytes: it is repeated in each text of every entry in its scope.
const LONGEST_LANGUAGE: usize = 256;

/// How many characters of an undeclared prefix its namespace contains, so that it is not longer than [`LONGEST_NAMESPACE`].
const MOST_PREFIX_CHARACTERS: usize = 48;

/// The open elements of a document and what is in scope in them.
#[derive(Debug)]
pub(super) struct Scopes {
    open: Vec<Scope>,
    /// What is in scope outside all elements.
    outer: Scope,
    /// Declared prefixes, the innermost last.
    bindings: Vec<Binding>,
    /// Prefixes that are used without a declaration, with their assumed namespaces.
    assumed: Vec<Binding>,
    /// Namespaces that feeds declare repeatedly.
    shared: Vec<Arc<str>>,
    none: Arc<str>,
    base_bytes: usize,
    bytes_in_scope: usize,
}

/// What is in scope in one element.
#[derive(Debug, Clone, Default)]
struct Scope {
    /// The byte offset of its start tag.
    start: usize,
    /// How many bindings there were before it.
    bindings: usize,
    base: Option<Arc<str>>,
    language: Option<Arc<str>>,
}

/// A prefix with its namespace; the empty prefix stands for the default namespace.
#[derive(Debug, Clone)]
pub(super) struct Binding {
    pub(super) prefix: Arc<str>,
    pub(super) namespace: Arc<str>,
}

impl Scopes {
    /// The scope outside all elements.
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

    /// The byte offset of the innermost open element.
    pub(super) fn start(&self) -> Option<usize> {
        self.open.last().map(|scope| scope.start)
    }

    /// Opens an element in which the same is in scope as around it.
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

    /// The base URL in scope.
    pub(super) fn base(&self) -> Option<Arc<str>> {
        self.open.last().unwrap_or(&self.outer).base.clone()
    }

    /// Counts the base URL in scope for one more element, and says whether the limit allows it.
    pub(super) fn has_room_for_base(&mut self) -> bool {
        let length = self.base().map_or(0, |base| base.len()).saturating_sub(FREE_BASE_BYTES);
        self.bytes_in_scope = self.bytes_in_scope.saturating_add(length);
        self.bytes_in_scope <= MOST_BYTES_IN_SCOPE
    }

    /// The language in scope.
    pub(super) fn language(&self) -> Option<Arc<str>> {
        self.open.last().unwrap_or(&self.outer).language.clone()
    }

    /// Sets the language of the innermost element; an empty one removes the language in scope.
    ///
    /// # Errors
    ///
    /// The message if it is too long.
    pub(super) fn set_language(&mut self, language: &str) -> Result<(), &'static str> {
        let language = language.trim();
        if language.len() > LONGEST_LANGUAGE {
            return Err("a language is longer than 256 bytes: no feed needs that");
        }
        if let Some(scope) = self.open.last_mut() {
            scope.language = (!language.is_empty()).then(|| Arc::from(language));
        }
        Ok(())
    }

    /// Sets the base URL of the innermost element, relative to the one around it, and returns it if it is a different one.
    ///
    /// # Errors
    ///
    /// The repair if the URL is invalid and ignored.
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
    /// The repair if the element has declared it already; nothing if there are too many.
    pub(super) fn declare(&mut self, prefix: &str, uri: &str) -> Result<(), Option<RepairKind>> {
        let first = self.open.last().map_or(0, |scope| scope.bindings);
        if self.bindings.iter().skip(first).any(|binding| &*binding.prefix == prefix) {
            return Err(Some(RepairKind::DuplicateAttribute));
        }
        // The prefix `xml` may not be redeclared, and only the default namespace may be removed.
        let uri = uri.trim();
        if prefix == "xml" || prefix == "xmlns" || (uri.is_empty() && !prefix.is_empty()) {
            return Ok(());
        }
        let namespace = self.share(uri);
        if self.bound(prefix).is_some_and(|binding| binding.namespace == namespace) {
            return Ok(());
        }
        if self.bindings.len() >= MOST_BINDINGS || namespace.len() > LONGEST_NAMESPACE {
            return Err(None);
        }
        self.bindings.push(Binding { prefix: Arc::from(prefix), namespace });
        Ok(())
    }

    /// What a prefix stands for here, and the repair if it must be reported that the prefix is not declared.
    pub(super) fn resolve(&mut self, prefix: &str) -> (Binding, Option<RepairKind>) {
        let assumed = || self.assumed.iter().find(|binding| &*binding.prefix == prefix);
        if let Some(binding) = self.bound(prefix).or_else(assumed) {
            return (binding.clone(), None);
        }
        let (namespace, repair) = match namespace::well_known_prefix(prefix) {
            Some(namespace) => (self.share(namespace), RepairKind::UndeclaredPrefix),
            None => {
                let name = namespace::UNDECLARED.chars().chain(prefix.chars().take(MOST_PREFIX_CHARACTERS));
                (Arc::from(name.collect::<String>()), RepairKind::UnknownPrefix)
            }
        };
        let binding = Binding { prefix: Arc::from(prefix), namespace };
        if self.assumed.len() < MOST_ASSUMED {
            self.assumed.push(binding.clone());
        }
        (binding, Some(repair))
    }

    /// The empty text, for a missing namespace or prefix.
    pub(super) fn none(&self) -> Arc<str> {
        Arc::clone(&self.none)
    }

    fn bound(&self, prefix: &str) -> Option<&Binding> {
        self.bindings.iter().rfind(|binding| &*binding.prefix == prefix)
    }

    fn share(&mut self, uri: &str) -> Arc<str> {
        let Some(namespace) = namespace::known(uri) else { return Arc::from(uri) };
        if let Some(shared) = self.shared.iter().find(|shared| &***shared == namespace) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = Arc::from(namespace);
        self.shared.push(Arc::clone(&shared));
        shared
    }
}
