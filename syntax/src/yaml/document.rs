//! A document is read by the parser, as often as it takes: again with spaces in front of lines that are indented too little,
//! and as older readers see it, where separators are in it. How much is read in all is bounded.

use saphyr_parser::{BufferedInput, StrInput};

use super::events::{Reader, Reading, Tags};
use super::input::{StandIn, misplaced_mark};
use super::outdented::{self, Outdented};
use super::{MOST_BRACKETS, cause, fault, has_too_many_brackets, separators};
use crate::model::Position;
use crate::tree::{Content, Mapping, Node, ParseError};

/// How many characters may be read of one document, each time it is read again included.
const MOST_WORK: usize = 4 * 1024 * 1024;

/// As [`super::read`], but every document is read by the parser.
///
/// # Errors
///
/// As [`super::read`].
pub fn read<'a>(
    text: &'a str,
    first_line: usize,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Node<'a>, ParseError> {
    whole(text, first_line, wanted, Tags::Standard).map_err(|error| cause::named(error, text, first_line))
}

/// As [`read`], but a text behind a tag of somebody's own is empty, for what it stands for only its program knows.
///
/// # Errors
///
/// As [`super::read`].
pub fn read_with_own_tags(text: &str) -> Result<Node<'_>, ParseError> {
    whole(text, 1, &|_| true, Tags::Own).map_err(|error| cause::named(error, text, 1))
}

/// The document, or the error at the place where reading stopped.
fn whole<'a>(
    text: &'a str,
    first_line: usize,
    wanted: &dyn Fn(&str) -> bool,
    tags: Tags,
) -> Result<Node<'a>, ParseError> {
    if has_too_many_brackets(text) {
        let position = Position { line: first_line, column: 1 };
        return Err(ParseError { position, message: format!("more than {MOST_BRACKETS} opening brackets") });
    }
    if let Some(Position { line, column }) = misplaced_mark(text) {
        let position = Position { line: first_line.saturating_sub(1).saturating_add(line), column };
        return Err(ParseError { position, message: fault::MARK.to_owned() });
    }
    let Some(text_in_lines) = separators::without_those_at_ends(text) else {
        return repaired(text, Some(text), first_line, wanted, tags).node;
    };
    let reading = repaired(&text_in_lines, None, first_line, &|_| true, tags);
    let node = reading.node.map_err(|error| separators::blamed(error, &text_in_lines, first_line))?;
    if let Some(position) = reading.separator {
        let older = separators::as_older_readers_see(&text_in_lines);
        let older = repaired(&older, None, first_line, &|_| true, tags).node;
        if separators::is_in_doubt(&node, older.as_ref().ok(), &text_in_lines) {
            return Err(ParseError { position, message: fault::SEPARATOR.to_owned() });
        }
    }
    Ok(only_wanted(node, wanted))
}

/// Reads the text until no line needs spaces; `lasting` is the text if the tree may borrow from it.
fn repaired<'a>(
    text: &str,
    lasting: Option<&'a str>,
    first_line: usize,
    wanted: &dyn Fn(&str) -> bool,
    tags: Tags,
) -> Reading<'a> {
    let stand_in = StandIn::of(text);
    let mut lines = outdented::Lines::new();
    // What is said where spaces do not help against a tab.
    let (mut work, mut tab) = (0usize, None);
    loop {
        let reading = match lasting {
            Some(lasting) if lines.is_empty() && !stand_in.is_needed() => {
                Reader::new(StrInput::new(lasting), text, first_line, &lines, (stand_in, tags))
                    .read(text, wanted)
            }
            _ => {
                let characters = outdented::indented(text, lines.clone());
                let input = BufferedInput::new(characters.map(|character| stand_in.hide(character)));
                Reader::new(input, text, first_line, &lines, (stand_in, tags)).read(text, wanted)
            }
        };
        work = work.saturating_add(text.len()).saturating_add(lines.len().saturating_mul(outdented::SPACES));
        if let (Some(Outdented::Tab(_)), Err(error), None) = (reading.outdented, &reading.node, &tab) {
            tab = Some(error.clone());
        }
        let count = lines.len();
        let more = reading.outdented.map(|outdented| outdented::lines_of(text, outdented));
        lines.extend(more.unwrap_or_default());
        let is_last =
            lines.len() == count || work.max(lines.len().saturating_mul(outdented::SPACES)) > MOST_WORK;
        if is_last {
            return Reading { node: reading.node.map_err(|error| tab.unwrap_or(error)), ..reading };
        }
    }
}

/// What is wanted of a document that was kept whole.
fn only_wanted<'a>(node: Node<'a>, wanted: &dyn Fn(&str) -> bool) -> Node<'a> {
    let Content::Mapping(whole) = node.content else { return node };
    let mut mapping = Mapping::default();
    whole.into_pairs().into_iter().filter(|pair| wanted(&pair.key)).for_each(|pair| mapping.push(pair));
    Node { content: Content::Mapping(mapping), ..node }
}
