//! Measures whether HTML can be parsed in reasonable time: how deep elements nest, how many the parser inserts, and how
//! many it moves to mend misplaced ones.
//!
//! The rules for broken HTML take quadratic time and more. So the parser of the sanitizer first runs over small chunks with
//! a sink that keeps only the shape of the tree, and stops as soon as a limit is exceeded.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ExpandedName, ParseOpts, QualName, local_name, ns, parse_fragment};
use memchr::memchr_iter;

/// How deep elements may nest.
const MOST_NESTED: usize = 256;

/// HTML with so few tags is not worth measuring.
pub(super) const FEW_TAGS: usize = 64;

/// The most start and end tags of which a tree is built: it takes half a kilobyte for each.
pub(super) const MOST_TAGS: usize = 150_000;

/// The most ampersands: the parser spends a microsecond on each to look for a reference.
const MOST_REFERENCES: usize = 200_000;

/// How many elements the parser may insert: it adds missing rows of tables, and repeats formatting that was never closed
/// in every paragraph that follows.
const MOST_INSERTED: usize = 20_000;

/// How many bytes the parser reads between two checks of the shape.
const CHUNK: usize = 4096;

/// How many elements the parser may look through: the ancestors of each new one, and the siblings of misplaced ones.
const MOST_EFFORT: usize = 10_000_000;

/// How many elements the sanitizer's parser looks through in the text; `None` if a limit is exceeded.
pub(super) fn effort(html: &str) -> Option<usize> {
    if html.bytes().filter(|&byte| byte == b'&').count() > MOST_REFERENCES {
        return None;
    }
    let tags = tags(html);
    if tags <= FEW_TAGS {
        return Some(0);
    }
    if tags > MOST_TAGS {
        return None;
    }
    let most_elements = tags.saturating_add(MOST_INSERTED);
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let mut parser = parse_fragment(Shape::default(), ParseOpts::default(), context, Vec::new(), false);
    let mut rest = html;
    while !rest.is_empty() {
        let (chunk, after) = first_chunk(rest);
        parser.process(StrTendril::from(chunk));
        let shape = &parser.tokenizer.sink.sink;
        let elements = shape.nodes.borrow().len();
        if shape.is_too_deep.get() || shape.effort.get() > MOST_EFFORT || elements > most_elements {
            return None;
        }
        rest = after;
    }
    Some(parser.tokenizer.sink.sink.effort.get())
}

/// The number of tags in HTML, or of what could be a tag.
pub(super) fn tags(html: &str) -> usize {
    memchr_iter(b'<', html.as_bytes()).count()
}

fn first_chunk(text: &str) -> (&str, &str) {
    let ends = CHUNK..CHUNK.saturating_add(4);
    ends.into_iter().find_map(|end| text.split_at_checked(end)).unwrap_or((text, ""))
}

/// A tree that only knows the parent of each node.
#[derive(Default)]
struct Shape {
    nodes: RefCell<Vec<Node>>,
    is_too_deep: Cell<bool>,
    effort: Cell<usize>,
}

#[derive(Clone, Copy, Default)]
struct Node {
    parent: Option<usize>,
    children: usize,
    /// How often the children were moved into a new element inside this one. Which of them is unknown, so all count as
    /// that much deeper.
    sunk: usize,
}

#[derive(Clone)]
struct Handle {
    index: usize,
    name: Rc<QualName>,
}

impl Shape {
    fn node(&self, name: QualName) -> Handle {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node::default());
        Handle { index: nodes.len().saturating_sub(1), name: Rc::new(name) }
    }

    fn nameless(&self) -> Handle {
        self.node(QualName::new(None, ns!(), local_name!("")))
    }

    fn get(&self, index: usize) -> Node {
        self.nodes.borrow().get(index).copied().unwrap_or_default()
    }

    fn change(&self, index: usize, change: impl Fn(&mut Node)) {
        if let Some(node) = self.nodes.borrow_mut().get_mut(index) {
            change(node);
        }
    }

    fn look_through(&self, elements: usize) {
        self.effort.set(self.effort.get().saturating_add(elements).saturating_add(1));
    }

    fn place(&self, parent: usize, child: &NodeOrText<Handle>) {
        self.change(parent, |parent| parent.children = parent.children.saturating_add(1));
        let NodeOrText::AppendNode(child) = child else {
            return;
        };
        self.change(child.index, |child| child.parent = Some(parent));
        // The topmost node, the document, is not an element; instead the new element itself counts.
        let mut depth = 0_usize;
        let mut above = self.get(parent);
        while let Some(next) = above.parent.filter(|_| depth <= MOST_NESTED) {
            depth = depth.saturating_add(1).saturating_add(above.sunk);
            above = self.get(next);
        }
        self.look_through(depth);
        if depth > MOST_NESTED {
            self.is_too_deep.set(true);
        }
    }
}

impl TreeSink for Shape {
    type Handle = Handle;
    type Output = ();
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) {}

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.nameless()
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(&self, name: QualName, _: Vec<Attribute>, _: ElementFlags) -> Handle {
        self.node(name)
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.nameless()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.nameless()
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.place(parent.index, &child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        if self.get(element.index).parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.index == other.index
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let Some(parent) = self.get(sibling.index).parent {
            self.look_through(self.get(parent).children);
            self.place(parent, &child);
        }
    }

    fn add_attrs_if_missing(&self, _: &Handle, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &Handle) {
        if let Some(parent) = self.get(target.index).parent {
            self.look_through(self.get(parent).children);
            self.change(parent, |parent| parent.children = parent.children.saturating_sub(1));
            self.change(target.index, |target| target.parent = None);
        }
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let children = self.get(node.index).children;
        self.look_through(children);
        self.change(new_parent.index, |parent| parent.children = parent.children.saturating_add(children));
        self.change(node.index, |node| {
            node.children = 0;
            node.sunk = node.sunk.saturating_add(1);
        });
    }
}
