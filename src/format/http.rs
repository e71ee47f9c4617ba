//! A saved HTTP response, as `curl -i` writes it: the heads in front of the document are skipped, and the last of them says the
//! encoding of the document.
//!
//! There are several heads after redirects, interim responses and proxies. Lines may end without a carriage return, and
//! a line that begins with a blank goes on with the one before it (RFC 9112, section 5.2).

/// How many heads may stand in front of a document.
const MOST_HEADS: usize = 50;

/// How long the heads may be together, in bytes.
const LONGEST: usize = 1024 * 1024;

/// A document without the heads in front of it, and what they say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Response<'a> {
    /// The document.
    pub(super) body: &'a [u8],
    /// How many lines the heads have; none where there is no head.
    pub(super) lines: usize,
    /// The status of the last head.
    pub(super) status: Option<u16>,
    /// The `charset` of its media type.
    pub(super) charset: Option<String>,
    /// Its `content-encoding`, in lower case, except one that says nothing.
    pub(super) coding: Option<String>,
}

/// The document in an input that may begin with heads.
pub(super) fn response(input: &[u8]) -> Response<'_> {
    let mut response = Response { body: input, ..Response::default() };
    for _ in 0..MOST_HEADS {
        let Some((status, head, body)) = head(response.body) else { break };
        let lines = head.iter().filter(|&&byte| byte == b'\n').count();
        let fields = fields(head);
        let field = |name: &str| {
            let mut named = fields.iter().rev().filter(|(other, _)| other.eq_ignore_ascii_case(name));
            named.next().map(|(_, value)| value.trim().to_owned())
        };
        let coding = field("content-encoding").map(|coding| coding.to_ascii_lowercase());
        response = Response {
            body,
            lines: response.lines.saturating_add(lines),
            status: Some(status),
            charset: field("content-type").and_then(|value| charset(&value)),
            coding: coding.filter(|coding| !coding.is_empty() && coding != "identity"),
        };
    }
    response
}

/// The status of the head that the bytes begin with, the head with its blank line, and what follows it.
fn head(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let line = bytes.strip_prefix(b"HTTP/")?.split(|&byte| byte == b'\n').next()?;
    let line = std::str::from_utf8(line.get(..100).unwrap_or(line)).ok()?;
    let mut words = line.split_ascii_whitespace();
    let is_version = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    words.next().filter(is_version)?;
    let status = words.next().filter(|word| word.len() == 3)?.parse().ok()?;
    let mut length = 0_usize;
    for line in bytes.get(..LONGEST).unwrap_or(bytes).split_inclusive(|&byte| byte == b'\n') {
        length = length.saturating_add(line.len());
        if line.trim_ascii().is_empty() {
            return bytes.split_at_checked(length).map(|(head, body)| (status, head, body));
        }
    }
    None
}

/// The names and values of the fields.
fn fields(head: &[u8]) -> Vec<(String, String)> {
    let head = String::from_utf8_lossy(head);
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.lines().skip(1) {
        match (line.starts_with([' ', '\t']), fields.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (false, _, Some((name, value))) => fields.push((name.trim().to_owned(), value.to_owned())),
            _ => {}
        }
    }
    fields
}

/// The `charset` of a media type (RFC 9110, section 8.3.1), with or without quotes.
fn charset(media_type: &str) -> Option<String> {
    let mut parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    let value = value.trim().trim_matches(['"', '\'']).trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_head_counts_and_all_are_skipped() {
        for (input, status, charset, lines) in [
            ("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=KOI8-R\r\n\r\n<a/>", 200, Some("KOI8-R"), 3),
            ("HTTP/2 200 \r\ncontent-type: application/rss+xml\r\n\r\n<a/>", 200, None, 3),
            ("HTTP/3 404\nContent-type: text/html;CHARSET = \"utf-8\"; x=y\n\n<a/>", 404, Some("utf-8"), 3),
            (
                "HTTP/1.0 200 OK\nContent-Type: text/xml;\n\tcharset='windows-1251'\n\n<a/>",
                200,
                Some("windows-1251"),
                4,
            ),
            (
                "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 301 Moved\r\nContent-Type: \
                 text/html; charset=ascii\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/2 200\r\n\r\n<a/>",
                200,
                None,
                9,
            ),
        ] {
            let response = response(input.as_bytes());
            assert_eq!(response.body, b"<a/>", "{input}");
            assert_eq!((response.status, response.lines), (Some(status), lines), "{input}");
            assert_eq!(response.charset.as_deref(), charset, "{input}");
        }
    }

    #[test]
    fn what_is_no_head_stays() {
        for input in [
            "", "HTTP/", "HTTP/1.1 200 OK\r\nA: b", "HTTP/x 200 OK\n\n<a/>", "HTTP/1.1 OK\n\n", "<a/>\n\n",
            "http/1.1 200\n\n",
        ] {
            assert_eq!(
                response(input.as_bytes()),
                Response { body: input.as_bytes(), ..Response::default() }
            );
        }
    }

    #[test]
    fn only_a_coding_that_changes_bytes_is_one() {
        for (value, coding) in [("gzip", Some("gzip")), (" BR ", Some("br")), ("identity", None), ("", None)]
        {
            let input = format!("HTTP/1.1 200 OK\nContent-Encoding: {value}\n\n<a/>");
            assert_eq!(response(input.as_bytes()).coding.as_deref(), coding, "{value}");
        }
    }
}
