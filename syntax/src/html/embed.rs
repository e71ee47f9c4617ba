//! Embedded players and pages (`iframe`, `embed`, `object`) -> links to the page that a person can open.
//!
//! Nothing is fetched: labels and images come from the markup alone.

use url::Url;

use super::elements::is_hidden;
use super::pieces::{Piece, Pieces, Tag};
use super::plain::plain_text;
use super::references::decode;
use super::uri::{is_safe, resolve};
use crate::uri::written;

/// The page behind an embedded player.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embed {
    /// The absolute http or https URL of the page.
    pub link: String,
    /// Plain text for the link: the title of the frame, or words such as `Watch on YouTube`.
    pub label: String,
    /// The URL of a still image, if the URL of the player reveals it.
    pub image: Option<String>,
}

/// The embed, if it is all that the fragment shows, apart from white space, scripts and wrapping `p`, `div`, `center`,
/// `figure`, `section` and `span` elements. Its URL must be absolute, or begin with `//`.
pub fn sole_embed(fragment: &str) -> Option<Embed> {
    let mut sole = None;
    let mut pieces = Pieces::of(fragment);
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Comment | Piece::Declaration(_) => {}
            Piece::Text(text) if decode(text).trim().is_empty() => {}
            Piece::Tag(tag) if is_embed(&tag.name) => {
                let url = url_in(&tag).and_then(|value| resolve_alone(&value));
                skip_fallback(&mut pieces, &tag, url.is_some());
                let embed = url.map(|url| describe(&url, &tag));
                if embed.is_some() && std::mem::replace(&mut sole, embed).is_some() {
                    return None;
                }
            }
            Piece::Tag(tag) if is_hidden(&tag.name) && (tag.is_end || pieces.skip_content(&tag.name)) => {}
            Piece::Tag(tag) if is_wrapper(&tag.name) => {}
            Piece::Tag(_) | Piece::Text(_) => return None,
        }
    }
    sole
}

pub(super) fn is_embed(element: &str) -> bool {
    matches!(element, "embed" | "iframe" | "object")
}

/// The decoded URL of what the start tag embeds, also where the page loads it lazily.
pub(super) fn url_in(tag: &Tag) -> Option<String> {
    let names: &[&str] = match &*tag.name {
        _ if tag.is_end => &[],
        "object" => &["data"],
        _ => &["src", "data-src", "data-lazy-src"],
    };
    let mut values = names.iter().filter_map(|name| tag.attribute(name)).map(decode);
    values
        .find(|value| !value.trim().is_empty() && value.trim() != "about:blank")
        .map(|value| value.into_owned())
}

/// The scripts that write what they are named after into the page, by host and by the beginning of the path. What is
/// left of the path without its ending is the page that a person can open.
const SCRIPTS: [(&str, &str); 8] = [
    ("asciinema.org", "/a/"),
    ("bitbucket.org", "/snippets/"),
    ("buzzsprout.com", "/"),
    ("gist.github.com", "/"),
    ("gitlab.com", "/"),
    ("jsfiddle.net", "/"),
    ("pastebin.com", "/embed_js/"),
    ("polldaddy.com", "/p/"),
];

/// The page behind a script that writes content into the page, such as a gist.
pub(super) fn script_page(tag: &Tag) -> Option<Url> {
    let mut url = resolve_alone(&url_in(tag).filter(|_| tag.name == "script")?)?;
    let (host, path) = (host_of(&url), url.path());
    let (_, start) = SCRIPTS.iter().find(|(domain, _)| is_host_within(host, domain))?;
    let below = path.strip_prefix(start).filter(|below| !below.is_empty())?;
    let is_content = match host {
        "jsfiddle.net" => below.contains("/embed"),
        "gitlab.com" => below.contains("snippets/"),
        _ => !below.starts_with("assets/"),
    };
    let page = match host {
        "pastebin.com" => format!("/{below}"),
        "jsfiddle.net" => path.split("/embed").next().map(|page| format!("{page}/"))?,
        _ => path.strip_suffix(".js").or_else(|| path.strip_suffix(".json")).unwrap_or(path).to_owned(),
    };
    url.set_path(&page);
    url.set_query(None);
    is_content.then(|| without_credentials(&url))
}

