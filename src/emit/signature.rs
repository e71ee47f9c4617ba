//! The mark that feedmill leaves in files which are no feeds: a comment with the URL of the file. By it a later run knows what it may
//! replace or remove, and nothing without it is ever touched. Feeds need none, because their entries tell whose they are.

use url::Url;

use crate::model::ArtifactKind;

/// How much of a file is searched for its mark, in bytes: it is on the first or second line.
const BEGINNING: usize = 4096;

/// What the mark begins with, inside the comment.
const MARK: &str = " feedmill: ";

/// How comments begin and end in files of a kind; `None` of feeds.
fn comment(kind: ArtifactKind) -> Option<(&'static str, &'static str)> {
    match kind {
        ArtifactKind::Feed(_) | ArtifactKind::Archive(_) => None,
        ArtifactKind::List | ArtifactKind::Page => Some(("<!--", " -->")),
        ArtifactKind::Style => Some(("/*", " */")),
    }
}

/// The file with its mark behind its first line, which says what a document is; a stylesheet has none.
pub(super) fn signed(kind: ArtifactKind, bytes: &[u8], url: &str) -> Vec<u8> {
    let Some((start, end)) = comment(kind) else { return bytes.to_vec() };
    let first = match kind {
        ArtifactKind::Style => 0,
        _ => bytes.iter().position(|&byte| byte == b'\n').map_or(0, |at| at.saturating_add(1)),
    };
    let (before, after) = bytes.split_at_checked(first).unwrap_or((bytes, &[]));
    // Neither two hyphens nor what ends a comment are needed by any URL.
    let url = url.replace("--", "-%2D").replace("*/", "%2A/");
    let mark = format!("{start}{MARK}{url}{end}\n");
    [before, mark.as_bytes(), after].concat()
}

/// The URL that the file says it was published at, if it has a mark.
pub fn signed_url(kind: ArtifactKind, bytes: &[u8]) -> Option<String> {
    let (start, end) = comment(kind)?;
    let beginning = String::from_utf8_lossy(bytes.get(..BEGINNING).unwrap_or(bytes)).into_owned();
    let (_, rest) = beginning.split_once(&[start, MARK].concat())?;
    let (url, _) = rest.split_once(end)?;
    let url = url.replace("-%2D", "--").replace("%2A/", "*/");
    (!url.contains(['\n', '<', '>'])).then_some(url)
}

/// Whether the file has a mark, of whatever project.
pub fn is_any(kind: ArtifactKind, bytes: &[u8]) -> bool {
    signed_url(kind, bytes).is_some()
}

/// Whether the file has the mark of one that was published at this path, below whatever URL.
pub(super) fn is_signed(kind: ArtifactKind, bytes: &[u8], path: &str) -> bool {
    let place = Url::parse("https://example.org/").and_then(|base| base.join(path));
    let url = signed_url(kind, bytes).and_then(|url| Url::parse(&url).ok());
    url.zip(place.ok()).is_some_and(|(url, place)| url.path().ends_with(place.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_tells_the_url_and_ends_no_comment() {
        for url in ["https://example.org/feeds.opml", "https://example.org/a--b/c---/feeds.opml"] {
            let bytes = signed(ArtifactKind::List, b"<?xml version=\"1.0\"?>\n<opml/>\n", url);
            let text = String::from_utf8(bytes.clone()).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!((lines[0], lines[2]), ("<?xml version=\"1.0\"?>", "<opml/>"), "{text}");
            assert_eq!(lines[1].matches("--").count(), 2, "{text}");
            assert_eq!(signed_url(ArtifactKind::List, &bytes).as_deref(), Some(url));
            assert!(is_signed(ArtifactKind::List, &bytes, "feeds.opml"));
            assert!(!is_signed(ArtifactKind::List, &bytes, "other.opml"));
        }
        assert_eq!(signed_url(ArtifactKind::List, b"<?xml version=\"1.0\"?>\n<opml/>\n"), None);
    }
}
