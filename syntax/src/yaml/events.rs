//! The events of the parser become a tree. One document at most; of equal keys all are kept; the pairs below `<<` come in
//! from other mappings; a tag of an application's own counts as absent, those of the core schema are obeyed.
//!
//! An alias costs what it repeats, and all that aliases repeat is bounded by the size of the text. Nothing below
//! `secured` is stored, so an alias that leads out of it or into it is refused at its position.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use saphyr_parser::{Event, Input, Marker, Parser, ScalarStyle, Span, Tag};

use super::characters::Ranges;
use super::core_schema::{self, resolve};
use super::input::{Lenient, StandIn};
use super::last_line::LastLine;
use super::outdented::Outdented;
use super::{characters, fault, outdented};
use crate::model::Position;
use crate::ordered::CollectOrdered;
use crate::tree::{
    Content, Keep, MOST_LEVELS, Mapping, Node, Pair, ParseError, Scalar, ScalarKind, is_secured,
};

const MOST_ALIASES: usize = 256;

/// The longest key in bytes.
const LONGEST_KEY: usize = 4096;

/// The key whose value is merged into the mapping.
const MERGE: &str = "<<";

type Result<T, E = ParseError> = std::result::Result<T, E>;

/// What the parser has made of a document.
pub(super) struct Reading<'a> {
    pub node: Result<Node<'a>>,
    /// What it has stopped at because it is indented too little.
    pub outdented: Option<Outdented>,
    /// The first separator outside of quoted texts.
    pub separator: Option<Position>,
}

pub(super) struct Reader<'a, 'l, T: Input> {
    parser: Parser<'a, Lenient<T>>,
    stand_in: StandIn,
    last_line: LastLine,
    first_line: usize,
    /// The lines that have got spaces in front.
    lines: &'l outdented::Lines,
    /// What needs more of them.
    outdented: Option<Outdented>,
    /// How many collections are open.
    level: usize,
    /// The deepest level since somebody last set it back.
    deepest: usize,
    tags: Tags,
    /// Whether the reader is below `secured`.
    is_secured: bool,
    aliases: usize,
    anchors: BTreeMap<usize, Anchor<'a>>,
    /// Bytes of the nodes read so far, those that aliases repeat included.
    spent: usize,
    /// Bytes of the nodes that are stored for aliases.
    stored: usize,
    budget: usize,
    /// Where quoted texts are in the document, and where texts and brackets do; only where it matters.
    stretches: Option<(Ranges, Ranges)>,
}

/// What a text outside of quotes behind a tag of somebody's own is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    /// A mistake: of `!important news` the first word would be gone.
    Standard,
    /// Empty.
    Own,
}

/// A value that aliases may repeat.
struct Anchor<'a> {
    /// Nothing where it is secured.
    node: Node<'a>,
    is_secured: bool,
    cost: usize,
    /// How many levels the value has.
    height: usize,
}

impl<'a, 'l, T: Input> Reader<'a, 'l, T> {
    /// A reader of the text, whose characters are the input once the lines have spaces in front.
    pub(super) fn new(
        input: T,
        text: &str,
        first_line: usize,
        lines: &'l outdented::Lines,
        (stand_in, tags): (StandIn, Tags),
    ) -> Reader<'a, 'l, T> {
        Reader {
            parser: Parser::new(Lenient::new(input)),
            stand_in,
            tags,
            last_line: LastLine::of(text),
            first_line,
            lines,
            outdented: None,
            level: 0,
            deepest: 0,
            is_secured: false,
            aliases: 0,
            anchors: BTreeMap::new(),
            spent: 0,
            stored: 0,
            // Each anchor is stored once; honest documents repeat little beyond that.
            budget: text.len().saturating_mul(4).saturating_add(65_536),
            stretches: characters::are_unusual(text).then(Default::default),
        }
    }