/// Skips what the element holds for readers that cannot embed. An `object` that embeds nothing shows its content.
pub(super) fn skip_fallback(pieces: &mut Pieces, tag: &Tag, is_replaced: bool) {
    if !tag.is_end && (tag.name == "iframe" || tag.name == "object" && is_replaced) {
        pieces.skip_content(&tag.name);
    }
}

/// The page that a person can open instead of the embedded one.
pub(super) fn describe(url: &Url, tag: &Tag) -> Embed {
    let label = tag.attribute("title").map(plain_text).filter(|title| !title.is_empty());
    let label = label.unwrap_or_else(|| match host_of(url) {
        host if is_youtube(host) => "Watch on YouTube".to_owned(),
        host if is_host_within(host, "vimeo.com") => "Watch on Vimeo".to_owned(),
        host => format!("Open embedded content at {host}"),
    });
    let (link, image) = video_at(url).unwrap_or_else(|| (written(&without_credentials(url)), None));
    Embed { link, label, image }
}

fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn without_credentials(url: &Url) -> Url {
    let mut url = url.clone();
    // What has no host has no credentials either.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    url
}

/// Whether the page may stay embedded: over https, at one of the hosts or a subdomain of one, at its own port and with no
/// credentials, which the reader of a feed would send or be asked for.
pub(super) fn is_listed(url: &Url, hosts: &[String]) -> bool {
    let host = host_of(url);
    url.scheme() == "https"
        && url.port().is_none()
        && !has_credentials(url)
        && hosts.iter().any(|listed| is_host_within(host, &listed.trim().to_ascii_lowercase()))
}

/// The page and the image of a video, if the URL is that of a known player.
fn video_at(url: &Url) -> Option<(String, Option<String>)> {
    let mut path = url.path_segments()?;
    let (kind, id) = (path.next()?, path.next()?);
    let is_id = |id: &str| {
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let parameter = |name| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value);
    match host_of(url) {
        host if is_youtube(host) && matches!(kind, "embed" | "v") => match id {
            "videoseries" => {
                let list = parameter("list").filter(|list| is_id(list))?;
                Some((format!("https://www.youtube.com/playlist?list={list}"), None))
            }
            "live_stream" => None,
            _ if is_id(id) => {
                let image = format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg");
                Some((format!("https://www.youtube.com/watch?v={id}"), Some(image)))
            }
            _ => None,
        },
        "player.vimeo.com" if kind == "video" && is_id(id) => {
            // Unlisted videos open with this second part only.
            let unlisted =
                parameter("h").filter(|key| is_id(key)).map(|key| format!("/{key}")).unwrap_or_default();
            Some((format!("https://vimeo.com/{id}{unlisted}"), None))
        }
        _ => None,
    }
}

/// The URL of an embed, where there is no page against which a relative URL could be resolved.
fn resolve_alone(value: &str) -> Option<Url> {
    let value = value.trim();
    let is_relative =
        !value.starts_with("//") && Url::parse(value) == Err(url::ParseError::RelativeUrlWithoutBase);
    // The rest is the same with any base, apart from the scheme of a URL that begins with `//`.
    let base = Url::parse("https://host.invalid/").ok().filter(|_| !is_relative)?;
    resolve(value, Some(&base)).filter(is_page)
}

/// Whether a person can open the URL.
pub(super) fn is_page(url: &Url) -> bool {
    is_safe("iframe", "src", url)
}

fn is_wrapper(element: &str) -> bool {
    matches!(element, "br" | "center" | "div" | "figure" | "p" | "param" | "section" | "span")
}

fn is_youtube(host: &str) -> bool {
    is_host_within(host, "youtube.com") || is_host_within(host, "youtube-nocookie.com")
}

