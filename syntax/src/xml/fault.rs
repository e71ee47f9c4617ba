//! Messages for the errors of the crate, whose own messages quote the document.

use quick_xml::errors::{Error, IllFormedError, SyntaxError};

/// What is wrong, and what to do.
pub(super) fn message(error: &Error) -> &'static str {
    match error {
        Error::Syntax(error) => syntax(error),
        Error::IllFormed(error) => ill_formed(error),
        _ => "this is not well-formed xml",
    }
}

fn syntax(error: &SyntaxError) -> &'static str {
    match error {
        SyntaxError::InvalidBangMarkup => {
            "what begins with <! is neither a comment nor cdata nor a document type"
        }
        SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl => "a processing instruction has no end",
        SyntaxError::UnclosedComment => "a comment has no end",
        SyntaxError::UnclosedDoctype => "the document type has no end",
        SyntaxError::UnclosedCData => "a cdata section has no end",
        SyntaxError::UnclosedTag => "a tag has no end: escape the less-than sign if it is text",
        SyntaxError::UnclosedSingleQuotedAttributeValue | SyntaxError::UnclosedDoubleQuotedAttributeValue => {
            "an attribute's value has no closing quote"
        }
    }
}

fn ill_formed(error: &IllFormedError) -> &'static str {
    match error {
        IllFormedError::MismatchedEndTag { .. } => "an end tag does not match the element that is open",
        IllFormedError::UnmatchedEndTag(_) => "an end tag closes nothing: no element is open",
        IllFormedError::MissingEndTag(_) => "an element is never closed",
        IllFormedError::MissingDoctypeName => "the document type has no name",
        _ => "this is not well-formed xml",
    }
}
