//! What the well-known shortcodes show, as HTML that a feed may carry: images, players, links to posts of other sites.
//!
//! Players become frames: cleaning makes links of them, or keeps them where the configuration wants it.

use super::arguments::Arguments;
use crate::text::{escape_html, escape_html_content};

/// What the shortcode shows; nothing where it is not a known one, or lacks what it needs.
pub(super) fn translate(name: &str, arguments: &Arguments) -> Option<String> {
    let name = name.rsplit(['/', '.']).next()?.to_ascii_lowercase().replace(['-', '_'], "");
    match name.as_str() {
        "figure" | "fig" | "img" | "image" | "imgc" | "picture" | "assetimg" | "asset" | "nextimage"
        | "responsiveimage" | "zoomimage" | "lightimg" | "imglink" => image(arguments),
        "youtube" | "youtubelite" | "liteyoutube" | "liteyoutubeembed" | "youtubeembed" | "yt" => {
            youtube(arguments)
        }
        "vimeo" | "vimeosimple" => {
            let id = id(arguments, &["id", "video", "videoid"])
                .filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))?;
            Some(frame(&format!("https://player.vimeo.com/video/{id}"), arguments))
        }
        "iframe" => Some(frame(web(arguments, &["src", "url"])?, arguments)),
        "gist" => gist(arguments),
        "tweet" | "twitter" | "twittersimple" | "x" | "xsimple" => post(arguments),
        "instagram" | "instagramsimple" => {
            let id = id(arguments, &["id"]).filter(|id| is_id(id))?;
            Some(link(&format!("https://www.instagram.com/p/{id}/")))
        }
        "video" | "audio" => {
            let source = source(arguments)?;
            Some(format!("<{name} src=\"{}\" controls></{name}>", escape_html(source)))
        }
        _ => None,
    }
}

fn image(arguments: &Arguments) -> Option<String> {
    let source = source(arguments)?;
    let behind = arguments.places().iter().skip_while(|place| *place != source).skip(1);
    let is_size = |place: &&String| place.bytes().all(|byte| byte.is_ascii_digit() || byte == b'%');
    let place = behind.filter(|place| !is_size(place)).last().map(|place| place.trim_matches(['"', '\'']));
    let caption = arguments.get(&["caption", "title", "legend"]);
    let alt = arguments.get(&["alt", "description"]).or(place).or(caption).unwrap_or_default();
    let image = format!("<img src=\"{}\" alt=\"{}\">", escape_html(source), escape_html(alt));
    Some(match caption {
        Some(caption) => {
            let caption = escape_html_content(caption);
            format!("<figure>{image}<figcaption>{caption}</figcaption></figure>")
        }
        None => image,
    })
}

/// The URL of an image or another file.
fn source(arguments: &Arguments) -> Option<&str> {
    let named = arguments.get(&["src", "path", "url", "file", "source", "image", "href", "link"]);
    let is_file = |place: &&String| place.contains(['.', '/']);
    let source = named.or_else(|| arguments.places().iter().find(is_file).map(String::as_str))?;
    (!source.contains(['{', '}', '<', '>', '\n'])).then_some(source)
}

fn youtube(arguments: &Arguments) -> Option<String> {
    let id = id(arguments, &["id", "v", "videoid", "video", "youtubeid", "url", "src"])?;
    let last = |text: &str| text.split(['?', '&', '#']).next().unwrap_or_default().to_owned();
    let id = match id.split_once("v=") {
        Some((_, id)) if id.contains("://") || arguments.at(0).is_none_or(|place| place.contains("://")) => {
            last(id)
        }
        _ => id.rsplit_once('/').map_or_else(|| id.to_owned(), |(_, id)| last(id)),
    };
    is_id(&id).then(|| frame(&format!("https://www.youtube.com/embed/{id}"), arguments))
}

fn gist(arguments: &Arguments) -> Option<String> {
    let parts = [
        arguments.get(&["user", "username"]).or(arguments.at(0)),
        arguments.get(&["id"]).or(arguments.at(1)),
    ];
    let path: Vec<&str> = parts.into_iter().flatten().flat_map(|part| part.split('/')).collect();
    // A file of a gist may follow.
    let path = path.get(..2).unwrap_or(&path);
    let is_path = !path.is_empty() && path.iter().all(|part| is_id(part));
    is_path.then(|| link(&format!("https://gist.github.com/{}", path.join("/"))))
}

fn post(arguments: &Arguments) -> Option<String> {
    if let Some(url) = web(arguments, &["url", "src"]) {
        return Some(link(url));
    }
    let user = arguments.get(&["user", "username"]).filter(|user| is_id(user));
    let id = arguments.get(&["id", "tweetid"]).or(arguments.at(0))?;
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| link(&format!("https://twitter.com/{}/status/{id}", user.unwrap_or("i"))))
}

fn id<'a>(arguments: &'a Arguments, names: &[&str]) -> Option<&'a str> {
    arguments.get(names).or(arguments.at(0)).filter(|id| !id.is_empty())
}

/// The absolute URL that is given by name or at the first place.
fn web<'a>(arguments: &'a Arguments, names: &[&str]) -> Option<&'a str> {
    let url = arguments.get(names).or(arguments.at(0))?;
    (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn frame(url: &str, arguments: &Arguments) -> String {
    let title = arguments.get(&["title"]).map(|title| format!(" title=\"{}\"", escape_html(title)));
    format!("<iframe src=\"{}\"{}></iframe>", escape_html(url), title.unwrap_or_default())
}

fn link(url: &str) -> String {
    let label = url.split_once("://").map_or(url, |(_, label)| label);
    format!("<a href=\"{}\">{}</a>", escape_html(url), escape_html_content(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_shortcodes_are_translated() {
        for (name, arguments, html) in [
            ("figure", "src=\"/a.png\" alt=\"A\"", "<img src=\"/a.png\" alt=\"A\">"),
            (
                "figure",
                "src=a.png caption=\"<A>\"",
                "<figure><img src=\"a.png\" alt=\"&lt;A&gt;\"><figcaption>&lt;A&gt;</figcaption></figure>",
            ),
            ("asset_img", "left a.png 100 200 'A boat'", "<img src=\"a.png\" alt=\"A boat\">"),
            ("youtube", "(id=\"a-B_1\")", "<iframe src=\"https://www.youtube.com/embed/a-B_1\"></iframe>"),
            (
                "youtube",
                "https://youtu.be/x1?t=3",
                "<iframe src=\"https://www.youtube.com/embed/x1\"></iframe>",
            ),
            ("vimeo", "12", "<iframe src=\"https://player.vimeo.com/video/12\"></iframe>"),
            ("gist", "u 12ab", "<a href=\"https://gist.github.com/u/12ab\">gist.github.com/u/12ab</a>"),
            (
                "tweet",
                "user=\"u\" id=\"1\"",
                "<a href=\"https://twitter.com/u/status/1\">twitter.com/u/status/1</a>",
            ),
        ] {
            assert_eq!(
                translate(name, &Arguments::of(arguments)).as_deref(),
                Some(html),
                "{name} {arguments}"
            );
        }
        for (name, arguments) in
            [("youtube", "\"><script>"), ("notice", "tip"), ("gist", "a b\"c"), ("figure", "")]
        {
            assert_eq!(translate(name, &Arguments::of(arguments)), None, "{name}");
        }
    }
}
