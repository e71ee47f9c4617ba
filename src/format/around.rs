//! A text in which a feed stands among markup of something else -> the same text with the feed alone: warnings of PHP before
//! and after it, a page around it. What is taken out becomes blanks, so that every position stays.
//!
//! Only one feed is certain; comments, scripts and sections of character data are text, whatever they hold.

use std::ops::Range;

use memchr::{memchr, memmem};

/// How many bytes of a tag are looked at.
const LONGEST_TAG: usize = 4096;

/// What holds no markup, by how it opens and how it closes.
const TEXTS: [(&str, &str); 4] =
    [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<script", "</script"), ("<textarea", "</textarea")];

/// Where the elements of these names stand that no other of them holds, in order.
pub(super) fn feeds(text: &str, is_root: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let (mut found, mut depth, mut start, mut at) = (Vec::new(), 0_usize, 0, 0_usize);
    let mut endless = Vec::new();
    while let Some(rest) = text.get(at..) {
        let Some(position) = memchr(b'<', rest.as_bytes()) else { break };
        let tag = rest.get(position..).unwrap_or_default();
        let opened = at.saturating_add(position);
        if let Some(length) = text_length(tag, &mut endless) {
            at = opened.saturating_add(length);
            continue;
        }
        at = opened.saturating_add(1);
        // Of a heap of marks each is looked at alone.
        let name = tag.strip_prefix("</").or_else(|| tag.strip_prefix('<')).unwrap_or_default();
        let end = name.find(|next: char| !next.is_alphanumeric() && !"-_.:".contains(next));
        let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
        if !is_root(name.rsplit(':').next().unwrap_or_default()) {
            continue;
        }
        let is_empty = is_empty(tag);
        if is_empty && depth == 0 {
            found.push(opened..at);
        } else if is_empty {
            continue;
        } else if !tag.starts_with("</") {
            start = if depth == 0 { opened } else { start };
            depth = depth.saturating_add(1);
        } else if depth == 0 {
            // What closes nothing makes everything uncertain.
            return Vec::new();
        } else {
            depth = depth.saturating_sub(1);
            let close = memchr(b'>', tag.as_bytes()).map_or(tag.len(), |close| close.saturating_add(1));
            if depth == 0 {
                found.push(start..opened.saturating_add(close));
            }
        }
    }
    if depth == 0 { found } else { Vec::new() }
}

/// Whether a tag ends with `/>`, as far as it is looked at: a heap of tags without an end must not be read again for each.
fn is_empty(tag: &str) -> bool {
    let start = tag.as_bytes().get(..LONGEST_TAG.min(tag.len())).unwrap_or_default();
    memchr(b'>', start).and_then(|end| start.get(..end)).is_some_and(|tag| tag.ends_with(b"/"))
}

/// How long what holds no markup is, where the tag opens that. One without an end is none; `endless` are those that are
/// looked for no more.
fn text_length(tag: &str, endless: &mut Vec<&'static str>) -> Option<usize> {
    let start = |open: &str| tag.get(..open.len()).is_some_and(|start| start.eq_ignore_ascii_case(open));
    let (_, close) = TEXTS.iter().find(|(open, _)| start(open))?;
    if endless.contains(close) {
        return None;
    }
    let Some(end) = memmem::find(tag.as_bytes(), close.as_bytes()) else {
        endless.push(close);
        return None;
    };
    Some(end.saturating_add(close.len()))
}

/// The text with blanks in place of every character but those of the feed. Entities that are defined in front of it stay.
pub(super) fn alone(text: &str, feed: &Range<usize>) -> String {
    let before = text.get(..feed.start).unwrap_or_default();
    let inside = text.get(feed.clone()).unwrap_or_default();
    let after = text.get(feed.end..).unwrap_or_default();
    let blank = |next: char| if next.is_whitespace() { next } else { ' ' };
    let mut alone = String::with_capacity(text.len());
    if before.contains("<!ENTITY") {
        alone.push_str(before);
    } else {
        alone.extend(before.chars().map(blank));
    }
    alone.push_str(inside);
    alone.extend(after.chars().map(blank));
    alone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        feeds(text, |name| ["rss", "feed"].contains(&name)).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_feed_is_found_among_other_markup() {
        let feed = "<a:feed x='1'><feed><![CDATA[</feed>]]></feed></a:feed >";
        for (before, after) in
            [("<br />\n<b>é", "</b>"), ("<html><body>", "</body>"), ("", "<br>"), ("<feeder>", "")]
        {
            assert_eq!(found(&format!("{before}{feed}{after}")), [feed]);
        }
        assert_eq!(found("<rss>1</rss><br><rss>2</rss>").len(), 2);
        assert_eq!(found("<rss>1</rss><rss/>").len(), 2);
    }

    #[test]
    fn what_is_no_markup_holds_no_feed() {
        for text in [
            "<!-- <rss></rss> -->", "<SCRIPT><rss></rss></script>", "&lt;rss></rss>", "</rss>", "<rss>",
            "<rss></rss></rss>",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn every_position_stays() {
        let text = "<b>é</b>\r\n<rss/></rss>\n<p>";
        let range = text.find("<rss/>").unwrap()..text.find("\n<p>").unwrap();
        assert_eq!(alone(text, &range), "        \r\n<rss/></rss>\n   ");
    }
}