    /// Reads the whole text; what the parser lets through though other readers take it for something else is refused.
    pub(super) fn read(mut self, text: &str, wanted: &dyn Fn(&str) -> bool) -> Reading<'a> {
        let node = self.document(Keep::Wanted(wanted));
        let node = node.and_then(|node| self.check_text(text).map(|()| node));
        let quoted = self.stretches.as_ref().map(|(quoted, _)| quoted);
        let separator = quoted.and_then(|quoted| characters::first_separator(text, quoted));
        Reading { node, outdented: self.outdented, separator: separator.map(|at| self.in_file(at)) }
    }

    /// The one document of the text; an empty text is an empty one.
    fn document(&mut self, keep: Keep<'_>) -> Result<Node<'a>> {
        let start = self.position(Marker::new(0, 1, 0));
        let mut root = Node { position: start, content: Content::Null };
        let mut documents = 0usize;
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentEnd | Event::Nothing, _) => {}
                (Event::StreamEnd, _) => return Ok(root),
                (Event::DocumentStart(_), span) => {
                    documents = documents.saturating_add(1);
                    if documents > 1 {
                        return Err(self.error(span, "not valid YAML: there is more than one document"));
                    }
                }
                (event, span) => root = Node { position: start, ..self.node(event, span, keep)? },
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, Span)> {
        match self.parser.next_event() {
            Some(Ok((Event::Scalar(text, style, anchor, tag), span))) => {
                self.note(span.start, span.end, Some(style));
                let end = self.in_document(span.end);
                let text = self.last_line.without_end(text, style, span, end);
                let text = self.stand_in.restore(text);
                Ok((Event::Scalar(text, style, anchor, tag), span))
            }
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => {
                let start = self.in_document(*error.marker());
                self.outdented = outdented::of_error(error.info(), start);
                let position = self.position(*error.marker());
                Err(ParseError { position, message: fault::message_of(&error) })
            }
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    /// Notes that a text of the style, or a collection in brackets, is here.
    fn note(&mut self, start: Marker, end: Marker, style: Option<ScalarStyle>) {
        let range = self.in_document(start)..self.in_document(end);
        let Some((quoted, inner)) = &mut self.stretches else { return };
        inner.push(range.clone());
        if matches!(style, Some(ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted)) {
            quoted.push(range);
        }
    }

    /// Ends a collection; one in blocks ends with no character of its own.
    fn close(&mut self, start: Span, end: Span) {
        self.level = self.level.saturating_sub(1);
        if !end.is_empty() {
            self.note(start.start, end.end, None);
        }
    }

    /// The value that begins with the event.
    fn node(&mut self, event: Event<'a>, span: Span, keep: Keep<'_>) -> Result<Node<'a>> {
        let (spent, outer) = (self.spent, std::mem::replace(&mut self.deepest, self.level));
        self.spend(1, span)?;
        let (anchor, content) = match event {
            Event::Alias(id) => (0, self.alias(id, span, keep)?),
            Event::Scalar(text, style, anchor, tag) => {
                self.spend(text.len(), span)?;
                (anchor, self.scalar(text, style, tag.as_deref(), span)?)
            }
            Event::SequenceStart(anchor, _) => (anchor, self.sequence(self.keep_at(anchor, keep), span)?),
            Event::MappingStart(anchor, _) => (anchor, self.mapping(self.keep_at(anchor, keep), span)?),
            _ => return Err(self.error(span, "not valid YAML")),
        };
        let node = Node { position: self.position(span.start), content };
        if anchor != 0 {
            let anchored = Anchor {
                node: if self.is_secured { Node { content: Content::Null, ..node } } else { node.clone() },
                is_secured: self.is_secured,
                cost: self.spent.saturating_sub(spent),
                height: self.deepest.saturating_sub(self.level),
            };
            self.stored = self.stored.saturating_add(anchored.cost);
            self.spend(0, span)?;
            self.anchors.insert(anchor, anchored);
        }
        self.deepest = self.deepest.max(outer);
        Ok(node)
    }

    /// What is kept of a collection: what has an anchor may be repeated where it is wanted.
    fn keep_at<'w>(&self, anchor: usize, keep: Keep<'w>) -> Keep<'w> {
        let is_repeatable = anchor != 0 && keep.is_nothing() && !self.is_secured;
        if is_repeatable { Keep::Everything } else { keep }
    }

    fn alias(&mut self, id: usize, span: Span, keep: Keep<'_>) -> Result<Content<'a>> {
        self.aliases = self.aliases.saturating_add(1);
        if self.aliases > MOST_ALIASES {
            let message = format!("more than {MOST_ALIASES} aliases; write the values out");
            return Err(self.error(span, &message));
        }
        let Some(anchor) = self.anchors.get(&id) else {
            return Err(self.error(span, "not valid YAML: an alias is inside the value that it repeats"));
        };
        if anchor.is_secured != self.is_secured {
            return Err(self.error(span, "an alias repeats a `secured` value; write the value out"));
        }
        let (cost, deepest) = (anchor.cost, self.level.saturating_add(anchor.height));
        let content = if keep.is_nothing() { Content::Null } else { anchor.node.content.clone() };
        self.deepest = self.deepest.max(deepest);
        self.check_depth(deepest, span)?;
        self.spend(cost, span)?;
        Ok(content)
    }

    fn scalar(
        &self,
        text: Cow<'a, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<Content<'a>> {
        // Within brackets the parser lets them through.
        if style == ScalarStyle::Plain && text.starts_with(['|', '>']) {
            return Err(self.error(span, fault::START));
        }
        let tag = tag.map_or_else(String::new, |tag| format!("{}{}", tag.handle, tag.suffix));
        let kind = match tag.strip_prefix("tag:yaml.org,2002:") {
            Some("null") if core_schema::is_null(&text) => return Ok(Content::Null),
            Some("bool") => core_schema::truth(&text).map(ScalarKind::Bool),
            Some("int") => core_schema::is_integer(&text).then_some(ScalarKind::Number),
            Some("float") => core_schema::float(&text).map(|_| ScalarKind::Number),
            Some("null") => None,
            None if style == ScalarStyle::Plain && tag.is_empty() => return Ok(resolve(text)),
            None if style == ScalarStyle::Plain && tag.starts_with('!') => {
                let content = resolve(text);
                let is_text = matches!(&content, Content::Scalar(scalar) if scalar.is_text());
                return match self.tags {
                    Tags::Own if is_text => Ok(Content::Null),
                    Tags::Standard if is_text => Err(self.error(span, fault::TAG)),
                    Tags::Own | Tags::Standard => Ok(content),
                };
            }
            _ => Some(ScalarKind::Text),
        };
        match kind {
            Some(kind) => Ok(Content::Scalar(Scalar { text, kind })),
            None => Err(self.error(span, "not valid YAML: a value is not what its tag says")),
        }
    }

    fn sequence(&mut self, keep: Keep<'_>, start: Span) -> Result<Content<'a>> {
        self.open(start)?;
        let mut nodes = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                self.close(start, span);
                break;
            }
            let node = self.node(event, span, keep.of_items())?;
            if !keep.is_nothing() {
                nodes.push(node);
            }
        }
        Ok(Content::Sequence(nodes))
    }

    fn mapping(&mut self, keep: Keep<'_>, start: Span) -> Result<Content<'a>> {
        self.open(start)?;
        let mut mapping = Mapping::default();
        let mut merged = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                self.close(start, span);
                break;
            }
            let (key, key_position) = (self.key(event, span)?, self.position(span.start));
            let is_merge = key == MERGE && !keep.is_nothing();
            let below = if is_merge { Keep::Everything } else { keep.below(&key) };
            let value = self.value(&key, key_position, below)?;
            match value.content {
                _ if below.is_nothing() => {}
                Content::Mapping(other) if is_merge => merged.extend(other.into_pairs()),
                Content::Sequence(nodes) if is_merge => merged.extend(nodes.into_iter().flat_map(pairs_of)),
                _ => mapping.push(Pair { key, key_position, value }),
            }
        }
        if !merged.is_empty() {
            merge(merged, keep, &mut mapping);
        }
        Ok(Content::Mapping(mapping))
    }

    /// The value behind a key.
    fn value(&mut self, key: &str, key_position: Position, keep: Keep<'_>) -> Result<Node<'a>> {
        let was_secured = self.is_secured;
        self.is_secured |= is_secured(key);
        let (event, span) = self.next()?;
        let is_empty = matches!(&event, Event::Scalar(text, ScalarStyle::Plain, _, _) if text.is_empty());
        let mut node = self.node(event, span, keep)?;
        if is_empty || node.position.line > key_position.line {
            node.position = key_position;
        }
        self.is_secured = was_secured;
        Ok(node)
    }

    fn key(&mut self, event: Event<'a>, span: Span) -> Result<Cow<'a, str>> {
        if matches!(&event, Event::Scalar(text, ScalarStyle::Plain, 0, None) if text.is_empty()) {
            return Err(self.error(span, "not valid YAML: a key is missing in front of `:`"));
        }
        let key = match self.node(event, span, Keep::Everything)?.content {
            Content::Null => Cow::Borrowed(""),
            Content::Scalar(scalar) => scalar.text,
            Content::Sequence(_) | Content::Mapping(_) => {
                return Err(self.error(span, "not valid YAML: a list or a mapping cannot be a key"));
            }
        };
        if key.len() > LONGEST_KEY {
            return Err(self.error(span, &format!("a key is longer than {LONGEST_KEY} bytes")));
        }
        Ok(key)
    }

    fn open(&mut self, span: Span) -> Result<()> {
        self.level = self.level.saturating_add(1);
        self.deepest = self.deepest.max(self.level);
        self.check_depth(self.level, span)
    }

    fn check_depth(&self, level: usize, span: Span) -> Result<()> {
        if level > MOST_LEVELS {
            return Err(self.error(span, &format!("nested deeper than {MOST_LEVELS} levels")));
        }
        Ok(())
    }

    fn spend(&mut self, bytes: usize, span: Span) -> Result<()> {
        self.spent = self.spent.saturating_add(bytes);
        if self.spent.saturating_add(self.stored) > self.budget {
            return Err(self.error(span, "not valid YAML: too much is repeated through aliases"));
        }
        Ok(())
    }

    /// Refuses what the parser lets through though other readers take it for something else.
    fn check_text(&self, text: &str) -> Result<()> {
        let fault = characters::fault(text, !self.anchors.is_empty(), self.stretches.as_ref());
        fault.map_or(Ok(()), |(position, message)| {
            Err(ParseError { position: self.in_file(position), message: message.to_owned() })
        })
    }

    fn position(&self, marker: Marker) -> Position {
        self.in_file(self.in_document(marker))
    }

    /// The position in a document that begins on line 1 and has no spaces but its own.
    fn in_document(&self, marker: Marker) -> Position {
        let spaces = if self.lines.contains(&marker.line()) { outdented::SPACES } else { 0 };
        Position { line: marker.line(), column: marker.col().saturating_sub(spaces).saturating_add(1) }
    }

    fn in_file(&self, position: Position) -> Position {
        let above = self.first_line.saturating_sub(1);
        Position { line: position.line.saturating_add(above), ..position }
    }

    fn error(&self, span: Span, message: &str) -> ParseError {
        ParseError { position: self.position(span.start), message: message.to_owned() }
    }
}

fn pairs_of(node: Node<'_>) -> Vec<Pair<'_>> {
    match node.content {
        Content::Mapping(mapping) => mapping.into_pairs(),
        _ => Vec::new(),
    }
}

/// Adds the pairs of other mappings, as far as they are wanted and the mapping does not have their keys.
fn merge<'a>(merged: Vec<Pair<'a>>, keep: Keep<'_>, mapping: &mut Mapping<'a>) {
    let mut own: BTreeSet<Cow<'a, str>> = mapping.pairs().iter().map(|pair| pair.key.clone()).collect_set();
    for pair in merged {
        if !keep.below(&pair.key).is_nothing() && own.insert(pair.key.clone()) {
            mapping.push(pair);
        }
    }
}
