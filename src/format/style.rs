//! The line that names a stylesheet to browsers which show a feed as XML (Associating Style Sheets with XML documents 1.0). It stands
//! behind the XML declaration, and is no part of the feed: writers and readers of formats do not see it.

use crate::text::escape_attribute;

const START: &str = "<?xml-stylesheet type=\"text/css\" href=\"";
const END: &str = "\"?>\n";

/// The document with the line for a stylesheet at this URL, if it is one of XML.
pub(super) fn styled(document: Vec<u8>, url: &str) -> Vec<u8> {
    put(document, Some(format!("{START}{}{END}", escape_attribute(url)).as_bytes()))
}

/// The document without the line, and the line.
pub(super) fn parted(document: &[u8]) -> (Vec<u8>, Option<Vec<u8>>) {
    let whole = || (document.to_vec(), None);
    let Some((declaration, rest)) =
        behind_declaration(document).filter(|(_, rest)| rest.starts_with(START.as_bytes()))
    else {
        return whole();
    };
    let Some(end) = rest.iter().position(|&byte| byte == b'\n') else { return whole() };
    match rest.split_at_checked(end.saturating_add(1)) {
        Some((line, rest)) if line.ends_with(END.as_bytes()) => {
            ([declaration, rest].concat(), Some(line.to_vec()))
        }
        _ => whole(),
    }
}

/// The document with the line, if there is one.
pub(super) fn put(document: Vec<u8>, line: Option<&[u8]>) -> Vec<u8> {
    match (line, behind_declaration(&document)) {
        (Some(line), Some((declaration, rest))) => [declaration, line, rest].concat(),
        _ => document,
    }
}

/// The XML declaration with the end of its line, and what is behind it.
fn behind_declaration(document: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = document.iter().position(|&byte| byte == b'\n')?;
    let (declaration, rest) = document.split_at_checked(end.saturating_add(1))?;
    (declaration.starts_with(b"<?xml ") && declaration.ends_with(b"?>\n")).then_some((declaration, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_goes_in_and_comes_out_and_nothing_else_changes() {
        let document = b"<?xml version=\"1.0\"?>\n<rss>\n</rss>\n".to_vec();
        let styled = styled(document.clone(), "../a&\".css");
        let text = String::from_utf8(styled.clone()).unwrap();
        assert_eq!(
            text.lines().nth(1),
            Some("<?xml-stylesheet type=\"text/css\" href=\"../a&amp;&quot;.css\"?>")
        );
        let (without, line) = parted(&styled);
        assert_eq!(without, document);
        assert_eq!(put(without, line.as_deref()), styled);
        for other in [&b"{\n}\n"[..], b"", b"<rss/>\n", b"<?xml version=\"1.0\"?>"] {
            assert_eq!(put(other.to_vec(), Some(b"x")), other);
            assert_eq!(parted(other), (other.to_vec(), None));
        }
    }
}