fn is_host_within(host: &str, domain: &str) -> bool {
    let rest = host.strip_suffix(domain).filter(|_| !domain.is_empty());
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn host_of(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_player_becomes_the_page_that_a_person_can_open() {
        for (fragment, link, label) in [
            (
                "<iframe src='https://www.youtube.com/embed/a-B_1?start=3'></iframe>",
                "https://www.youtube.com/watch?v=a-B_1",
                "Watch on YouTube",
            ),
            (
                "<iframe src=//www.youtube-nocookie.com/embed/x1>",
                "https://www.youtube.com/watch?v=x1",
                "Watch on YouTube",
            ),
            ("<embed src=http://youtube.com/v/x1>", "https://www.youtube.com/watch?v=x1", "Watch on YouTube"),
            (
                "<iframe src=https://www.youtube.com/embed/videoseries?list=PL9>",
                "https://www.youtube.com/playlist?list=PL9",
                "Watch on YouTube",
            ),
            (
                "<iframe src=https://www.youtube.com/embed/live_stream?channel=c>",
                "https://www.youtube.com/embed/live_stream?channel=c",
                "Watch on YouTube",
            ),
            (
                "<iframe src=https://player.vimeo.com/video/12?color=red title=' A &amp;amp; B '>",
                "https://vimeo.com/12",
                "A &amp; B",
            ),
            (
                "<iframe src=https://player.vimeo.com/video/12?h=c0de>",
                "https://vimeo.com/12/c0de",
                "Watch on Vimeo",
            ),
            (
                "<iframe src=https://notyoutube.com/embed/x>",
                "https://notyoutube.com/embed/x",
                "Open embedded content at notyoutube.com",
            ),
            (
                "<iframe src data-src='https://example.org/a?b=1&amp;c=2'>",
                "https://example.org/a?b=1&c=2",
                "Open embedded content at example.org",
            ),
            (
                "<object data=https://example.org/a><embed src=https://example.org/b>Text</object>",
                "https://example.org/a",
                "Open embedded content at example.org",
            ),
            (
                "<object><param name=x><embed src=https://example.org/b></object>",
                "https://example.org/b",
                "Open embedded content at example.org",
            ),
        ] {
            let embed = sole_embed(fragment).map(|embed| (embed.link, embed.label));
            assert_eq!(embed, Some((link.to_owned(), label.to_owned())), "{fragment}");
        }
    }

    #[test]
    fn no_frame_has_a_port_of_its_own_or_credentials() {
        let hosts = ["example.org".to_owned()];
        for (url, expected) in [
            ("https://example.org/a", true),
            ("https://www.example.org:443/a", true),
            ("https://example.org:8443/a", false),
            ("https://name@example.org/a", false),
            ("https://:word@example.org/a", false),
            ("http://example.org/a", false),
        ] {
            assert_eq!(is_listed(&Url::parse(url).unwrap(), &hosts), expected, "{url}");
        }
        let embed = sole_embed("<iframe src=https://name:word@example.org:8443/a>").unwrap();
        assert_eq!(embed.link, "https://example.org:8443/a");
    }

    #[test]
    fn a_player_of_youtube_has_an_image() {
        let image = sole_embed("<iframe src=https://www.youtube.com/embed/x1>").and_then(|embed| embed.image);
        assert_eq!(image.as_deref(), Some("https://i.ytimg.com/vi/x1/hqdefault.jpg"));
    }

    #[test]
    fn wrappers_and_invisible_things_do_not_count() {
        let frame = "<IFRAME SRC=https://example.org/>x</IFRAME>";
        for fragment in [
            format!("\n <p class=a><center>{frame}</center></p>&nbsp;<br>"),
            format!("<div><figure>{frame}</figure></div><script>var x = '<b>';</script><!-- c -->"),
        ] {
            assert!(sole_embed(&fragment).is_some(), "{fragment}");
        }
    }

    #[test]
    fn more_than_one_embed_or_any_text_is_not_sole() {
        let frame = "<iframe src=https://example.org/></iframe>";
        for fragment in [
            "".to_owned(),
            "<p>Text</p>".to_owned(),
            format!("{frame}{frame}"),
            format!("{frame} Text"),
            format!("{frame}<img src=a.png>"),
            "<iframe src=page.html></iframe>".to_owned(),
            "<iframe src=javascript:alert(1)></iframe>".to_owned(),
            "<iframe srcdoc='<p>'></iframe>".to_owned(),
        ] {
            assert_eq!(sole_embed(&fragment), None, "{fragment}");
        }
    }
}
